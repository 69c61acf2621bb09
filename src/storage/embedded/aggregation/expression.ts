import { isZero } from '../bson/numbers.js';
import { type Doc, isNumber, type Value } from '../bson/values.js';
import { refused } from '../errors.js';
export interface Scope {
  root: Doc;
  current: Value;
  variables: Map<string, Value>;
}
export type Evaluate = (scope: Scope) => Value | undefined;
export const isTrue = (v: Value | undefined): boolean =>
  v !== undefined && v !== null && v !== false && !(isNumber(v) && isZero(v));
export function compileExpression(_e: Value): Evaluate {
  throw refused('$expr');
}
