import { Decimal128 } from 'bson';
import {
  exactDouble,
  makeDecimal,
  parseDecimal,
  quantize,
  type Rounding,
  toDouble,
} from '../../bson/decimal.js';
import * as numbers from '../../bson/numbers.js';
import { double, isNumber, type NumberValue, type Value } from '../../bson/values.js';
import { refused, StoreError } from '../../errors.js';
import { argumentsOf, between, integerOperand, isNullish, nullable, wrongType } from '../operands.js';
import type { Build } from '../scope.js';

function numeric(name: string, v: Value, code = 28765): NumberValue {
  if (!isNumber(v)) throw wrongType(code, name, v, 'numeric arguments');
  return v;
}

/** A result that has left int64 goes on as a double. */
const orDouble = (result: NumberValue | undefined, exact: () => number): NumberValue =>
  result ?? double(exact());

const plus = (a: NumberValue, b: NumberValue): NumberValue =>
  orDouble(numbers.add(a, b), () => numbers.asDouble(a) + numbers.asDouble(b));
const times = (a: NumberValue, b: NumberValue): NumberValue =>
  orDouble(numbers.multiply(a, b), () => numbers.asDouble(a) * numbers.asDouble(b));

function dateFrom(ms: number): Date {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) throw refused('a date outside the years -271821 to 275760');
  return date;
}

const milliseconds = (v: NumberValue): number => Math.round(numbers.asDouble(v));

function sum(values: Value[]): Value {
  let total: NumberValue = 0;
  let date: Date | undefined;
  for (const v of values) {
    if (v instanceof Date) {
      if (date) throw new StoreError(16612, 'only one date allowed in an $add expression');
      date = v;
    } else if (isNumber(v)) total = plus(total, v);
    else throw wrongType(14, '$add', v, 'numbers or a date');
  }
  return date ? dateFrom(date.getTime() + milliseconds(total)) : total;
}

function difference(a: Value, b: Value): Value {
  if (a instanceof Date) {
    if (b instanceof Date) return BigInt(a.getTime() - b.getTime());
    return dateFrom(a.getTime() - milliseconds(numeric('$subtract', b, 14)));
  }
  const [x, y] = [numeric('$subtract', a, 14), numeric('$subtract', b, 14)];
  return orDouble(numbers.subtract(x, y), () => numbers.asDouble(x) - numbers.asDouble(y));
}

const variadic =
  (name: string, apply: (values: Value[]) => Value): Build =>
  (operand, compile) => {
    const args = argumentsOf(name, operand, compile, 0, Number.POSITIVE_INFINITY);
    return (scope) => {
      const values = args.map((arg) => arg(scope));
      return values.some(isNullish) ? null : apply(values as Value[]);
    };
  };

function quotient(a: Value, b: Value): Value {
  const [x, y] = [numeric('$divide', a, 14), numeric('$divide', b, 14)];
  if (numbers.isZero(y)) throw new StoreError(2, "can't $divide by zero");
  return numbers.divide(x, y);
}

function remainder(a: Value, b: Value): Value {
  const [x, y] = [numeric('$mod', a, 16611), numeric('$mod', b, 16611)];
  if (numbers.isZero(y)) throw new StoreError(16610, "can't $mod by zero");
  return numbers.modulo(x, y) as NumberValue;
}

/** Rounds a number of any type to a place; whole numbers keep their type. */
function rounded(v: NumberValue, places: number, rounding: Rounding): Value {
  if (v instanceof Decimal128) return makeDecimal(quantize(parseDecimal(v), places, rounding));
  if (numbers.numberKind(v) === 'double')
    return double(toDouble(quantize(exactDouble(numbers.asDouble(v)), places, rounding)));
  if (places >= 0) return v;
  const whole = quantize({ ...numbers.asDecimal(v) }, places, rounding);
  const n = BigInt(toDouble(whole));
  return typeof v === 'number' && n <= 2147483647n && n >= -2147483648n ? Number(n) : n;
}

const rounding = (name: string, how: Rounding): Build =>
  between(name, 1, 2, (v, place) => {
    if (isNullish(v) || place === null) return null;
    const places = place === undefined ? 0 : integerOperand(name, place, 51082);
    if (places < -20 || places > 100)
      throw new StoreError(
        51083,
        `cannot apply ${name} with precision value ${places}: value must be in [-20, 100]`,
      );
    return rounded(numeric(name, v, 51081), places, how);
  });

const toWhole = (name: string, how: Rounding): Build =>
  nullable(name, 1, (v) => rounded(numeric(name, v), 0, how));

/** A function of doubles; on decimals it is refused, since 34 digits are beyond it. */
const real = (name: string, apply: (x: number) => number, check?: (x: number) => void): Build =>
  nullable(name, 1, (v) => {
    const n = numeric(name, v);
    if (n instanceof Decimal128) throw refused(`${name} of a decimal`);
    check?.(numbers.asDouble(n));
    return double(apply(numbers.asDouble(n)));
  });

const positive = (name: string, code: number) => (x: number) => {
  if (x <= 0) throw new StoreError(code, `${name}'s argument must be a positive number, but is ${x}`);
};

function absolute(v: Value): Value {
  const n = numeric('$abs', v);
  if (n instanceof Decimal128) return makeDecimal({ ...parseDecimal(n), negative: false });
  if (typeof n === 'bigint') {
    if (n === -(2n ** 63n)) throw new StoreError(28680, "can't take $abs of long long min");
    return n < 0n ? -n : n;
  }
  if (numbers.numberKind(n) === 'double') return double(Math.abs(numbers.asDouble(n)));
  return n === -2147483648 ? 2147483648n : Math.abs(n as number);
}

function power(a: Value, b: Value): Value {
  const [x, y] = [numeric('$pow', a, 28762), numeric('$pow', b, 28763)];
  if (x instanceof Decimal128 || y instanceof Decimal128) throw refused('$pow of a decimal');
  const [base, exponent] = [numbers.asDouble(x), numbers.asDouble(y)];
  if (base === 0 && exponent < 0)
    throw new StoreError(28764, '$pow cannot take a base of 0 and a negative exponent');
  const whole = numbers.numberKind(x) !== 'double' && numbers.numberKind(y) !== 'double';
  if (!whole || exponent < 0) return double(base ** exponent);
  if (exponent > 63 && Math.abs(base) > 1) return double(base ** exponent);
  const n = BigInt(x as number) ** BigInt(y as number);
  if (!numbers.fitsInt64(n)) return double(base ** exponent);
  const long = typeof x === 'bigint' || typeof y === 'bigint' || n > 2147483647n || n < -2147483648n;
  return long ? n : Number(n);
}

function logarithm(a: Value, b: Value): Value {
  const [x, base] = [numeric('$log', a, 28756), numeric('$log', b, 28757)];
  if (x instanceof Decimal128 || base instanceof Decimal128) throw refused('$log of a decimal');
  positive('$log', 28758)(numbers.asDouble(x));
  if (numbers.asDouble(base) <= 0 || numbers.asDouble(base) === 1)
    throw new StoreError(28759, "$log's base must be a positive number not equal to 1");
  return double(Math.log(numbers.asDouble(x)) / Math.log(numbers.asDouble(base)));
}

const bits = (name: string, start: bigint, apply: (a: bigint, b: bigint) => bigint): Build =>
  variadic(name, (values) => {
    const isLong = values.some((v) => typeof v === 'bigint');
    for (const v of values) {
      if (typeof v !== 'bigint' && !(isNumber(v) && numbers.numberKind(v) === 'int'))
        throw wrongType(14, name, v, 'int or long operands');
    }
    const result = values.reduce<bigint>((acc, v) => apply(acc, BigInt(v as number)), start);
    return isLong ? result : Number(result);
  });

/** Arithmetic by MongoDB's numeric types: int32 and int64 exact, double, decimal of 34 digits. */
export const arithmetic: Record<string, Build> = {
  $add: variadic('$add', sum),
  $subtract: nullable('$subtract', 2, difference),
  $multiply: variadic('$multiply', (values) =>
    values.reduce<NumberValue>((acc, v) => times(acc, numeric('$multiply', v, 14)), 1),
  ),
  $divide: nullable('$divide', 2, quotient),
  $mod: nullable('$mod', 2, remainder),
  $abs: nullable('$abs', 1, absolute),
  $ceil: toWhole('$ceil', 'ceil'),
  $floor: toWhole('$floor', 'floor'),
  $round: rounding('$round', 'half-even'),
  $trunc: rounding('$trunc', 'down'),
  $pow: nullable('$pow', 2, power),
  $log: nullable('$log', 2, logarithm),
  $ln: real('$ln', Math.log, positive('$ln', 28766)),
  $log10: real('$log10', Math.log10, positive('$log10', 28761)),
  $exp: real('$exp', Math.exp),
  $sqrt: real('$sqrt', Math.sqrt, (x) => {
    if (x < 0) throw new StoreError(28714, "$sqrt's argument must be greater than or equal to 0");
  }),
  $bitAnd: bits('$bitAnd', -1n, (a, b) => a & b),
  $bitOr: bits('$bitOr', 0n, (a, b) => a | b),
  $bitXor: bits('$bitXor', 0n, (a, b) => a ^ b),
};
