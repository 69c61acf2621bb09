import { Decimal128 } from 'bson';

/** (-1)^negative × coefficient × 10^exponent, or a special value. */
export interface Decimal {
  kind: 'finite' | 'infinite' | 'nan';
  negative: boolean;
  coefficient: bigint;
  exponent: number;
}

const digitsMax = 34;
const exponentMin = -6176;
const exponentMax = 6111;
const bias = 6176;
const nan: Decimal = { kind: 'nan', negative: false, coefficient: 0n, exponent: 0 };
const infinite = (negative: boolean): Decimal => ({
  kind: 'infinite',
  negative,
  coefficient: 0n,
  exponent: 0,
});
export const finite = (negative: boolean, coefficient: bigint, exponent: number): Decimal => ({
  kind: 'finite',
  negative,
  coefficient,
  exponent,
});

export const pow10 = (n: number): bigint => 10n ** BigInt(n);

/** Takes a Decimal128 apart. */
export function parseDecimal(value: Decimal128): Decimal {
  const view = Buffer.from(value.bytes.buffer, value.bytes.byteOffset, 16);
  const high = view.readBigUInt64LE(8);
  const negative = high >> 63n === 1n;
  const combination = Number((high >> 58n) & 31n);
  if (combination === 31) return nan;
  if (combination === 30) return infinite(negative);
  if (combination >= 24) return finite(negative, 0n, Number((high >> 47n) & 0x3fffn) - bias);
  const coefficient = ((high & 0x1ffffffffffffn) << 64n) | view.readBigUInt64LE(0);
  const valid = coefficient < pow10(digitsMax);
  return finite(negative, valid ? coefficient : 0n, Number((high >> 49n) & 0x3fffn) - bias);
}

function roundedShift(coefficient: bigint, digits: number): bigint {
  const divisor = pow10(digits);
  const quotient = coefficient / divisor;
  const twice = (coefficient % divisor) * 2n;
  const up = twice > divisor || (twice === divisor && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}

/** Rounds half to even into what a Decimal128 can hold. */
export function fit(d: Decimal): Decimal {
  if (d.kind !== 'finite') return d;
  let { coefficient, exponent } = d;
  const excess = Math.max(String(coefficient).length - digitsMax, exponentMin - exponent);
  if (excess > 0) {
    coefficient = excess > 80 ? 0n : roundedShift(coefficient, excess);
    exponent += excess;
    if (coefficient === pow10(digitsMax)) return fit(finite(d.negative, coefficient, exponent));
  }
  while (exponent > exponentMax) {
    if (coefficient === 0n) exponent = exponentMax;
    else if (String(coefficient).length >= digitsMax) return infinite(d.negative);
    else {
      coefficient *= 10n;
      exponent--;
    }
  }
  return finite(d.negative, coefficient, exponent);
}

/** Puts a Decimal128 together, rounding where needed. */
export function makeDecimal(value: Decimal): Decimal128 {
  const d = fit(value);
  if (d.kind === 'nan') return Decimal128.fromString('NaN');
  if (d.kind === 'infinite') return Decimal128.fromString(d.negative ? '-Infinity' : 'Infinity');
  const bytes = Buffer.alloc(16);
  const sign = d.negative ? 1n << 63n : 0n;
  bytes.writeBigUInt64LE(d.coefficient & 0xffffffffffffffffn, 0);
  bytes.writeBigUInt64LE(sign | (BigInt(d.exponent + bias) << 49n) | (d.coefficient >> 64n), 8);
  return new Decimal128(new Uint8Array(bytes));
}

export const fromInteger = (n: bigint): Decimal => finite(n < 0n, n < 0n ? -n : n, 0);

/** A double as MongoDB takes it into decimal arithmetic: rounded to 15 significant digits, zeros kept. */
export function fromDouble(x: number): Decimal {
  if (Number.isNaN(x)) return nan;
  if (!Number.isFinite(x)) return infinite(x < 0);
  const negative = x < 0 || Object.is(x, -0);
  if (x === 0) return finite(negative, 0n, 0);
  const [mantissa, exponent] = Math.abs(x).toExponential(14).split('e') as [string, string];
  return finite(negative, BigInt(mantissa.replace('.', '')), Number(exponent) - 14);
}

/** The exact value of a finite double. */
export function exactDouble(x: number): Decimal {
  if (!Number.isFinite(x)) return fromDouble(x);
  let exponent = 0;
  let magnitude = Math.abs(x);
  while (!Number.isInteger(magnitude)) {
    magnitude *= 2;
    exponent++;
  }
  const coefficient = BigInt(magnitude) * 5n ** BigInt(exponent);
  return finite(x < 0 || Object.is(x, -0), coefficient, -exponent);
}

const signed = (d: Decimal): bigint => (d.negative ? -d.coefficient : d.coefficient);

/** Both as integers of one scale. */
function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const exponent = Math.min(a.exponent, b.exponent);
  return [signed(a) * pow10(a.exponent - exponent), signed(b) * pow10(b.exponent - exponent), exponent];
}

const adjusted = (d: Decimal): number => String(d.coefficient).length + d.exponent;

/** -1, 0 or 1 by exact value; NaN lowest and equal to itself. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.kind === 'nan' || b.kind === 'nan') return Number(b.kind === 'nan') - Number(a.kind === 'nan');
  const signA = sign(a);
  const signB = sign(b);
  if (signA !== signB) return signA < signB ? -1 : 1;
  if (signA === 0) return 0;
  return signA * compareMagnitudes(a, b);
}

const sign = (d: Decimal): number => (d.kind === 'finite' && d.coefficient === 0n ? 0 : d.negative ? -1 : 1);

function compareMagnitudes(a: Decimal, b: Decimal): number {
  if (a.kind === 'infinite' || b.kind === 'infinite') {
    return Number(a.kind === 'infinite') - Number(b.kind === 'infinite');
  }
  if (adjusted(a) !== adjusted(b)) return adjusted(a) < adjusted(b) ? -1 : 1;
  const [x, y] = aligned({ ...a, negative: false }, { ...b, negative: false });
  return x < y ? -1 : x > y ? 1 : 0;
}

/** An addend too small to change the 34 digits of the other only leaves its trace. */
function withinReach(large: Decimal, small: Decimal): Decimal {
  const floor = adjusted(large) - 2 * digitsMax - 4;
  if (adjusted(small) >= floor || small.coefficient === 0n) return small;
  return finite(small.negative, 1n, floor);
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.kind === 'nan' || b.kind === 'nan') return nan;
  if (a.kind === 'infinite') return b.kind === 'infinite' && a.negative !== b.negative ? nan : a;
  if (b.kind === 'infinite') return b;
  if (a.coefficient === 0n || b.coefficient === 0n) return addZero(a, b);
  const aLarger = adjusted(a) >= adjusted(b);
  const [x, y, exponent] = aligned(aLarger ? a : withinReach(b, a), aLarger ? withinReach(a, b) : b);
  const sum = x + y;
  return fit(finite(sum < 0n, sum < 0n ? -sum : sum, exponent));
}

/** The sum with a zero keeps the smaller exponent as far as 34 digits allow. */
function addZero(a: Decimal, b: Decimal): Decimal {
  const other = a.coefficient === 0n ? b : a;
  const room = digitsMax - String(other.coefficient).length;
  const exponent = Math.max(Math.min(a.exponent, b.exponent), other.exponent - room);
  const negative = other.coefficient === 0n ? a.negative && b.negative : other.negative;
  return fit(
    finite(
      negative,
      other.coefficient * pow10(Math.max(0, other.exponent - exponent)),
      Math.min(exponent, other.exponent),
    ),
  );
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.kind === 'nan' || b.kind === 'nan') return nan;
  const negative = a.negative !== b.negative;
  if (a.kind === 'infinite' || b.kind === 'infinite') {
    return sign(a) === 0 || sign(b) === 0 ? nan : infinite(negative);
  }
  return fit(finite(negative, a.coefficient * b.coefficient, a.exponent + b.exponent));
}

/** The quotient; an exact one takes the exponent nearest to the difference of the exponents. */
export function divideDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.kind === 'nan' || b.kind === 'nan' || (a.kind === 'infinite' && b.kind === 'infinite')) return nan;
  const negative = a.negative !== b.negative;
  if (a.kind === 'infinite') return infinite(negative);
  if (b.kind === 'infinite') return finite(negative, 0n, exponentMin);
  if (b.coefficient === 0n) return a.coefficient === 0n ? nan : infinite(negative);
  const ideal = a.exponent - b.exponent;
  const extra = 40 + String(b.coefficient).length;
  const scaled = a.coefficient * pow10(extra);
  const remainder = scaled % b.coefficient;
  let quotient = scaled / b.coefficient;
  let exponent = ideal - extra;
  if (remainder !== 0n) return fit(finite(negative, quotient * 10n + 1n, exponent - 1));
  while (exponent < ideal && quotient % 10n === 0n) {
    quotient /= 10n;
    exponent++;
  }
  return fit(finite(negative, quotient, exponent));
}

/** The remainder with the sign of the dividend. */
export function remainderDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.kind !== 'finite' || b.kind === 'nan' || sign(b) === 0) return nan;
  if (b.kind === 'infinite') return a;
  const [x, y, exponent] = aligned(a, b);
  const rest = x % y;
  return fit(finite(a.negative, rest < 0n ? -rest : rest, exponent));
}

export type Rounding = 'half-even' | 'down' | 'floor' | 'ceil';

/** Rounds to `places` digits after the point (negative: before it). */
export function quantize(d: Decimal, places: number, rounding: Rounding): Decimal {
  if (d.kind !== 'finite' || -d.exponent <= places) return d;
  const cut = -d.exponent - places;
  if (rounding === 'half-even')
    return finite(d.negative, cut > 6200 ? 0n : roundedShift(d.coefficient, cut), -places);
  const divisor = pow10(cut);
  const quotient = d.coefficient / divisor;
  const away =
    d.coefficient % divisor !== 0n &&
    (rounding === 'ceil' ? !d.negative : rounding === 'floor' && d.negative);
  return finite(d.negative, away ? quotient + 1n : quotient, -places);
}

/** The nearest double. */
export function toDouble(d: Decimal): number {
  if (d.kind === 'nan') return Number.NaN;
  if (d.kind === 'infinite') return d.negative ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(`${d.negative ? '-' : ''}${d.coefficient}e${d.exponent}`);
}

/** The integer part; undefined for NaN and infinities. */
export function toInteger(d: Decimal): bigint | undefined {
  if (d.kind !== 'finite') return undefined;
  if (d.exponent < 0) return signed(d) / pow10(-d.exponent);
  return signed(d) * pow10(d.exponent);
}
