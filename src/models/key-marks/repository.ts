import { type Connection, Schema } from 'mongoose';
import { type StoredBytes, toBuffer } from '../binary.js';
import { isDuplicateKey } from '../duplicate-key.js';

export interface KeyMarkRepository {
  read(id: string): Promise<Buffer | undefined>;
  /** False when a mark is there already. */
  insert(id: string, sealed: Buffer): Promise<boolean>;
}

const schema = new Schema(
  { _id: { type: String, required: true }, sealed: { type: Buffer, required: true } },
  { collection: 'key_marks', strict: 'throw', versionKey: false, autoIndex: false },
);

/** The repository of `key_marks`: a sealed known word that tells whether the key is the store's. */
export function createKeyMarkRepository(connection: Connection): KeyMarkRepository {
  const model = connection.model('KeyMark', schema);
  return {
    async read(id) {
      const found = await model.findById(id).lean();
      return found ? toBuffer(found.sealed as unknown as StoredBytes) : undefined;
    },
    async insert(id, sealed) {
      try {
        await model.create({ _id: id, sealed });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
  };
}
