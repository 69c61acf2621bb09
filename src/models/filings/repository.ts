import { type Connection, Schema } from 'mongoose';
import { type StoredBytes, toBuffer } from '../binary.js';
import { isDuplicateKey } from '../duplicate-key.js';

/**
 * That one person filed one petition. Which petition is sealed, so that the raw store does not tell which
 * petitions come from the same person.
 */
export interface FilingRecord {
  id: string;
  /** Keyed hash of channel and person. */
  filer: string;
  sealed: Buffer;
}

export interface FilingRepository {
  /** Does nothing when it is there. */
  add(filing: FilingRecord): Promise<void>;
  of(filerHashes: readonly string[]): Promise<FilingRecord[]>;
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    filer: { type: String, required: true },
    sealed: { type: Buffer, required: true },
  },
  { collection: 'filings', strict: 'throw', versionKey: false, autoIndex: false },
);
schema.index({ filer: 1 });

/** The repository of `filings`. */
export function createFilingRepository(connection: Connection): FilingRepository {
  const model = connection.model('Filing', schema);
  return {
    async add({ id, filer, sealed }) {
      try {
        await model.create({ _id: id, filer, sealed });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },
    async of(filerHashes) {
      const found = await model.find({ filer: { $in: [...filerHashes] } }).lean();
      return found.map(({ _id, filer, sealed }) => ({
        id: _id,
        filer,
        sealed: toBuffer(sealed as unknown as StoredBytes),
      }));
    },
  };
}
