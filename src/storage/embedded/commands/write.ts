import { decode } from '../bson/decode.js';
import type { Doc, Value } from '../bson/values.js';
import { isDoc } from '../bson/values.js';
import { failedToParse, refused, StoreError, typeMismatch } from '../errors.js';
import type { Collection } from '../store/catalog.js';
import type { Found } from '../store/scan.js';
import type { Store } from '../store/store.js';
import type { Update } from '../updater/change.js';
import { compileUpdate, finishDocument } from '../updater/update.js';
import { upsertDocument } from '../updater/upsert.js';
import {
  type Answer,
  allowFields,
  type Context,
  checkWriteConcern,
  collectionName,
  documentArray,
  flag,
  type Handler,
  optionalDoc,
  simpleCollation,
} from './context.js';
import { findMatches, type Query } from './query.js';
import { hintOf, sortOf } from './read.js';

/** The statements of a write command: from its document sequence, or from an array in the command. */
function statements(context: Context, name: string): { doc: Doc; bytes: Buffer | undefined }[] {
  const raw = context.sequences.get(name);
  if (raw) return raw.map((bytes) => ({ doc: decode(bytes), bytes }));
  return documentArray(context.command.get(name), name).map((doc) => ({ doc, bytes: undefined }));
}

interface Tally {
  n: number;
  errors: Answer[];
}

/** Runs statements in order, each failing alone; the first failure ends an ordered command. */
function runAll<T>(items: T[], ordered: boolean, run: (item: T, index: number) => number): Tally {
  const tally: Tally = { n: 0, errors: [] };
  for (const [index, item] of items.entries()) {
    try {
      tally.n += run(item, index);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      tally.errors.push({ index, code: error.code, ...error.info, errmsg: error.message });
      if (ordered) break;
    }
  }
  return tally;
}

const isOrdered = (context: Context): boolean => context.command.get('ordered') !== false;

const withErrors = (answer: Answer, { errors }: Tally): Answer =>
  errors.length ? { ...answer, writeErrors: errors } : answer;

const batchMax = 100_000;

function checkBatch(items: unknown[]): void {
  if (items.length === 0 || items.length > batchMax) {
    throw new StoreError(
      16,
      `Write batch sizes must be between 1 and ${batchMax}. Got ${items.length} operations.`,
    );
  }
}

export const insert: Handler = async (context) => {
  allowFields(context, ['documents']);
  checkWriteConcern(context.command);
  const name = collectionName(context);
  const items = statements(context, 'documents');
  checkBatch(items);
  const { store, db } = context;
  const tally = await store.env.write(() => {
    const collection = store.catalog.ensure(db, name);
    return runAll(items, isOrdered(context), ({ doc, bytes }) => {
      const asSent = doc.keys().next().value === '_id' ? bytes : undefined;
      const ready = finishDocument(doc, undefined, asSent);
      store.documents.insert(collection, ready.doc, ready.bytes);
      return 1;
    });
  });
  return withErrors({ n: tally.n }, tally);
};

interface UpdateStatement {
  query: Query;
  update: Value;
  multi: boolean;
  upsert: boolean;
  arrayFilters: Value[] | undefined;
  compile(): Update;
}

const updateFields = new Set([
  'q',
  'u',
  'c',
  'multi',
  'upsert',
  'arrayFilters',
  'hint',
  'collation',
  'sort',
  'sampleId',
]);

function updateStatement(doc: Doc, variables: Doc | undefined): UpdateStatement {
  for (const name of doc.keys()) if (!updateFields.has(name)) throw refused(`the option ${name} of update`);
  if (!simpleCollation(doc.get('collation'))) throw refused('the option collation of update');
  const filter = optionalDoc(doc, 'q') ?? new Map();
  const update = doc.get('u');
  if (update === undefined)
    throw failedToParse("BSON field 'update.updates.u' is missing but a required field");
  const statement = {
    query: { filter, sort: sortOf(doc), hint: hintOf(doc), variables },
    update,
    multi: flag(doc, 'multi'),
    upsert: flag(doc, 'upsert'),
    arrayFilters: doc.get('arrayFilters') as Value[] | undefined,
  };
  const constants = optionalDoc(doc, 'c') ?? variables;
  return {
    ...statement,
    compile: () => compileUpdate(update, { filter, arrayFilters: statement.arrayFilters, constants }),
  };
}

/** All matches, or the first; read before anything is changed, so no document is met twice. */
function targets(store: Store, collection: Collection, query: Query, multi: boolean): Found[] {
  const found: Found[] = [];
  for (const item of findMatches(store, collection, query)) {
    if (!item) continue;
    found.push(item);
    if (!multi) break;
  }
  return found;
}

/** Applies a compiled update to a document and stores it; gives its new bytes, or undefined if unchanged. */
export function changeOne(
  store: Store,
  collection: Collection,
  found: Found,
  update: Update,
): Buffer | undefined {
  const id = found.doc.get('_id') as Value;
  const old = store.documents.entries(collection, found.doc, update.touches);
  const { doc, bytes } = finishDocument(update.apply(found.doc, false), id);
  if (bytes.equals(found.bytes)) return undefined;
  store.documents.replace(collection, found.idKey, old, doc, bytes);
  return bytes;
}

/** Inserts what an upsert makes of the filter. */
export function upsertOne(
  store: Store,
  collection: Collection,
  filter: Doc,
  update: Update,
): { doc: Doc; bytes: Buffer } {
  const made = finishDocument(upsertDocument(filter, update), undefined);
  store.documents.insert(collection, made.doc, made.bytes);
  return made;
}

interface Changes {
  modified: number;
  upserted: Answer[];
}

function runUpdate(
  store: Store,
  collection: Collection,
  item: UpdateStatement,
  index: number,
  changes: Changes,
): number {
  const update = item.compile();
  if (item.multi && update.replaces)
    throw failedToParse('multi update is not supported for replacement-style update');
  const found = targets(store, collection, item.query, item.multi);
  if (found.length === 0 && item.upsert) {
    const { doc } = upsertOne(store, collection, item.query.filter, update);
    changes.upserted.push({ index, _id: doc.get('_id') });
    return 1;
  }
  for (const one of found) if (changeOne(store, collection, one, update)) changes.modified++;
  return found.length;
}

export const update: Handler = async (context) => {
  allowFields(context, ['updates', 'let']);
  checkWriteConcern(context.command);
  const name = collectionName(context);
  const variables = optionalDoc(context.command, 'let');
  const items = statements(context, 'updates').map(({ doc }) => updateStatement(doc, variables));
  checkBatch(items);
  const { store, db } = context;
  return store.env.write(() => {
    const changes: Changes = { modified: 0, upserted: [] };
    const tally = runAll(items, isOrdered(context), (item, index) => {
      const collection = item.upsert ? store.catalog.ensure(db, name) : store.catalog.get(`${db}.${name}`);
      if (collection) return runUpdate(store, collection, item, index, changes);
      item.compile();
      return 0;
    });
    const answer: Answer = { n: tally.n, nModified: changes.modified };
    if (changes.upserted.length) answer['upserted'] = changes.upserted;
    return withErrors(answer, tally);
  });
};

const deleteFields = new Set(['q', 'limit', 'hint', 'collation']);

function runDelete(store: Store, collection: Collection, doc: Doc): number {
  const query: Query = { filter: optionalDoc(doc, 'q') ?? new Map(), hint: hintOf(doc) };
  const found = targets(store, collection, query, Number(doc.get('limit')) === 0);
  for (const one of found) removeOne(store, collection, one);
  return found.length;
}

export function removeOne(store: Store, collection: Collection, found: Found): void {
  store.documents.remove(collection, found.idKey, store.documents.entries(collection, found.doc));
}

function checkDelete(doc: Doc): void {
  for (const name of doc.keys()) if (!deleteFields.has(name)) throw refused(`the option ${name} of delete`);
  if (!simpleCollation(doc.get('collation'))) throw refused('the option collation of delete');
  if (!isDoc(doc.get('q'))) throw typeMismatch("BSON field 'delete.deletes.q' must be an object");
  const limit = Number(doc.get('limit'));
  if (limit !== 0 && limit !== 1)
    throw failedToParse(`The limit field in delete objects must be 0 or 1. Got ${limit}`);
}

const remove: Handler = async (context) => {
  allowFields(context, ['deletes']);
  checkWriteConcern(context.command);
  const name = collectionName(context);
  const items = statements(context, 'deletes').map(({ doc }) => doc);
  checkBatch(items);
  for (const item of items) checkDelete(item);
  const { store, db } = context;
  return store.env.write(() => {
    const collection = store.catalog.get(`${db}.${name}`);
    const tally = runAll(items, isOrdered(context), (item) =>
      collection ? runDelete(store, collection, item) : 0,
    );
    return withErrors({ n: tally.n }, tally);
  });
};

export { remove as delete };
