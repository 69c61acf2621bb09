import { randomBytes } from 'node:crypto';
import { expressionContext } from '../aggregation/context.js';
import { decode } from '../bson/decode.js';
import { encode } from '../bson/encode.js';
import { Bytes, type Doc, docOf, type Value } from '../bson/values.js';
import { badValue, StoreError } from '../errors.js';
import { compileFilter, type Matches } from '../matcher/match.js';
import { type Environment, successor } from './environment.js';

/** An index of a collection. */
export interface Index {
  name: string;
  key: Doc;
  paths: string[][];
  descending: boolean[];
  /** The tree its entries are in; that of `_id_` is the collection's own. */
  tree: number;
  unique: boolean;
  sparse: boolean;
  hidden: boolean;
  partial: Doc | undefined;
  inPartial: Matches | undefined;
  expireAfterSeconds: number | undefined;
  /** Whether some document had an array on one of its paths. */
  multikey: boolean;
  /** Whether some key had to be cut, so that order is not exact. */
  cut: boolean;
}

export interface Collection {
  db: string;
  name: string;
  namespace: string;
  uuid: Buffer;
  tree: number;
  idIndex: Index;
  indexes: Index[];
  /** Documents; counted when first asked for, then kept. */
  count: number | undefined;
}

export interface Catalog {
  get(namespace: string): Collection | undefined;
  list(): Collection[];
  /** The collection, made if need be (inside a write job). */
  ensure(db: string, name: string): Collection;
  /** Writes a collection's record (inside a write job). */
  save(collection: Collection): void;
  remove(collection: Collection): void;
  newTree(): number;
  reload(): void;
}

/** The prefix of a tree's keys. */
export function treePrefix(tree: number): Buffer {
  const prefix = Buffer.allocUnsafe(4);
  prefix.writeUInt32BE(tree);
  return prefix;
}

export const treeKey = (tree: number, key: Buffer): Buffer => Buffer.concat([treePrefix(tree), key]);
export const treeEnd = (tree: number): Buffer => successor(treePrefix(tree));

const counterKey = treeKey(0, Buffer.from([0]));
const recordKey = (namespace: string): Buffer =>
  treeKey(0, Buffer.concat([Buffer.from([1]), Buffer.from(namespace)]));
const namespaceMax = 255;

function checkName(db: string, name: string): void {
  const namespace = `${db}.${name}`;
  if (db === '' || /[/\\. "$\0]/.test(db)) throw new StoreError(73, `Invalid database name: '${db}'`);
  if (name === '' || name.includes('$') || name.includes('\0') || name.startsWith('.')) {
    throw new StoreError(73, `Invalid collection name: '${namespace}'`);
  }
  if (Buffer.byteLength(namespace) > namespaceMax)
    throw new StoreError(73, `Fully qualified namespace is too long: ${namespace}`);
}

/** Makes an index from its stored or requested description. */
export function makeIndex(spec: Doc, tree: number): Index {
  const key = spec.get('key') as Doc;
  const partial = spec.get('partialFilterExpression') as Doc | undefined;
  const expire = spec.get('expireAfterSeconds');
  return {
    name: spec.get('name') as string,
    key,
    paths: [...key.keys()].map((path) => path.split('.')),
    descending: [...key.values()].map((direction) => Number(direction) < 0),
    tree,
    unique: spec.get('unique') === true,
    sparse: spec.get('sparse') === true,
    hidden: spec.get('hidden') === true,
    partial,
    inPartial: partial && compileFilter(partial, expressionContext),
    expireAfterSeconds: expire === undefined ? undefined : Number(expire),
    multikey: spec.get('multikey') === true,
    cut: spec.get('cut') === true,
  };
}

/** An index as `listIndexes` shows it. */
export function describeIndex(index: Index): Doc {
  const doc = docOf({ v: 2, key: index.key, name: index.name });
  if (index.unique && index.name !== '_id_') doc.set('unique', true);
  if (index.sparse) doc.set('sparse', true);
  if (index.hidden) doc.set('hidden', true);
  if (index.partial) doc.set('partialFilterExpression', index.partial);
  if (index.expireAfterSeconds !== undefined) doc.set('expireAfterSeconds', index.expireAfterSeconds);
  return doc;
}

const storedIndex = (index: Index): Doc =>
  new Map<string, Value>([
    ...describeIndex(index),
    ['tree', index.tree],
    ['multikey', index.multikey],
    ['cut', index.cut],
  ]);

function idIndexOf(tree: number, cut: boolean): Index {
  return { ...makeIndex(docOf({ key: docOf({ _id: 1 }), name: '_id_' }), tree), unique: true, cut };
}

function readCollection(record: Doc): Collection {
  const [db, name] = [record.get('db') as string, record.get('name') as string];
  const tree = record.get('tree') as number;
  const specs = record.get('indexes') as Doc[];
  return {
    db,
    name,
    namespace: `${db}.${name}`,
    uuid: (record.get('uuid') as Bytes).view,
    tree,
    idIndex: idIndexOf(tree, record.get('idCut') === true),
    indexes: specs.map((spec) => makeIndex(spec, spec.get('tree') as number)),
    count: undefined,
  };
}

/** The collections and their indexes: in memory, and on disk under tree 0. */
export function openCatalog(env: Environment): Catalog {
  let collections = new Map<string, Collection>();

  function reload(): void {
    const before = collections;
    collections = new Map();
    const from = recordKey('');
    for (const { value } of env.range(from, successor(from.subarray(0, 5)), 1_000_000)) {
      const collection = readCollection(decode(value));
      collections.set(
        collection.namespace,
        Object.assign(before.get(collection.namespace) ?? {}, collection),
      );
    }
  }

  function save(c: Collection): void {
    const record = docOf({
      db: c.db,
      name: c.name,
      uuid: new Bytes(c.uuid, 4),
      tree: c.tree,
      idCut: c.idIndex.cut,
    });
    record.set('indexes', c.indexes.map(storedIndex));
    env.put(recordKey(c.namespace), encode(record));
  }

  function newTree(): number {
    const tree = (env.get(counterKey)?.readUInt32BE(0) ?? 0) + 1;
    if (tree > 0xfffffff0) throw badValue('too many collections and indexes have been made');
    env.put(counterKey, treePrefix(tree));
    return tree;
  }

  function create(db: string, name: string): Collection {
    checkName(db, name);
    const tree = newTree();
    const collection: Collection = {
      db,
      name,
      namespace: `${db}.${name}`,
      uuid: randomBytes(16),
      tree,
      idIndex: idIndexOf(tree, false),
      indexes: [],
      count: 0,
    };
    collections.set(collection.namespace, collection);
    save(collection);
    return collection;
  }

  reload();
  return {
    get: (namespace) => collections.get(namespace),
    list: () => [...collections.values()].sort((a, b) => (a.namespace < b.namespace ? -1 : 1)),
    ensure: (db, name) => collections.get(`${db}.${name}`) ?? create(db, name),
    save,
    remove(collection) {
      collections.delete(collection.namespace);
      env.remove(recordKey(collection.namespace));
    },
    newTree,
    reload,
  };
}
