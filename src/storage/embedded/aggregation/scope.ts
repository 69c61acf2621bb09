import { isZero } from '../bson/numbers.js';
import { type Doc, isNumber, type Value } from '../bson/values.js';

/** What an expression is evaluated against. */
export interface Scope {
  root: Doc;
  current: Value | undefined;
  variables: Map<string, Value | undefined>;
}

/** The value of an expression; undefined is missing. */
export type Evaluate = (scope: Scope) => Value | undefined;

/** Makes an operator's evaluation from its operand; `compile` is for its parts. */
export type Build = (operand: Value, compile: Compile) => Evaluate;

export interface Compile {
  (expression: Value): Evaluate;
  /** A compiler that knows further variables. */
  with(names: string[]): Compile;
}

/** Whether a value counts as true in a condition. */
export const isTrue = (v: Value | undefined): boolean =>
  v !== undefined && v !== null && v !== false && !(isNumber(v) && isZero(v));
