import { expressionContext } from '../aggregation/context.js';
import { Bytes, type Doc, docOf } from '../bson/values.js';
import { compileFilter } from '../matcher/match.js';
import { type Collection, describeIndex } from '../store/catalog.js';
import type { Store } from '../store/store.js';
import {
  type Answer,
  allowFields,
  collectionName,
  type Handler,
  namespaceOf,
  optionalDoc,
} from './context.js';
import { listSource } from './cursors.js';
import { collectionSizes } from './sizes.js';

const collectionsOf = (store: Store, db: string): Collection[] =>
  store.catalog.list().filter((c) => c.db === db);

export const create: Handler = async (context) => {
  allowFields(context, ['autoIndexId']);
  const name = collectionName(context);
  const { store, db } = context;
  await store.env.write(() => {
    if (!store.catalog.get(`${db}.${name}`)) store.catalog.ensure(db, name);
  });
  return {};
};

function dropCollection(store: Store, collection: Collection): void {
  for (const index of collection.indexes) store.documents.clear(index.tree);
  store.documents.clear(collection.tree);
  store.catalog.remove(collection);
}

export const drop: Handler = async (context) => {
  allowFields(context, []);
  const { store } = context;
  const collection = store.catalog.get(namespaceOf(context));
  if (!collection) return { ns: namespaceOf(context), nIndexesWas: 0 };
  await store.env.write(() => dropCollection(store, collection));
  return { ns: collection.namespace, nIndexesWas: collection.indexes.length + 1 };
};

export const dropDatabase: Handler = async (context) => {
  allowFields(context, []);
  const { store, db } = context;
  await store.env.write(() => {
    for (const collection of collectionsOf(store, db)) dropCollection(store, collection);
  });
  return { dropped: db };
};

function describe(collection: Collection, nameOnly: boolean): Doc {
  const doc = docOf({ name: collection.name, type: 'collection' });
  if (nameOnly) return doc;
  doc.set('options', new Map());
  doc.set('info', docOf({ readOnly: false, uuid: new Bytes(collection.uuid, 4) }));
  doc.set('idIndex', describeIndex(collection.idIndex));
  return doc;
}

export const listCollections: Handler = async (context) => {
  allowFields(context, ['filter', 'nameOnly', 'authorizedCollections']);
  const { command, store, db } = context;
  const filter = compileFilter(optionalDoc(command, 'filter') ?? new Map(), expressionContext);
  const list = collectionsOf(store, db)
    .map((c) => describe(c, command.get('nameOnly') === true))
    .filter(filter);
  const size = list.length + 1;
  return {
    cursor: await context.cursors.open(
      `${db}.$cmd.listCollections`,
      listSource(list, () => 200),
      size,
      true,
    ),
  };
};

export const listDatabases: Handler = (context) => {
  allowFields(context, ['filter', 'nameOnly', 'authorizedDatabases']);
  const { store, command } = context;
  const filter = compileFilter(optionalDoc(command, 'filter') ?? new Map(), expressionContext);
  const names = [...new Set(store.catalog.list().map((c) => c.db))];
  const databases = names.map((name) => databaseEntry(store, name)).filter(filter);
  if (command.get('nameOnly') === true) return { databases: databases.map((d) => ({ name: d.get('name') })) };
  const totalSize = databases.reduce((sum, d) => sum + Number(d.get('sizeOnDisk')), 0);
  return { databases, totalSize, totalSizeMb: Math.round(totalSize / 2 ** 20) };
};

function databaseEntry(store: Store, name: string): Doc {
  const sizes = collectionsOf(store, name).map((c) => collectionSizes(store, c));
  const sizeOnDisk = sizes.reduce((sum, s) => sum + s.size + s.indexSize, 0);
  return docOf({ name, sizeOnDisk: BigInt(sizeOnDisk), empty: sizes.length === 0 });
}

export const collStats: Handler = (context) => {
  allowFields(context, ['scale']);
  const collection = context.store.catalog.get(namespaceOf(context));
  if (!collection)
    return {
      ns: namespaceOf(context),
      count: 0,
      size: 0,
      storageSize: 0,
      nindexes: 0,
      totalIndexSize: 0,
      indexSizes: {},
    };
  return statsOf(context.store, collection);
};

/** The figures of one collection; sizes are of keys and documents, without free pages. */
export function statsOf(store: Store, collection: Collection): Answer {
  const { count, size, indexSize, indexSizes } = collectionSizes(store, collection);
  return {
    ns: collection.namespace,
    count,
    size,
    avgObjSize: count ? Math.round(size / count) : 0,
    storageSize: size,
    nindexes: collection.indexes.length + 1,
    totalIndexSize: indexSize,
    totalSize: size + indexSize,
    indexSizes,
    capped: false,
  };
}

export const dbStats: Handler = (context) => {
  allowFields(context, ['scale', 'freeStorage']);
  const { store, db } = context;
  const collections = collectionsOf(store, db);
  const sizes = collections.map((c) => collectionSizes(store, c));
  const sum = (pick: (s: (typeof sizes)[number]) => number) => sizes.reduce((total, s) => total + pick(s), 0);
  const objects = sum((s) => s.count);
  const dataSize = sum((s) => s.size);
  return {
    db,
    collections: collections.length,
    views: 0,
    objects,
    avgObjSize: objects ? dataSize / objects : 0,
    dataSize,
    storageSize: dataSize,
    indexes: collections.reduce((n, c) => n + c.indexes.length + 1, 0),
    indexSize: sum((s) => s.indexSize),
    totalSize: dataSize + sum((s) => s.indexSize),
  };
};
