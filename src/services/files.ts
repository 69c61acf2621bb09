import { createHash, randomUUID } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { Asker } from '../domain/asker.js';
import { addDays, shanghaiDay, startOfDay } from '../domain/calendar.js';
import type { FileKind } from '../domain/file-kind.js';
import { FILE_BYTES_LIMIT, FILE_ERROR } from '../domain/file-rules.js';
import { AppError } from '../errors.js';
import type { Models } from '../models/create-models.js';
import type { FileRecord } from '../models/files/repository.js';
import type { Keyring } from '../secrets/keyring.js';
import { openJson, sealJson } from '../secrets/sealed-json.js';
import { askerKey, askerKeys } from './asker-keys.js';
import { judgeFileType } from './files/file-type.js';

export interface StoredFile {
  fileId: string;
  kind: FileKind;
  /** Media type found from the bytes. */
  mediaType: string;
  /** Bytes */
  size: number;
  /** Hex, of the plain bytes. */
  sha256: string;
}

export interface Files {
  /**
   * Stores a file of this person, sealed. Its type is judged by its bytes; `name` only tells a text file.
   * @throws a code of {@link FILE_ERROR}
   */
  store(upload: { asker: Asker; bytes: Buffer; name?: string }): Promise<StoredFile>;
  /**
   * Holds an id for a file that is still on its way from another place, so that it can already be attached.
   * The same id again changes nothing.
   */
  reserve(expected: { fileId: string; asker: Asker; kind: FileKind }): Promise<void>;
  /**
   * Puts the bytes under a reserved id; the same again changes nothing.
   * @throws a code of {@link FILE_ERROR}
   */
  fill(arrived: { fileId: string; asker: Asker; bytes: Buffer; name?: string }): Promise<void>;
  /** The person's own file, or undefined. Size 0 while a reserved one has not arrived. */
  find(fileId: string, asker: Asker): Promise<StoredFile | undefined>;
  /** Its bytes, or undefined when it is not this person's. */
  read(fileId: string, asker: Asker): Promise<{ file: StoredFile; bytes: Buffer } | undefined>;
  /** The person still needs these for a draft: their days start again. */
  touch(fileIds: readonly string[], asker: Asker): Promise<void>;
  /** Erases files that no petition holds and that are older than `days`; how many. */
  eraseOrphans(now: Date, days: number): Promise<number>;
}

/** What a row of `files` seals. */
export interface SealedFile {
  kind: FileKind;
  mediaType: string;
  size: number;
  sha256: string;
  channel: string;
  person: string;
}

const PAGE = 100;
/** In place of the id of bytes that are still on their way. */
const NOT_ARRIVED = '';

/** Where a file's description is sealed. */
export const filePlace = (id: string) => ({ collection: 'files', id, field: 'sealed' });
/** Where a file's bytes are sealed. */
export const fileBytesPlace = (id: string) => ({ collection: 'file_bytes', id, field: 'bytes' });

/** Files that people send: judged, sealed, kept for their sender. */
export function createFiles({
  models,
  keyring,
  clock,
}: {
  models: Models;
  keyring: Keyring;
  clock: Clock;
}): Files {
  const { sealer } = keyring;
  const findRecord = (fileId: string, asker: Asker) =>
    models.files.find(fileId, askerKeys(keyring, 'files', asker));

  function describe(record: FileRecord): StoredFile {
    const sealed = openJson<SealedFile>(sealer, record.sealed, filePlace(record.id));
    const { kind, mediaType, size, sha256 } = sealed;
    return { fileId: record.id, kind, mediaType, size, sha256 };
  }

  /** The change of keys may move the bytes between the two reads. */
  async function readBytes({ id, bytesId }: FileRecord): Promise<Buffer> {
    try {
      return await models.fileBytes.read(bytesId);
    } catch (error) {
      const again = await models.files.byId(id);
      if (!again || again.bytesId === bytesId) throw error;
      return models.fileBytes.read(again.bytesId);
    }
  }

  /** Bytes that no file points to: left by a crash between the two writes of `store`. */
  async function eraseLostBytes(before: Date): Promise<void> {
    let after: string | undefined;
    for (;;) {
      const ids = await models.fileBytes.uploadedBefore(before, PAGE, after);
      if (ids.length === 0) return;
      for (const id of await models.files.unreferenced(ids)) await models.fileBytes.remove(id);
      after = ids.at(-1);
    }
  }

  /** Judges the bytes, seals and writes them, and describes them sealed. */
  async function keep(id: string, { channel, person }: Asker, bytes: Buffer, name: string | undefined) {
    if (bytes.length === 0) throw new AppError(FILE_ERROR.empty, 'an empty file');
    if (bytes.length > FILE_BYTES_LIMIT)
      throw new AppError(FILE_ERROR.tooLarge, `a file of more than ${FILE_BYTES_LIMIT} bytes`);
    const type = await judgeFileType(bytes, name);
    if (!type) throw new AppError(FILE_ERROR.typeNotAllowed, 'not one of the allowed types');
    const bytesId = randomUUID();
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const sealed: SealedFile = { ...type, size: bytes.length, sha256, channel, person };
    await models.fileBytes.write(bytesId, sealer.seal(bytes, fileBytesPlace(id)));
    return { bytesId, sealed: sealJson(sealer, sealed, filePlace(id)) };
  }

  return {
    async store({ asker, bytes, name }) {
      const id = randomUUID();
      const { bytesId, sealed } = await keep(id, asker, bytes, name);
      const record: FileRecord = {
        id,
        filer: askerKey(keyring, 'files', asker),
        attached: false,
        storedOn: shanghaiDay(clock.now()),
        bytesId,
        sealed,
      };
      await models.files.insert(record);
      return describe(record);
    },

    async reserve({ fileId, asker, kind }) {
      if (await models.files.byId(fileId)) return;
      const { channel, person } = asker;
      const empty: SealedFile = { kind, mediaType: '', size: 0, sha256: '', channel, person };
      await models.files.insertOnce({
        id: fileId,
        filer: askerKey(keyring, 'files', asker),
        attached: false,
        storedOn: shanghaiDay(clock.now()),
        bytesId: NOT_ARRIVED,
        sealed: sealJson(sealer, empty, filePlace(fileId)),
      });
    },

    async fill({ fileId, asker, bytes, name }) {
      const record = await findRecord(fileId, asker);
      if (!record || record.bytesId !== NOT_ARRIVED) return;
      const { bytesId, sealed } = await keep(fileId, asker, bytes, name);
      if (!(await models.files.fill(fileId, NOT_ARRIVED, bytesId, sealed)))
        await models.fileBytes.remove(bytesId);
    },

    async find(fileId, asker) {
      const record = await findRecord(fileId, asker);
      return record && describe(record);
    },

    async read(fileId, asker) {
      const record = await findRecord(fileId, asker);
      if (!record || record.bytesId === NOT_ARRIVED) return undefined;
      const sealed = await readBytes(record);
      return { file: describe(record), bytes: sealer.open(sealed, fileBytesPlace(fileId)) };
    },

    touch: (fileIds, asker) =>
      models.files.touch(fileIds, askerKeys(keyring, 'files', asker), shanghaiDay(clock.now())),

    async eraseOrphans(now, days) {
      const before = addDays(shanghaiDay(now), -days);
      let erased = 0;
      for (;;) {
        const orphans = await models.files.orphans(before, PAGE);
        for (const { id, bytesId } of orphans) {
          if (!(await models.files.removeOrphan(id))) continue;
          if (bytesId !== NOT_ARRIVED) await models.fileBytes.remove(bytesId);
          erased += 1;
        }
        if (orphans.length < PAGE) break;
      }
      await eraseLostBytes(startOfDay(before));
      return erased;
    },
  };
}
