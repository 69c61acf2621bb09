import { Decimal128 } from 'bson';
import { compareValues } from '../bson/compare.js';
import { addDecimals, fromDouble, fromInteger, makeDecimal, parseDecimal } from '../bson/decimal.js';
import * as numbers from '../bson/numbers.js';
import { double, isNumber, type Value } from '../bson/values.js';
import { encodeValue } from '../keys/encode-key.js';
import { isNullish } from './operands.js';

type Values = readonly (Value | undefined)[];

interface Total {
  integers: bigint;
  doubles: number;
  lost: number;
  decimal: ReturnType<typeof fromInteger> | undefined;
  kinds: Set<string>;
  count: number;
}

/** Adds up numbers: integers exactly, doubles with their rounding errors kept, decimals as decimals. */
function total(values: Values): Total {
  const t: Total = { integers: 0n, doubles: 0, lost: 0, decimal: undefined, kinds: new Set(), count: 0 };
  for (const v of values) {
    if (!isNumber(v)) continue;
    t.count++;
    t.kinds.add(numbers.numberKind(v));
    if (v instanceof Decimal128) t.decimal = addDecimals(t.decimal ?? fromInteger(0n), parseDecimal(v));
    else if (typeof v === 'bigint' || numbers.numberKind(v) === 'int') t.integers += BigInt(v as number);
    else addDouble(t, numbers.asDouble(v));
  }
  return t;
}

/** Neumaier's summation. */
function addDouble(t: Total, x: number): void {
  const sum = t.doubles + x;
  if (Number.isFinite(sum))
    t.lost += Math.abs(t.doubles) >= Math.abs(x) ? t.doubles - sum + x : x - sum + t.doubles;
  t.doubles = sum;
}

const asDecimal = (t: Total) =>
  [fromInteger(t.integers), ...(t.kinds.has('double') ? [fromDouble(t.doubles + t.lost)] : [])].reduce(
    addDecimals,
    t.decimal ?? fromInteger(0n),
  );

/** The sum of the numbers among the values, in the widest type; 0 where there is none. */
export function sumOf(values: Values): Value {
  const t = total(values);
  if (t.decimal) return makeDecimal(asDecimal(t));
  if (t.kinds.has('double')) return double(t.doubles + (t.lost + Number(t.integers)));
  if (!t.kinds.has('long') && t.integers <= 2147483647n && t.integers >= -2147483648n)
    return Number(t.integers);
  return numbers.fitsInt64(t.integers) ? t.integers : double(Number(t.integers));
}

/** The mean of the numbers; null where there is none. */
export function averageOf(values: Values): Value {
  const t = total(values);
  if (t.count === 0) return null;
  if (t.decimal) return numbers.divide(makeDecimal(asDecimal(t)), t.count);
  return double((t.doubles + (t.lost + Number(t.integers))) / t.count);
}

/** The least or greatest value that is not null; null where there is none. */
export function extremeOf(values: Values, wins: (c: number) => boolean): Value {
  let best: Value | undefined;
  for (const v of values) if (!isNullish(v) && (best === undefined || wins(compareValues(v, best)))) best = v;
  return best ?? null;
}

/** The standard deviation of the numbers, of a sample (`less` 1) or the whole (0). */
export function deviationOf(values: Values, less: 0 | 1): Value {
  let [n, mean, squares] = [0, 0, 0];
  for (const v of values) {
    if (!isNumber(v)) continue;
    const x = numbers.asDouble(v);
    n++;
    const delta = x - mean;
    mean += delta / n;
    squares += delta * (x - mean);
  }
  return n <= less ? null : double(Math.sqrt(squares / (n - less)));
}

/** Each distinct value once. */
export function distinctOf(values: Values): Value[] {
  const set = new Map<string, Value>();
  for (const v of values) {
    if (v === undefined) continue;
    const key = encodeValue(v).toString('latin1');
    if (!set.has(key)) set.set(key, v);
  }
  return [...set.values()];
}
