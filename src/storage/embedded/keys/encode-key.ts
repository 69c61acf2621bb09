import { createHash } from 'node:crypto';
import { type BSONRegExp, type Code, Decimal128, type ObjectId, type Timestamp } from 'bson';
import {
  compareDecimals,
  type Decimal,
  exactDouble,
  fromInteger,
  parseDecimal,
  toDouble,
} from '../bson/decimal.js';
import { asDouble } from '../bson/numbers.js';
import { type Bytes, type Doc, type NumberValue, typeRank, type Value } from '../bson/values.js';

/*
 * A value becomes bytes whose order (memcmp) is the BSON order and which are equal exactly when the
 * values are: a type rank, then a self-terminating payload, so that no key is the beginning of another.
 */

let bytes = Buffer.allocUnsafeSlow(4096);
let at = 0;

function need(size: number): void {
  if (at + size <= bytes.length) return;
  const larger = Buffer.allocUnsafeSlow(Math.max(bytes.length * 2, at + size));
  bytes.copy(larger, 0, 0, at);
  bytes = larger;
}

function byte(value: number): void {
  need(1);
  bytes[at++] = value;
}

/** Bytes with 00 escaped as 00 FF, closed by 00 00. */
function escaped(raw: Uint8Array): void {
  need(raw.length * 2 + 2);
  for (const b of raw) {
    bytes[at++] = b;
    if (b === 0) bytes[at++] = 0xff;
  }
  bytes[at++] = 0;
  bytes[at++] = 0;
}

function text(value: string): void {
  if (value.includes('\0')) {
    escaped(Buffer.from(value));
    return;
  }
  need(value.length * 3 + 2);
  at += bytes.write(value, at);
  bytes[at++] = 0;
  bytes[at++] = 0;
}

function int64(value: bigint): void {
  need(8);
  at = bytes.writeBigUInt64BE(BigInt.asUintN(64, value) ^ (1n << 63n), at);
}

/** A double's bits with the sign turned so that memcmp orders them; NaN below all, -0 as 0. */
function orderedDouble(value: number): void {
  need(8);
  if (Number.isNaN(value)) {
    bytes.fill(0, at, at + 8);
    at += 8;
    return;
  }
  bytes.writeDoubleBE(value === 0 ? 0 : value, at);
  if (value < 0) for (let i = at; i < at + 8; i++) bytes[i] = ~(bytes[i] as number);
  else bytes[at] = (bytes[at] as number) ^ 0x80;
  at += 8;
}

function previousDouble(value: number): number {
  if (value === Number.POSITIVE_INFINITY) return Number.MAX_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigInt64(0);
  if (value === 0) return -Number.MIN_VALUE;
  view.setBigInt64(0, value > 0 ? bits - 1n : bits + 1n);
  return view.getFloat64(0);
}

/** A number is the double at or below it and, when it lies between two doubles, its decimal digits. */
function number(value: NumberValue): void {
  if (typeof value === 'number' || (typeof value === 'object' && !(value instanceof Decimal128))) {
    orderedDouble(asDouble(value));
    byte(0);
    return;
  }
  const exact = typeof value === 'bigint' ? fromInteger(value) : parseDecimal(value);
  const nearest = toDouble(exact);
  const difference = exact.kind === 'finite' ? compareDecimals(exactDouble(nearest), exact) : 0;
  orderedDouble(difference > 0 ? previousDouble(nearest) : nearest);
  byte(difference === 0 ? 0 : 1);
  if (difference !== 0) digits(exact);
}

function digits(d: Decimal): void {
  const flip = d.negative ? 0xff : 0;
  const figures = String(d.coefficient).replace(/0+$/, '');
  const magnitude = String(d.coefficient).length + d.exponent + 0x4000;
  byte((magnitude >> 8) ^ flip);
  byte((magnitude & 0xff) ^ flip);
  for (const figure of figures) byte((Number(figure) + 1) ^ flip);
  byte(flip);
}

function document(doc: Doc): void {
  for (const [name, value] of doc) {
    byte(typeRank(value));
    text(name);
    payload(value);
  }
  byte(0);
}

function binary(value: Bytes): void {
  need(5 + value.length);
  at = bytes.writeUInt32BE(value.length, at);
  bytes[at++] = value.subtype;
  value.source.copy(bytes, at, value.from, value.from + value.length);
  at += value.length;
}

function payload(value: Value | undefined): void {
  switch (typeRank(value)) {
    case 4:
      number(value as NumberValue);
      return;
    case 5:
      text(value as string);
      return;
    case 6:
      document(value as Doc);
      return;
    case 7:
      for (const item of value as Value[]) component(item);
      byte(0);
      return;
    case 8:
      binary(value as Bytes);
      return;
    case 9:
      need(12);
      bytes.set((value as ObjectId).id, at);
      at += 12;
      return;
    case 10:
      byte(value ? 1 : 0);
      return;
    case 11:
      int64(BigInt((value as Date).getTime()));
      return;
    case 12:
      need(8);
      at = bytes.writeBigUInt64BE(BigInt.asUintN(64, (value as Timestamp).toBigInt()), at);
      return;
    default:
      rare(value);
      return;
  }
}

function rare(value: Value | undefined): void {
  const rank = typeRank(value);
  if (rank === 13) {
    text((value as BSONRegExp).pattern);
    text((value as BSONRegExp).options);
  } else if (rank === 15 || rank === 16) {
    text((value as Code).code);
    if ((value as Code).scope) document((value as Code).scope as unknown as Doc);
  }
}

function component(value: Value | undefined): void {
  byte(typeRank(value));
  payload(value);
}

const copy = (): Buffer => Buffer.from(bytes.subarray(0, at));

/** One value as ordered bytes. */
export function encodeValue(value: Value | undefined): Buffer {
  at = 0;
  component(value);
  return copy();
}

/** The values of an index entry; those of descending fields with all bits turned. */
export function encodeValues(values: readonly (Value | undefined)[], descending: readonly boolean[]): Buffer {
  at = 0;
  for (let i = 0; i < values.length; i++) {
    const from = at;
    component(values[i]);
    if (descending[i]) for (let j = from; j < at; j++) bytes[j] = ~(bytes[j] as number);
  }
  return copy();
}

/** Turns all bits: the order of a descending field. */
export const inverted = (key: Buffer): Buffer => Buffer.from(key.map((b) => ~b));

/**
 * A key no longer than `limit`: a longer one keeps its beginning and ends in a hash. Order holds up to the
 * cut, equality up to a collision, so whoever reads by such a key compares the document again.
 */
export function bounded(key: Buffer, limit: number): Buffer {
  if (key.length <= limit) return key;
  const hash = createHash('sha256').update(key).digest();
  return Buffer.concat([key.subarray(0, limit - hash.length), hash]);
}
