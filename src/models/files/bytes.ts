import { type Connection, mongo } from 'mongoose';
import { AppError } from '../../errors.js';

/** Sealed bytes of files, in GridFS. */
export interface FileBytes {
  write(bytesId: string, sealed: Buffer): Promise<void>;
  /** @throws `file_bytes_missing` */
  read(bytesId: string): Promise<Buffer>;
  /** Does nothing when they are gone. */
  remove(bytesId: string): Promise<void>;
  /** Ids of bytes uploaded before that instant, after `afterId`. */
  uploadedBefore(before: Date, limit: number, afterId?: string): Promise<string[]>;
}

const BUCKET = 'file_bytes';

/** The GridFS bucket `file_bytes`; its ids are strings, its names empty. */
export function createFileBytes(connection: Connection): FileBytes {
  const database = () => {
    if (!connection.db) throw new AppError('not_connected', 'open the store before files are used');
    return connection.db;
  };
  const bucket = () => new mongo.GridFSBucket(database(), { bucketName: BUCKET });
  const idOf = (bytesId: string) => bytesId as unknown as mongo.ObjectId;

  return {
    write(bytesId, sealed) {
      return new Promise((resolve, reject) => {
        bucket()
          .openUploadStreamWithId(idOf(bytesId), '')
          .once('finish', () => resolve())
          .once('error', reject)
          .end(sealed);
      });
    },

    async read(bytesId) {
      const chunks: Buffer[] = [];
      try {
        for await (const chunk of bucket().openDownloadStream(idOf(bytesId))) chunks.push(chunk as Buffer);
      } catch (cause) {
        throw new AppError('file_bytes_missing', `the bytes ${bytesId} cannot be read`, { cause });
      }
      return Buffer.concat(chunks);
    },

    async remove(bytesId) {
      const db = database();
      await db.collection(`${BUCKET}.files`).deleteOne({ _id: idOf(bytesId) });
      await db.collection(`${BUCKET}.chunks`).deleteMany({ files_id: idOf(bytesId) });
    },

    async uploadedBefore(before, limit, afterId) {
      const after = afterId === undefined ? {} : { _id: { $gt: idOf(afterId) } };
      const found = await database()
        .collection(`${BUCKET}.files`)
        .find({ uploadDate: { $lt: before }, ...after }, { projection: { _id: 1 } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray();
      return found.map(({ _id }) => String(_id));
    },
  };
}
