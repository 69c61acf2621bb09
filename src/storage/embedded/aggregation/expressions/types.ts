import { Decimal128, ObjectId, Timestamp } from 'bson';
import { makeDecimal } from '../../bson/decimal.js';
import { asDecimal, asDouble, asInteger, fitsInt64, isZero } from '../../bson/numbers.js';
import {
  double,
  isDoc,
  isNumber,
  type NumberValue,
  typeName,
  typeNames,
  type Value,
} from '../../bson/values.js';
import { badValue, refused, StoreError } from '../../errors.js';
import { fixed, isNullish } from '../operands.js';
import type { Build, Evaluate } from '../scope.js';
import { parseDate } from './date-text.js';
import { textOf } from './text-of.js';

const failure = (message: string): StoreError => new StoreError(241, message);
const unsupported = (v: Value, to: string): StoreError =>
  failure(`Unsupported conversion from ${typeName(v)} to ${to} in $convert with no onError value`);

const integerText = /^[+-]?\d+$/;
const decimalText = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function parsed(text: string, pattern: RegExp, to: string): string {
  if (!pattern.test(text))
    throw failure(`Failed to parse number '${text}' in $convert with no onError value (${to})`);
  return text.replace(/^\+/, '');
}

function integer(v: Value, to: 'int' | 'long'): bigint {
  if (typeof v === 'boolean') return v ? 1n : 0n;
  if (typeof v === 'string') return BigInt(parsed(v, integerText, to));
  if (v instanceof Date && to === 'long') return BigInt(v.getTime());
  if (!isNumber(v)) throw unsupported(v, to);
  const n = asInteger(v);
  if (n === undefined)
    throw failure(
      `Attempt to convert NaN or infinity value to integer type in $convert with no onError value`,
    );
  return n;
}

function toInt(v: Value): Value {
  const n = integer(v, 'int');
  if (n > 2147483647n || n < -2147483648n)
    throw failure('Conversion would overflow target type in $convert with no onError value: int');
  return Number(n);
}

function toLong(v: Value): Value {
  const n = integer(v, 'long');
  if (!fitsInt64(n))
    throw failure('Conversion would overflow target type in $convert with no onError value: long');
  return n;
}

function toDouble(v: Value): Value {
  if (typeof v === 'boolean') return double(v ? 1 : 0);
  if (typeof v === 'string') return double(Number(parsed(v, decimalText, 'double')));
  if (v instanceof Date) return double(v.getTime());
  if (!isNumber(v)) throw unsupported(v, 'double');
  return double(asDouble(v));
}

function toDecimal(v: Value): Value {
  if (typeof v === 'boolean') return makeDecimal(asDecimal(v ? 1 : 0));
  if (typeof v === 'string') return Decimal128.fromString(parsed(v, decimalText, 'decimal'));
  if (v instanceof Date) return makeDecimal(asDecimal(BigInt(v.getTime())));
  if (!isNumber(v)) throw unsupported(v, 'decimal');
  return makeDecimal(asDecimal(v));
}

const toBool = (v: Value): Value => (isNumber(v) ? !isZero(v) : typeof v === 'boolean' ? v : true);

function toDate(v: Value): Value {
  if (v instanceof Date) return v;
  if (typeof v === 'string') return parseDate(v, undefined);
  if (v instanceof ObjectId) return v.getTimestamp();
  if (v instanceof Timestamp) return new Date(v.getHighBits() * 1000);
  const isMs = isNumber(v) && typeName(v) !== 'int';
  const n = isMs ? asInteger(v as NumberValue) : undefined;
  if (n === undefined) throw unsupported(v, 'date');
  const date = new Date(Number(n));
  if (Number.isNaN(date.getTime())) throw refused('a date outside the years -271821 to 275760');
  return date;
}

function toObjectId(v: Value): Value {
  if (v instanceof ObjectId) return v;
  if (typeof v !== 'string') throw unsupported(v, 'objectId');
  if (!/^[0-9a-fA-F]{24}$/.test(v))
    throw failure(`Failed to parse objectId '${v}' in $convert with no onError value`);
  return new ObjectId(v);
}

function toText(v: Value): Value {
  if (isDoc(v) || Array.isArray(v)) throw unsupported(v, 'string');
  return textOf('$toString', v);
}

const targets: Record<string, (v: Value) => Value> = {
  int: toInt,
  long: toLong,
  double: toDouble,
  decimal: toDecimal,
  bool: toBool,
  date: toDate,
  objectId: toObjectId,
  string: toText,
};

function targetOf(to: Value): (v: Value) => Value {
  const name = isNumber(to) ? typeNames[asDouble(to)] : to;
  if (typeof name !== 'string') throw failure("$convert's 'to' argument must be a string or number");
  const convert = targets[name];
  if (convert) return convert;
  if (Object.values(typeNames).includes(name)) throw refused(`$convert to ${name}`);
  throw badValue(`Unknown type name: ${name}`);
}

const convert: Build = (operand, compile) => {
  if (!isDoc(operand) || !operand.has('input') || !operand.has('to'))
    throw new StoreError(9, "$convert requires 'input' and 'to'");
  for (const key of operand.keys()) {
    if (!['input', 'to', 'onError', 'onNull'].includes(key))
      throw new StoreError(9, `$convert found an unknown argument: ${key}`);
  }
  const part = (key: string): Evaluate | undefined =>
    operand.has(key) ? compile(operand.get(key) as Value) : undefined;
  const [input, to, onError, onNull] = ['input', 'to', 'onError', 'onNull'].map(part) as [
    Evaluate,
    Evaluate,
    Evaluate?,
    Evaluate?,
  ];
  return (scope) => {
    const [value, target] = [input(scope), to(scope)];
    if (isNullish(value)) return onNull ? onNull(scope) : null;
    if (isNullish(target)) return null;
    const apply = targetOf(target);
    try {
      return apply(value);
    } catch (error) {
      if (onError && error instanceof StoreError && error.code === 241) return onError(scope);
      throw error;
    }
  };
};

const shorthand = (name: string, apply: (v: Value) => Value): Build =>
  fixed(name, 1, (v) => (isNullish(v) ? null : apply(v)));

/** Types and conversions. */
export const conversions: Record<string, Build> = {
  $convert: convert,
  $toInt: shorthand('$toInt', toInt),
  $toLong: shorthand('$toLong', toLong),
  $toDouble: shorthand('$toDouble', toDouble),
  $toDecimal: shorthand('$toDecimal', toDecimal),
  $toBool: shorthand('$toBool', toBool),
  $toDate: shorthand('$toDate', toDate),
  $toObjectId: shorthand('$toObjectId', toObjectId),
  $toString: shorthand('$toString', toText),
  $type: fixed('$type', 1, (v) => typeName(v)),
  $isNumber: fixed('$isNumber', 1, (v) => isNumber(v)),
};
