import { Decimal128 } from 'bson';
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  divideDecimals,
  exactDouble,
  fromDouble,
  fromInteger,
  makeDecimal,
  multiplyDecimals,
  parseDecimal,
  remainderDecimals,
  toDouble,
  toInteger,
} from './decimal.js';
import { Double, double, isInt32, type NumberValue } from './values.js';

const int64Max = 2n ** 63n - 1n;
const int64Min = -(2n ** 63n);
export const fitsInt64 = (n: bigint): boolean => n <= int64Max && n >= int64Min;

type Kind = 'int' | 'long' | 'double' | 'decimal';

export function numberKind(v: NumberValue): Kind {
  if (typeof v === 'number') return isInt32(v) ? 'int' : 'double';
  if (typeof v === 'bigint') return 'long';
  return v instanceof Double ? 'double' : 'decimal';
}

/** The nearest double. */
export function asDouble(v: NumberValue): number {
  if (typeof v === 'number') return v;
  if (typeof v === 'bigint') return Number(v);
  return v instanceof Double ? v.value : toDouble(parseDecimal(v));
}

/** The integer a value truncates to; undefined for NaN and infinities. */
export function asInteger(v: NumberValue): bigint | undefined {
  if (typeof v === 'bigint') return v;
  if (v instanceof Decimal128) return toInteger(parseDecimal(v));
  const x = typeof v === 'number' ? v : v.value;
  return Number.isFinite(x) ? BigInt(Math.trunc(x)) : undefined;
}

/** The integer a value is exactly; undefined when it has a fraction or is not finite. */
export function exactInteger(v: NumberValue): bigint | undefined {
  const n = asInteger(v);
  return n !== undefined && compareNumbers(n, v) === 0 ? n : undefined;
}

/** A value as a decimal for arithmetic (doubles by 15 digits). */
export function asDecimal(v: NumberValue): Decimal {
  if (v instanceof Decimal128) return parseDecimal(v);
  if (typeof v === 'bigint') return fromInteger(v);
  const x = typeof v === 'number' ? v : v.value;
  return isInt32(x) && typeof v === 'number' ? fromInteger(BigInt(x)) : fromDouble(x);
}

const exact = (v: NumberValue): Decimal =>
  v instanceof Decimal128
    ? parseDecimal(v)
    : typeof v === 'bigint'
      ? fromInteger(v)
      : exactDouble(asDouble(v));

export const isNaNValue = (v: NumberValue): boolean =>
  typeof v === 'number' ? Number.isNaN(v) : v instanceof Decimal128 && parseDecimal(v).kind === 'nan';

export const isZero = (v: NumberValue): boolean => compareNumbers(v, 0) === 0;

/** Order of two numbers by exact value whatever their types; NaN lowest. */
export function compareNumbers(a: NumberValue, b: NumberValue): number {
  if (a instanceof Decimal128 || b instanceof Decimal128) return compareDecimals(exact(a), exact(b));
  const x = a instanceof Double ? a.value : a;
  const y = b instanceof Double ? b.value : b;
  if (x < y) return -1;
  if (x > y) return 1;
  return Number(Number.isNaN(y)) - Number(Number.isNaN(x)) || 0;
}

/** An integer result as int32 if it fits and no operand was wider, else int64; undefined on overflow. */
function integer(n: bigint, long: boolean): NumberValue | undefined {
  if (!long && n <= 2147483647n && n >= -2147483648n) return Number(n);
  return fitsInt64(n) ? n : undefined;
}

const anyKind = (a: NumberValue, b: NumberValue, kind: Kind) =>
  numberKind(a) === kind || numberKind(b) === kind;

interface Operation {
  decimal(a: Decimal, b: Decimal): Decimal;
  double(a: number, b: number): number;
  integer(a: bigint, b: bigint): bigint;
}

/** The result in the widest type of both; undefined when an int64 overflows. */
function compute(op: Operation, a: NumberValue, b: NumberValue): NumberValue | undefined {
  if (anyKind(a, b, 'decimal')) return makeDecimal(op.decimal(asDecimal(a), asDecimal(b)));
  if (anyKind(a, b, 'double')) return double(op.double(asDouble(a), asDouble(b)));
  return integer(op.integer(BigInt(a as number), BigInt(b as number)), anyKind(a, b, 'long'));
}

const addition: Operation = { decimal: addDecimals, double: (a, b) => a + b, integer: (a, b) => a + b };
const subtraction: Operation = {
  decimal: (a, b) => addDecimals(a, { ...b, negative: !b.negative }),
  double: (a, b) => a - b,
  integer: (a, b) => a - b,
};
const multiplication: Operation = {
  decimal: multiplyDecimals,
  double: (a, b) => a * b,
  integer: (a, b) => a * b,
};
const remainder: Operation = {
  decimal: remainderDecimals,
  double: (a, b) => a % b,
  integer: (a, b) => a % b,
};

export const add = (a: NumberValue, b: NumberValue) => compute(addition, a, b);
export const subtract = (a: NumberValue, b: NumberValue) => compute(subtraction, a, b);
export const multiply = (a: NumberValue, b: NumberValue) => compute(multiplication, a, b);
/** The remainder with the sign of the dividend; the divisor must not be zero. */
export const modulo = (a: NumberValue, b: NumberValue) => compute(remainder, a, b);

/** The quotient: decimal if one is, else double. */
export function divide(a: NumberValue, b: NumberValue): NumberValue {
  if (anyKind(a, b, 'decimal')) return makeDecimal(divideDecimals(asDecimal(a), asDecimal(b)));
  return double(asDouble(a) / asDouble(b));
}
