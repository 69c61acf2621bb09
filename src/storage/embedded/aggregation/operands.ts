import { exactInteger } from '../bson/numbers.js';
import { isDoc, isNumber, typeName, type Value } from '../bson/values.js';
import { refused, StoreError } from '../errors.js';
import type { Build, Compile, Evaluate } from './scope.js';

/** Null, missing. */
export const isNullish = (v: Value | undefined): v is null | undefined => v === null || v === undefined;

/** The compiled arguments of an operator that takes `min` to `max` of them. */
export function argumentsOf(
  name: string,
  operand: Value,
  compile: Compile,
  min: number,
  max: number,
): Evaluate[] {
  const list = Array.isArray(operand) ? operand : [operand];
  if (list.length < min || list.length > max) {
    const most = Number.isFinite(max) ? ` and at most ${max}` : '';
    const wanted = min === max ? `exactly ${min}` : `at least ${min}${most}`;
    throw new StoreError(
      16020,
      `Expression ${name} takes ${wanted} arguments. ${list.length} were passed in.`,
    );
  }
  return list.map(compile);
}

/** An operator of a fixed number of arguments, all evaluated. */
export function fixed(
  name: string,
  count: number,
  apply: (...values: (Value | undefined)[]) => Value | undefined,
): Build {
  return between(name, count, count, apply);
}

export function between(
  name: string,
  min: number,
  max: number,
  apply: (...values: (Value | undefined)[]) => Value | undefined,
): Build {
  return (operand, compile) => {
    const args = argumentsOf(name, operand, compile, min, max);
    return (scope) => apply(...args.map((arg) => arg(scope)));
  };
}

/** As `fixed`, null when any argument is null or missing. */
export function nullable(
  name: string,
  count: number,
  apply: (...values: Value[]) => Value | undefined,
): Build {
  return fixed(name, count, (...values) => (values.some(isNullish) ? null : apply(...(values as Value[]))));
}

/** Named arguments: each given, known, and the required ones present. */
export function namedArguments(
  name: string,
  operand: Value,
  compile: Compile,
  required: readonly string[],
  optional: readonly string[] = [],
): Record<string, Evaluate | undefined> {
  if (!isDoc(operand))
    throw new StoreError(9, `${name} requires an object as an argument, found: ${typeName(operand)}`);
  for (const key of operand.keys()) {
    if (!required.includes(key) && !optional.includes(key))
      throw new StoreError(9, `Unrecognized argument to ${name}: ${key}`);
  }
  for (const key of required)
    if (!operand.has(key)) throw new StoreError(9, `Missing '${key}' parameter to ${name}`);
  return Object.fromEntries([...operand].map(([key, value]) => [key, compile(value)]));
}

export const wrongType = (code: number, name: string, v: Value | undefined, wanted: string): StoreError =>
  new StoreError(code, `${name} requires ${wanted}, found: ${typeName(v)}`);

export function stringOperand(name: string, v: Value | undefined, code = 14): string {
  if (typeof v !== 'string') throw wrongType(code, name, v, 'a string argument');
  return v;
}

export function arrayOperand(name: string, v: Value | undefined, code = 14): Value[] {
  if (!Array.isArray(v)) throw wrongType(code, name, v, 'an array argument');
  return v;
}

export function integerOperand(name: string, v: Value | undefined, code = 14): number {
  const n = isNumber(v) ? exactInteger(v) : undefined;
  if (n === undefined || n > 2147483647n || n < -2147483648n)
    throw wrongType(code, name, v, 'a 32-bit integer');
  return Number(n);
}

export const refuse =
  (what: string): Build =>
  () => {
    throw refused(what);
  };
