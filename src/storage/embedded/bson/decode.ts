import { BSONRegExp, Code, Decimal128, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { StoreError } from '../errors.js';
import { Bytes, type Doc, double, type Value } from './values.js';

const invalid = (what: string) => new StoreError(22, `invalid BSON: ${what}`);
const maxDepth = 180;

/**
 * Reads one BSON document at `start`. Binary values are views into `buffer`, so the caller must own it.
 * Deprecated types (undefined, DBPointer, symbol) are refused.
 */
export function decode(buffer: Buffer, start = 0): Doc {
  const size = buffer.readInt32LE(start);
  if (size < 5 || start + size > buffer.length || buffer[start + size - 1] !== 0) throw invalid('length');
  return new Reader(buffer, start + 4, start + size - 1).document(0);
}

/** The raw bytes of the `_id` element's value and its decoded value; undefined when there is none. */
export function decodeId(buffer: Buffer, start = 0): Value | undefined {
  const reader = new Reader(buffer, start + 4, start + buffer.readInt32LE(start) - 1);
  return reader.find('_id');
}

class Reader {
  readonly buffer: Buffer;
  at: number;
  readonly end: number;

  constructor(buffer: Buffer, at: number, end: number) {
    this.buffer = buffer;
    this.at = at;
    this.end = end;
  }

  document(depth: number): Doc {
    const doc: Doc = new Map();
    while (this.at < this.end) {
      const type = this.buffer[this.at++] as number;
      const name = this.cstring();
      doc.set(name, this.value(type, depth));
    }
    return doc;
  }

  find(wanted: string): Value | undefined {
    while (this.at < this.end) {
      const type = this.buffer[this.at++] as number;
      const name = this.cstring();
      const value = this.value(type, 0);
      if (name === wanted) return value;
    }
    return undefined;
  }

  array(depth: number): Value[] {
    const values: Value[] = [];
    while (this.at < this.end) {
      const type = this.buffer[this.at++] as number;
      this.at = this.buffer.indexOf(0, this.at) + 1;
      values.push(this.value(type, depth));
    }
    return values;
  }

  cstring(): string {
    const end = this.buffer.indexOf(0, this.at);
    if (end < 0 || end > this.end) throw invalid('unterminated name');
    const text = this.buffer.toString('utf8', this.at, end);
    this.at = end + 1;
    return text;
  }

  /** Moves past `size` bytes and gives the place where they begin. */
  take(size: number): number {
    const from = this.at;
    if (size < 0 || from + size > this.end) throw invalid('value runs past the end');
    this.at += size;
    return from;
  }

  string(): string {
    const size = this.buffer.readInt32LE(this.take(4));
    const from = this.take(size);
    if (size < 1 || this.buffer[from + size - 1] !== 0) throw invalid('string');
    return this.buffer.toString('utf8', from, from + size - 1);
  }

  nested<T>(read: (inner: Reader) => T, depth: number): T {
    if (depth > maxDepth) throw invalid(`nested more than ${maxDepth} levels`);
    const from = this.at;
    const size = this.buffer.readInt32LE(this.take(4));
    this.take(size - 4);
    if (size < 5 || this.buffer[from + size - 1] !== 0) throw invalid('embedded length');
    return read(new Reader(this.buffer, from + 4, from + size - 1));
  }

  binary(): Bytes {
    const size = this.buffer.readInt32LE(this.take(4));
    const subtype = this.buffer[this.take(1)] as number;
    const from = this.take(size);
    return new Bytes(this.buffer, subtype, from, size);
  }

  date(): Date {
    const at = this.take(8);
    const date = new Date(this.buffer.readInt32LE(at + 4) * 2 ** 32 + this.buffer.readUInt32LE(at));
    if (Number.isNaN(date.getTime())) throw invalid('date outside the years -271821 to 275760');
    return date;
  }

  codeWithScope(depth: number): Code {
    this.take(4);
    const code = this.string();
    const scope = this.nested((inner) => inner.document(depth + 1), depth);
    return new Code(code, scope as never);
  }

  value(type: number, depth: number): Value {
    switch (type) {
      case 0x01:
        return double(this.buffer.readDoubleLE(this.take(8)));
      case 0x02:
        return this.string();
      case 0x03:
        return this.nested((inner) => inner.document(depth + 1), depth);
      case 0x04:
        return this.nested((inner) => inner.array(depth + 1), depth);
      case 0x05:
        return this.binary();
      case 0x07:
        return new ObjectId(this.buffer.subarray(this.take(12), this.at));
      case 0x08:
        return this.buffer[this.take(1)] !== 0;
      case 0x09:
        return this.date();
      case 0x0a:
        return null;
      case 0x0b:
        return new BSONRegExp(this.cstring(), this.cstring());
      case 0x0d:
        return new Code(this.string());
      case 0x0f:
        return this.codeWithScope(depth);
      case 0x10:
        return this.buffer.readInt32LE(this.take(4));
      case 0x11:
        return new Timestamp(this.buffer.readBigUInt64LE(this.take(8)));
      case 0x12:
        return this.buffer.readBigInt64LE(this.take(8));
      case 0x13:
        return new Decimal128(Uint8Array.prototype.slice.call(this.buffer, this.take(16), this.at));
      case 0x7f:
        return new MaxKey();
      case 0xff:
        return new MinKey();
      default:
        throw invalid(`type 0x${type.toString(16)} is not supported`);
    }
  }
}
