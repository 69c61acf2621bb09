import { type Connection, Schema } from 'mongoose';
import { type StoredBytes, toBuffer } from '../binary.js';

export interface FileRecord {
  id: string;
  /** Keyed hash of channel and person who sent it. */
  filer: string;
  /** Held by a petition; which one is not said here. */
  attached: boolean;
  storedOn: string;
  /** Where its bytes lie; changes when they are sealed anew. */
  bytesId: string;
  /** Sealed: kind, media type, size, hash. */
  sealed: Buffer;
}

export interface FileRepository {
  insert(file: FileRecord): Promise<void>;
  /** The same id again changes nothing. */
  insertOnce(file: FileRecord): Promise<void>;
  /** Puts newly written bytes in place, if nobody did meanwhile. */
  fill(id: string, fromBytesId: string, toBytesId: string, sealed: Buffer): Promise<boolean>;
  find(id: string, filerHashes: readonly string[]): Promise<FileRecord | undefined>;
  byId(id: string): Promise<FileRecord | undefined>;
  attach(ids: readonly string[]): Promise<void>;
  /** Counts as stored on that day from now on. */
  touch(ids: readonly string[], filerHashes: readonly string[], storedOn: string): Promise<void>;
  /** Not attached and stored before that day. */
  orphans(before: string, limit: number): Promise<FileRecord[]>;
  /** Removes it if it is still an orphan; whether it did. */
  removeOrphan(id: string): Promise<boolean>;
  /** Points to newly sealed bytes if nobody did meanwhile. */
  moveBytes(id: string, fromBytesId: string, toBytesId: string): Promise<boolean>;
  /** Of these, the ids of bytes that no file points to. */
  unreferenced(bytesIds: readonly string[]): Promise<string[]>;
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    filer: { type: String, required: true },
    attached: { type: Boolean, required: true },
    storedOn: { type: String, required: true },
    // Empty while a reserved file has not arrived.
    bytesId: { type: String, default: '' },
    sealed: { type: Buffer, required: true },
  },
  { collection: 'files', strict: 'throw', versionKey: false, autoIndex: false },
);
schema.index({ attached: 1, storedOn: 1 });
schema.index({ bytesId: 1 });

/** The repository of `files`: what is known of each file, without its bytes. */
export function createFileRepository(connection: Connection): FileRepository {
  const model = connection.model('File', schema);
  return {
    async insert({ id, ...file }) {
      await model.create({ _id: id, ...file } as never);
    },
    async insertOnce({ id, ...file }) {
      await model.updateOne({ _id: id }, { $setOnInsert: file as never }, { upsert: true });
    },
    async fill(id, fromBytesId, toBytesId, sealed) {
      const { matchedCount } = await model.updateOne(
        { _id: id, bytesId: fromBytesId },
        { $set: { bytesId: toBytesId, sealed } },
      );
      return matchedCount === 1;
    },
    find: async (id, filerHashes) =>
      toRecord(await model.findOne({ _id: id, filer: { $in: [...filerHashes] } }).lean()),
    byId: async (id) => toRecord(await model.findById(id).lean()),
    async attach(ids) {
      await model.updateMany({ _id: { $in: [...ids] } }, { $set: { attached: true } });
    },
    async touch(ids, filerHashes, storedOn) {
      await model.updateMany(
        { _id: { $in: [...ids] }, filer: { $in: [...filerHashes] } },
        { $set: { storedOn } },
      );
    },
    async orphans(before, limit) {
      const found = await model
        .find({ attached: false, storedOn: { $lt: before } })
        .sort({ storedOn: 1 })
        .limit(limit)
        .lean();
      return found.map(toRecord).filter((record) => record !== undefined);
    },
    async removeOrphan(id) {
      return (await model.deleteOne({ _id: id, attached: false })).deletedCount === 1;
    },
    async moveBytes(id, fromBytesId, toBytesId) {
      const { matchedCount } = await model.updateOne(
        { _id: id, bytesId: fromBytesId },
        { $set: { bytesId: toBytesId } },
      );
      return matchedCount === 1;
    },
    async unreferenced(bytesIds) {
      const found = await model.find({ bytesId: { $in: [...bytesIds] } }, { bytesId: 1 }).lean();
      const referenced = new Set(found.map(({ bytesId }) => bytesId));
      return bytesIds.filter((id) => !referenced.has(id));
    },
  };
}

function toRecord(stored: unknown): FileRecord | undefined {
  if (!stored) return undefined;
  const { _id, ...record } = stored as Omit<FileRecord, 'id'> & { _id: string };
  return { ...record, id: _id, sealed: toBuffer(record.sealed as StoredBytes) };
}
