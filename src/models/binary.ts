import type { mongo } from 'mongoose';

/** Bytes as the driver returns them in lean documents. */
export type StoredBytes = Buffer | mongo.Binary;

/** Plain bytes of a stored binary value. */
export function toBuffer(bytes: StoredBytes): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer.subarray(0, bytes.position));
}
