import { BSONRegExp, Code, Decimal128, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';

/**
 * A double whose value is also an int32. In memory a JS number that fits int32 is an int32 and any other
 * JS number (fractions, NaN, infinities, -0, large magnitudes) a double; this box tells 2.0 from 2.
 */
export class Double {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** Binary data: a part of the buffer it was read from, so that reading a document copies nothing. */
export class Bytes {
  readonly source: Buffer;
  readonly from: number;
  readonly length: number;
  readonly subtype: number;

  constructor(source: Buffer, subtype: number, from = 0, length = source.length) {
    this.source = source;
    this.subtype = subtype;
    this.from = from;
    this.length = length;
  }

  /** The bytes themselves; a view. */
  get view(): Buffer {
    return this.source.subarray(this.from, this.from + this.length);
  }
}

/** A document: field names in their stored order (a JS object would move integer-like names). */
export type Doc = Map<string, Value>;
/** int32 | double, int64, boxed double, decimal. */
export type NumberValue = number | bigint | Double | Decimal128;
/** Any BSON value; `undefined` (never inside one) means missing. */
export type Value =
  | null
  | boolean
  | string
  | NumberValue
  | Date
  | ObjectId
  | Bytes
  | Timestamp
  | BSONRegExp
  | MinKey
  | MaxKey
  | Code
  | Doc
  | Value[];

/** BSON type numbers, as `$type` takes them. */
export type TypeNumber = number;

/** Whether a JS number stands for an int32. */
export const isInt32 = (x: number): boolean => (x | 0) === x && !Object.is(x, -0);

/** The double of this magnitude. */
export const double = (x: number): number | Double => (isInt32(x) ? new Double(x) : x);

export const isDoc = (v: unknown): v is Doc => v instanceof Map;

export const isNumber = (v: unknown): v is NumberValue =>
  typeof v === 'number' || typeof v === 'bigint' || v instanceof Double || v instanceof Decimal128;

/** The BSON type number of a value; 0 for missing. */
export function typeNumber(v: Value | undefined): TypeNumber {
  switch (typeof v) {
    case 'string':
      return 2;
    case 'number':
      return isInt32(v) ? 16 : 1;
    case 'bigint':
      return 18;
    case 'boolean':
      return 8;
    case 'undefined':
      return 0;
    default:
      return v === null ? 10 : objectTypeNumber(v as object);
  }
}

function objectTypeNumber(v: object): TypeNumber {
  if (v instanceof Map) return 3;
  if (Array.isArray(v)) return 4;
  if (v instanceof Date) return 9;
  if (v instanceof ObjectId) return 7;
  if (v instanceof Double) return 1;
  if (v instanceof Bytes) return 5;
  if (v instanceof Decimal128) return 19;
  if (v instanceof Timestamp) return 17;
  if (v instanceof BSONRegExp) return 11;
  if (v instanceof MinKey) return 255;
  if (v instanceof MaxKey) return 127;
  if (v instanceof Code) return v.scope ? 15 : 13;
  throw new TypeError(`not a BSON value: ${Object.prototype.toString.call(v)}`);
}

/** The names `$type` takes and gives, by type number. */
export const typeNames: Record<TypeNumber, string> = {
  0: 'missing',
  1: 'double',
  2: 'string',
  3: 'object',
  4: 'array',
  5: 'binData',
  6: 'undefined',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  10: 'null',
  11: 'regex',
  12: 'dbPointer',
  13: 'javascript',
  14: 'symbol',
  15: 'javascriptWithScope',
  16: 'int',
  17: 'timestamp',
  18: 'long',
  19: 'decimal',
  127: 'maxKey',
  255: 'minKey',
};

export const typeName = (v: Value | undefined): string => typeNames[typeNumber(v)] ?? 'unknown';

const ranks: Record<TypeNumber, number> = {
  255: 1,
  0: 2,
  6: 2,
  10: 3,
  1: 4,
  16: 4,
  18: 4,
  19: 4,
  2: 5,
  14: 5,
  3: 6,
  4: 7,
  5: 8,
  7: 9,
  8: 10,
  9: 11,
  17: 12,
  11: 13,
  12: 14,
  13: 15,
  15: 16,
  127: 17,
};

/** The place of a value's type in MongoDB's order across types (missing counts as lower than null). */
export const typeRank = (v: Value | undefined): number => ranks[typeNumber(v)] as number;

/** A new value that shares no document or array with the old one. */
export function clone<V extends Value>(v: V): V {
  if (Array.isArray(v)) return v.map(clone) as V;
  if (v instanceof Map) return new Map([...(v as Doc)].map(([k, x]) => [k, clone(x)])) as Doc as V;
  return v;
}

/** A document from a plain object, one level or nested; for the store's own answers and records. */
export function docOf(fields: Record<string, unknown>): Doc {
  return new Map(Object.entries(fields).map(([k, v]) => [k, fromPlain(v)]));
}

function fromPlain(v: unknown): Value {
  if (Array.isArray(v)) return v.map(fromPlain);
  if (v !== null && typeof v === 'object' && Object.getPrototypeOf(v) === Object.prototype) {
    return docOf(v as Record<string, unknown>);
  }
  return v as Value;
}
