import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { AppError } from '../../errors.js';
import { type StoredBytes, toBuffer } from '../../models/binary.js';
import type { Models } from '../../models/create-models.js';
import type { Keyring } from '../../secrets/keyring.js';
import { fileBytesPlace } from '../files.js';
import type { SealedCollection, StoredDocument } from './sealed-collection.js';

const PAGE = 100;
const ATTEMPTS = 10;

export interface RotationProgress {
  collection: string;
  /** Documents looked at and sealed anew so far. */
  seen: number;
  resealed: number;
}

/**
 * Seals everything anew that was sealed with the previous key, page by page. Each document is one
 * conditional write, so that the service may go on working meanwhile; broken off, it is simply run again.
 */
export async function rotateKeys(
  deps: {
    connection: Connection;
    models: Pick<Models, 'files' | 'fileBytes'>;
    keyring: Keyring;
    collections: readonly SealedCollection[];
  },
  report: (progress: RotationProgress) => void = () => {},
): Promise<RotationProgress[]> {
  const done: RotationProgress[] = [];
  for (const collection of deps.collections) done.push(await rotateCollection(deps, collection, report));
  done.push(await rotateFileBytes(deps, report));
  return done;
}

async function rotateCollection(
  { connection, keyring }: { connection: Connection; keyring: Keyring },
  collection: SealedCollection,
  report: (progress: RotationProgress) => void,
): Promise<RotationProgress> {
  const progress = { collection: collection.name, seen: 0, resealed: 0 };
  await eachPage(connection, collection.name, async (page) => {
    for (const document of page) {
      progress.seen += 1;
      if (await rotateDocument(connection, keyring, collection, document)) progress.resealed += 1;
    }
    report({ ...progress });
  });
  return progress;
}

async function eachPage(
  connection: Connection,
  name: string,
  visit: (page: StoredDocument[]) => Promise<void>,
): Promise<void> {
  let after: string | undefined;
  for (;;) {
    const page = (await connection
      .collection(name)
      .find((after === undefined ? {} : { _id: { $gt: after } }) as never)
      .sort({ _id: 1 })
      .limit(PAGE)
      .toArray()) as unknown as StoredDocument[];
    if (page.length === 0) return;
    await visit(page);
    after = page.at(-1)?._id;
  }
}

/** Whether anything had to be sealed anew. */
async function rotateDocument(
  connection: Connection,
  keyring: Keyring,
  collection: SealedCollection,
  first: StoredDocument,
): Promise<boolean> {
  let document: StoredDocument | null = first;
  for (let attempt = 1; document && attempt <= ATTEMPTS; attempt += 1) {
    const write = resealing(keyring, collection, document);
    if (!write) return attempt > 1;
    const { matchedCount } = await connection
      .collection(collection.name)
      .updateOne(write.filter as never, { $set: write.set });
    if (matchedCount === 1) return true;
    document = (await connection
      .collection(collection.name)
      .findOne({ _id: document._id as never })) as unknown as StoredDocument | null;
  }
  if (!document) return false;
  throw new AppError('rotation_busy', `${collection.name}/${document._id} kept changing; run it again`);
}

/** The one write of a document: only if each outdated value is still the one that was read. */
function resealing(
  { sealer }: Keyring,
  collection: SealedCollection,
  document: StoredDocument,
): { filter: Record<string, unknown>; set: Record<string, unknown> } | undefined {
  const fields = collection.fields(document);
  const outdated = fields.filter(({ sealed }) => !sealer.isCurrent(sealed));
  if (outdated.length === 0) return undefined;
  const open = (path: string) => {
    const found = fields.find((field) => field.path === path);
    if (!found) throw new AppError('rotation_field', `${collection.name} has no sealed field ${path}`);
    return sealer.open(found.sealed, found.where);
  };
  const set: Record<string, unknown> = { ...collection.reindex?.(document, open) };
  for (const { path, sealed, where } of outdated) set[path] = sealer.seal(sealer.open(sealed, where), where);
  const filter = Object.fromEntries(outdated.map(({ path, sealed }) => [path, sealed]));
  return { filter: { _id: document._id, ...filter }, set };
}

/** Bytes are sealed into a new place, then the file points there, then the old place is emptied. */
async function rotateFileBytes(
  {
    connection,
    models,
    keyring: { sealer },
  }: { connection: Connection; models: Pick<Models, 'files' | 'fileBytes'>; keyring: Keyring },
  report: (progress: RotationProgress) => void,
): Promise<RotationProgress> {
  const progress = { collection: 'file_bytes', seen: 0, resealed: 0 };
  await eachPage(connection, 'files', async (page) => {
    for (const { _id, bytesId } of page) {
      progress.seen += 1;
      const from = String(bytesId);
      // A reserved file that has not arrived has no bytes yet.
      if (from === '') continue;
      const sealed = toBuffer((await models.fileBytes.read(from)) as StoredBytes);
      if (sealer.isCurrent(sealed)) continue;
      const where = fileBytesPlace(_id);
      const to = randomUUID();
      await models.fileBytes.write(to, sealer.seal(sealer.open(sealed, where), where));
      const moved = await models.files.moveBytes(_id, from, to);
      await models.fileBytes.remove(moved ? from : to);
      progress.resealed += 1;
    }
    report({ ...progress });
  });
  return progress;
}
