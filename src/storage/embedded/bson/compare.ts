import type { BSONRegExp, Code, ObjectId, Timestamp } from 'bson';
import { compareNumbers } from './numbers.js';
import { type Bytes, type Doc, type NumberValue, typeRank, type Value } from './values.js';

const order = (a: number | bigint, b: number | bigint): number => (a < b ? -1 : a > b ? 1 : 0);

/** Strings by code point, which is also the order of their UTF-8 bytes. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return order(codePointOrder(x), codePointOrder(y));
  }
  return order(a.length, b.length);
}

/** Surrogates stand for code points above every other unit. */
const codePointOrder = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);

function compareDocs(a: Doc, b: Doc): number {
  const others = b.entries();
  for (const [name, value] of a) {
    const next = others.next();
    if (next.done) return 1;
    const [otherName, other] = next.value;
    const result =
      order(typeRank(value), typeRank(other)) || compareStrings(name, otherName) || compareSame(value, other);
    if (result) return result;
  }
  return others.next().done ? 0 : -1;
}

function compareArrays(a: Value[], b: Value[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const result = compareValues(a[i], b[i]);
    if (result) return result;
  }
  return order(a.length, b.length);
}

function compareBinaries(a: Bytes, b: Bytes): number {
  return order(a.length, b.length) || order(a.subtype, b.subtype) || Buffer.compare(a.view, b.view);
}

const compareCode = (a: Code, b: Code): number =>
  compareStrings(a.code, b.code) ||
  (a.scope && b.scope ? compareDocs(a.scope as unknown as Doc, b.scope as unknown as Doc) : 0);

/** Two values of the same type rank. */
function compareSame(a: Value | undefined, b: Value | undefined): number {
  switch (typeRank(a)) {
    case 4:
      return compareNumbers(a as NumberValue, b as NumberValue);
    case 5:
      return compareStrings(a as string, b as string);
    case 6:
      return compareDocs(a as Doc, b as Doc);
    case 7:
      return compareArrays(a as Value[], b as Value[]);
    case 8:
      return compareBinaries(a as Bytes, b as Bytes);
    case 9:
      return Buffer.compare((a as ObjectId).id, (b as ObjectId).id);
    case 10:
      return Number(a) - Number(b);
    case 11:
      return order((a as Date).getTime(), (b as Date).getTime());
    case 12:
      return order((a as Timestamp).toBigInt(), (b as Timestamp).toBigInt());
    case 13:
      return (
        compareStrings((a as BSONRegExp).pattern, (b as BSONRegExp).pattern) ||
        compareStrings((a as BSONRegExp).options, (b as BSONRegExp).options)
      );
    case 15:
    case 16:
      return compareCode(a as Code, b as Code);
    default:
      return 0;
  }
}

/** MongoDB's total order of BSON values: by type rank, then by value; missing is lowest but MinKey. */
export function compareValues(a: Value | undefined, b: Value | undefined): number {
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  return order(typeRank(a), typeRank(b)) || compareSame(a, b);
}

/** Whether two values are equal in that order (1, 1.0 and int64 1 are; field order of documents counts). */
export const equal = (a: Value | undefined, b: Value | undefined): boolean =>
  a === b || compareValues(a, b) === 0;
