import { exactInteger } from '../bson/numbers.js';
import { Bytes, isNumber, type Value } from '../bson/values.js';
import { badValue, failedToParse } from '../errors.js';
import type { Visit } from './paths.js';

/** The positions an operand of a `$bits…` operator names: a mask, a binary mask, or a list. */
function positionsOf(name: string, value: Value): number[] {
  if (Array.isArray(value)) return value.map((v) => position(name, v));
  if (value instanceof Bytes) {
    const bits: number[] = [];
    for (let i = 0; i < value.length * 8; i++) if (binaryBit(value, i)) bits.push(i);
    return bits;
  }
  const mask = isNumber(value) ? exactInteger(value) : undefined;
  if (mask === undefined) throw badValue(`${name} takes an Array, a number, or a BinData`);
  if (mask < 0n || mask >= 2n ** 63n) throw failedToParse(`Expected a non-negative number in: ${name}`);
  return [...mask.toString(2)].reverse().flatMap((bit, i) => (bit === '1' ? [i] : []));
}

function position(name: string, value: Value): number {
  const n = isNumber(value) ? exactInteger(value) : undefined;
  if (n === undefined || n < 0n || n > 2n ** 31n)
    throw badValue(`bit positions of ${name} must be non-negative integers`);
  return Number(n);
}

const binaryBit = (value: Bytes, i: number): boolean =>
  i < value.length * 8 && (((value.source[value.from + (i >> 3)] as number) >> (i & 7)) & 1) === 1;

/** Reads bits of an int64 (sign extended) or of a binary; undefined for what has none. */
function bitReader(value: Value | undefined): ((i: number) => boolean) | undefined {
  if (value instanceof Bytes) return (i) => binaryBit(value, i);
  const n = isNumber(value) ? exactInteger(value) : undefined;
  if (n === undefined || BigInt.asIntN(64, n) !== n) return undefined;
  return (i) => ((n >> BigInt(Math.min(i, 63))) & 1n) === 1n;
}

/** `$bitsAllSet`, `$bitsAllClear`, `$bitsAnySet`, `$bitsAnyClear`. */
export function bitsTest(name: string, operand: Value): Visit {
  const positions = positionsOf(name, operand);
  const wanted = name.endsWith('Set');
  const any = name.includes('Any');
  return (value) => {
    const bit = bitReader(value);
    if (!bit) return false;
    const holds = (i: number) => bit(i) === wanted;
    return any ? positions.some(holds) : positions.every(holds);
  };
}
