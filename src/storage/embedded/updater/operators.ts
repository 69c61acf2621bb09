import { Timestamp } from 'bson';
import { compareValues } from '../bson/compare.js';
import { fromInteger, makeDecimal } from '../bson/decimal.js';
import { add, exactInteger, isNaNValue, multiply, numberKind } from '../bson/numbers.js';
import {
  clone,
  double,
  isDoc,
  isInt32,
  isNumber,
  type NumberValue,
  typeName,
  type Value,
} from '../bson/values.js';
import { nowMs } from '../clock.js';
import { badValue, failedToParse, refused, typeMismatch } from '../errors.js';
import { addToSet, pop, pull, pullAll, push } from './array-operators.js';
import type { Operator } from './change.js';

function arithmetic(
  name: string,
  compute: (a: NumberValue, b: NumberValue) => NumberValue | undefined,
  start: (operand: NumberValue) => Value,
): Operator {
  return {
    creates: true,
    parse(operand, path) {
      if (!isNumber(operand)) {
        throw typeMismatch(
          `Cannot ${name === '$inc' ? 'increment' : 'multiply'} with non-numeric argument: {${path}: ${typeName(operand)}}`,
        );
      }
      return (old) => {
        if (old === undefined) return start(operand);
        if (!isNumber(old)) {
          throw typeMismatch(
            `Cannot apply ${name} to a value of non-numeric type. The field '${path}' has non-numeric type ${typeName(old)}`,
          );
        }
        const result = compute(old, operand);
        if (result === undefined)
          throw badValue(
            `Failed to apply ${name} operations to current value of field '${path}': integer overflow`,
          );
        return result;
      };
    },
  };
}

function zeroLike(operand: NumberValue): Value {
  switch (numberKind(operand)) {
    case 'int':
      return 0;
    case 'long':
      return 0n;
    case 'double':
      return double(0);
    default:
      return makeDecimal(fromInteger(0n));
  }
}

const isNotANumber = (v: Value): boolean => isNumber(v) && isNaNValue(v);

const extreme = (name: string, wins: (c: number) => boolean): Operator => ({
  creates: true,
  parse: (operand) => (old) => {
    if (name === '$max' && old !== undefined && (isNotANumber(operand) || isNotANumber(old))) {
      throw refused('$max where one value is NaN');
    }
    return old === undefined || wins(compareValues(operand, old)) ? clone(operand) : undefined;
  },
});

/** The present moment for `$currentDate`; one for all fields of an update. */
const currentDate: Operator = {
  creates: true,
  parse(operand, path) {
    const type = isDoc(operand)
      ? operand.get('$type')
      : operand === true || operand === false
        ? 'date'
        : undefined;
    if (type === 'date') return () => new Date(nowMs());
    if (type === 'timestamp') return () => new Timestamp({ t: Math.floor(nowMs() / 1000), i: 1 });
    throw badValue(
      `The '$type' of $currentDate for '${path}' is required to be either 'date' or 'timestamp'`,
    );
  },
};

const bitwise: Record<string, (a: bigint, b: bigint) => bigint> = {
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};

const isIntegral = (v: Value | undefined): v is number | bigint =>
  typeof v === 'bigint' || (typeof v === 'number' && isInt32(v));

const bit: Operator = {
  creates: true,
  parse(operand, path) {
    if (!isDoc(operand) || operand.size === 0)
      throw badValue('The $bit modifier needs a document with and, or, or xor');
    const steps = [...operand].map(([name, value]) => {
      const op = bitwise[name];
      if (!op) throw badValue(`The $bit modifier only supports 'and', 'or', and 'xor', not '${name}'`);
      if (!isIntegral(value))
        throw badValue(
          `The $bit modifier field must be an Integer(32/64 bit); '${name}' is of type ${typeName(value)}`,
        );
      return { op, value };
    });
    return (old) => {
      if (old !== undefined && !isIntegral(old)) {
        throw badValue(
          `Cannot apply $bit to a value of non-integral type: '${path}' has type ${typeName(old)}`,
        );
      }
      return steps.reduce((v: number | bigint, { op, value }) => applyBits(v, value, op), old ?? 0);
    };
  },
};

function applyBits(
  a: number | bigint,
  b: number | bigint,
  op: (a: bigint, b: bigint) => bigint,
): number | bigint {
  const result = op(BigInt(a), BigInt(b));
  return typeof a === 'number' && typeof b === 'number' ? Number(result) : result;
}

const set: Operator = { creates: true, parse: (operand) => () => clone(operand) };

const popOperator: Operator = {
  creates: false,
  parse(operand) {
    const n = isNumber(operand) ? exactInteger(operand) : undefined;
    if (n !== 1n && n !== -1n) throw failedToParse('$pop expects 1 or -1');
    return pop(n === 1n);
  },
};

/** The update operators that look at one value at a time, by name. */
export const operators: Record<string, Operator> = {
  $set: set,
  $setOnInsert: set,
  $inc: arithmetic('$inc', add, (operand) => operand),
  $mul: arithmetic('$mul', multiply, zeroLike),
  $min: extreme('$min', (c) => c < 0),
  $max: extreme('$max', (c) => c > 0),
  $currentDate: currentDate,
  $bit: bit,
  $push: { creates: true, parse: push },
  $addToSet: { creates: true, parse: addToSet },
  $pull: { creates: false, parse: pull },
  $pullAll: { creates: false, parse: pullAll },
  $pop: popOperator,
};

/** Refuses operators that MongoDB has dropped or this store lacks. */
export function unknownOperator(name: string): Error {
  if (name === '$pushAll') return refused('the update operator $pushAll');
  return failedToParse(
    `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
  );
}
