import { BSONRegExp, Code, Decimal128, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { Bytes, Double, isInt32 } from './values.js';

/** A document that is already BSON; embedded as it is. */
export class RawDocument {
  readonly bytes: Buffer;
  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }
}

let buffer = Buffer.allocUnsafeSlow(256 * 1024);
let at = 0;

/**
 * The BSON bytes of a document (a `Map`) or of a plain object (the store's own answers).
 * JS numbers that fit int32 become int32, bigints int64; see `Double`.
 */
export function encode(doc: object): Buffer {
  at = 0;
  writeDocument(doc);
  return Buffer.from(buffer.subarray(0, at));
}

function need(size: number): void {
  if (at + size <= buffer.length) return;
  const larger = Buffer.allocUnsafeSlow(Math.max(buffer.length * 2, at + size));
  buffer.copy(larger, 0, 0, at);
  buffer = larger;
}

function writeDocument(doc: object): void {
  if (doc instanceof RawDocument) {
    writeBytes(doc.bytes);
    return;
  }
  const start = begin();
  if (doc instanceof Map) for (const [name, value] of doc) writeElement(name, value);
  else for (const name in doc) writeElement(name, (doc as Record<string, unknown>)[name]);
  finish(start);
}

function writeArray(values: unknown[]): void {
  const start = begin();
  for (let i = 0; i < values.length; i++) writeElement(String(i), values[i]);
  finish(start);
}

function begin(): number {
  need(8);
  const start = at;
  at += 4;
  return start;
}

function finish(start: number): void {
  writeByte(0);
  buffer.writeInt32LE(at - start, start);
}

function writeByte(byte: number): void {
  need(1);
  buffer[at++] = byte;
}

function writeBytes(bytes: Uint8Array): void {
  need(bytes.length);
  buffer.set(bytes, at);
  at += bytes.length;
}

function writeInt32(value: number): void {
  need(4);
  at = buffer.writeInt32LE(value, at);
}

function writeCString(text: string): void {
  need(text.length * 3 + 1);
  at += buffer.write(text, at);
  buffer[at++] = 0;
}

function writeString(text: string): void {
  need(text.length * 3 + 5);
  const written = buffer.write(text, at + 4);
  at = buffer.writeInt32LE(written + 1, at) + written;
  buffer[at++] = 0;
}

/** Reserves the type byte, writes the name, and puts the type in. */
function head(type: number, name: string): void {
  writeByte(type);
  writeCString(name);
}

function writeNumber(name: string, value: number): void {
  if (isInt32(value)) {
    head(0x10, name);
    writeInt32(value);
  } else writeDouble(name, value);
}

function writeDouble(name: string, value: number): void {
  head(0x01, name);
  need(8);
  at = buffer.writeDoubleLE(value, at);
}

function writeInt64(type: number, name: string, value: bigint): void {
  head(type, name);
  need(8);
  at = buffer.writeBigInt64LE(value, at);
}

function writeElement(name: string, value: unknown): void {
  switch (typeof value) {
    case 'string':
      head(0x02, name);
      writeString(value);
      return;
    case 'number':
      writeNumber(name, value);
      return;
    case 'bigint':
      writeInt64(0x12, name, value);
      return;
    case 'boolean':
      head(0x08, name);
      writeByte(value ? 1 : 0);
      return;
    case 'undefined':
      return;
    default:
      if (value === null) {
        head(0x0a, name);
        return;
      }
      writeObject(name, value as object);
  }
}

function writeObject(name: string, value: object): void {
  if (Array.isArray(value)) {
    head(0x04, name);
    writeArray(value);
  } else if (value instanceof ObjectId) {
    head(0x07, name);
    writeBytes(value.id);
  } else if (value instanceof Date) {
    writeDate(name, value.getTime());
  } else if (value instanceof Double) {
    writeDouble(name, value.value);
  } else if (value instanceof Bytes) {
    writeBinary(name, value);
  } else if ('_bsontype' in value) {
    writeRare(name, value);
  } else {
    head(0x03, name);
    writeDocument(value);
  }
}

function writeDate(name: string, ms: number): void {
  head(0x09, name);
  need(8);
  at = buffer.writeInt32LE(
    Math.floor(ms / 2 ** 32),
    buffer.writeUInt32LE(ms - Math.floor(ms / 2 ** 32) * 2 ** 32, at),
  );
}

function writeBinary(name: string, value: Bytes): void {
  head(0x05, name);
  writeInt32(value.length);
  writeByte(value.subtype);
  need(value.length);
  at += value.source.copy(buffer, at, value.from, value.from + value.length);
}

function writeRare(name: string, value: object): void {
  if (value instanceof Decimal128) {
    head(0x13, name);
    writeBytes(value.bytes);
  } else if (value instanceof Timestamp) {
    writeInt64(0x11, name, BigInt.asIntN(64, value.toBigInt()));
  } else if (value instanceof BSONRegExp) {
    head(0x0b, name);
    writeCString(value.pattern);
    writeCString(value.options);
  } else if (value instanceof MinKey) head(0xff, name);
  else if (value instanceof MaxKey) head(0x7f, name);
  else if (value instanceof Code) writeCode(name, value);
  else throw new TypeError(`cannot encode ${(value as { _bsontype: string })._bsontype}`);
}

function writeCode(name: string, value: Code): void {
  if (!value.scope) {
    head(0x0d, name);
    writeString(value.code);
    return;
  }
  head(0x0f, name);
  const start = at;
  writeInt32(0);
  writeString(value.code);
  writeDocument(value.scope as object);
  buffer.writeInt32LE(at - start, start);
}
