import { equal } from '../bson/compare.js';
import { decode } from '../bson/decode.js';
import { show } from '../bson/show.js';
import type { Doc, Value } from '../bson/values.js';
import { StoreError } from '../errors.js';
import { bounded, encodeValue, encodeValues } from '../keys/encode-key.js';
import { combinations } from '../keys/index-keys.js';
import { type Catalog, type Collection, type Index, treeEnd, treeKey, treePrefix } from './catalog.js';
import { type Environment, keyMax, successor } from './environment.js';

/** Bytes an encoded `_id` and an encoded index key may take; together with a tree they fit a key. */
export const idKeyMax = 900;
export const indexKeyMax = keyMax - 4 - idKeyMax;

/** A stored document: the key of its `_id` and its BSON. */
export interface Stored {
  idKey: Buffer;
  bytes: Buffer;
}

/** Documents and their index entries. Everything that changes them runs inside a write job. */
export interface Documents {
  byId(collection: Collection, id: Value): Stored | undefined;
  byKey(collection: Collection, idKey: Buffer): Buffer | undefined;
  insert(collection: Collection, doc: Doc, bytes: Buffer): void;
  /** The index entries a document has now, to be given to `replace` or `remove`. */
  entries(collection: Collection, doc: Doc, touches?: (root: string) => boolean): Entries;
  replace(collection: Collection, idKey: Buffer, old: Entries, doc: Doc, bytes: Buffer): void;
  remove(collection: Collection, idKey: Buffer, old: Entries): void;
  count(collection: Collection): number;
  /** Fills a new index; throws on duplicates. */
  build(collection: Collection, index: Index): void;
  /** Removes everything in a tree. */
  clear(tree: number): void;
}

/** Keys (without tree and `_id`) by index, for those that may change. */
export type Entries = Map<Index, Map<string, Buffer>>;

export const idKeyOf = (id: Value): Buffer => bounded(encodeValue(id), idKeyMax);

export function openDocuments(env: Environment, catalog: Catalog): Documents {
  function keysOf(collection: Collection, index: Index, doc: Doc): Map<string, Buffer> {
    const keys = new Map<string, Buffer>();
    if (index.inPartial && !index.inPartial(doc)) return keys;
    const { tuples, multi, found } = combinations(doc, index.paths);
    if (index.sparse && !found) return keys;
    let cut = false;
    for (const tuple of tuples) {
      const full = encodeValues(tuple, index.descending);
      cut ||= full.length > indexKeyMax;
      const key = bounded(full, indexKeyMax);
      keys.set(key.toString('latin1'), key);
    }
    note(collection, index, multi, cut);
    return keys;
  }

  /** Once a document has arrays (or overlong keys) the planner must know for good. */
  function note(collection: Collection, index: Index, multi: boolean, cut: boolean): void {
    if ((!multi || index.multikey) && (!cut || index.cut)) return;
    index.multikey ||= multi;
    index.cut ||= cut;
    catalog.save(collection);
  }

  function checkUnique(collection: Collection, index: Index, key: Buffer, idKey: Buffer, doc: Doc): void {
    const from = treeKey(index.tree, key);
    const holders = env.range(from, successor(from), 2);
    if (holders.some(({ value }) => !value.equals(idKey))) throw duplicate(collection, index, doc);
  }

  function entries(collection: Collection, doc: Doc, touches?: (root: string) => boolean): Entries {
    const result: Entries = new Map();
    for (const index of collection.indexes) {
      if (touches && !index.partial && !index.paths.some((p) => touches(p[0] as string))) continue;
      result.set(index, keysOf(collection, index, doc));
    }
    return result;
  }

  /** Computes and checks every new key first, so that a refusal leaves nothing written. */
  function move(collection: Collection, idKey: Buffer, old: Entries, doc: Doc): () => void {
    const changes: (() => void)[] = [];
    for (const [index, oldKeys] of old) {
      const newKeys = keysOf(collection, index, doc);
      for (const [text, key] of newKeys) {
        if (oldKeys.has(text)) continue;
        if (index.unique) checkUnique(collection, index, key, idKey, doc);
        changes.push(() => env.put(treeKey(index.tree, Buffer.concat([key, idKey])), idKey));
      }
      for (const [text, key] of oldKeys) {
        if (!newKeys.has(text))
          changes.push(() => env.remove(treeKey(index.tree, Buffer.concat([key, idKey]))));
      }
    }
    return () => {
      for (const change of changes) change();
    };
  }

  const documents: Documents = {
    byId(collection, id) {
      const idKey = idKeyOf(id);
      const bytes = env.get(treeKey(collection.tree, idKey));
      if (!bytes) return undefined;
      const sure = idKey.length < idKeyMax || equal(decode(bytes).get('_id'), id);
      return sure ? { idKey, bytes } : undefined;
    },
    byKey: (collection, idKey) => env.get(treeKey(collection.tree, idKey)),
    entries,
    insert(collection, doc, bytes) {
      const full = encodeValue(doc.get('_id'));
      const idKey = bounded(full, idKeyMax);
      const key = treeKey(collection.tree, idKey);
      if (env.get(key)) throw duplicate(collection, collection.idIndex, doc);
      const write = move(collection, idKey, new Map(collection.indexes.map((i) => [i, new Map()])), doc);
      write();
      env.put(key, bytes);
      note(collection, collection.idIndex, false, full.length > idKeyMax);
      if (collection.count !== undefined) collection.count++;
    },
    replace(collection, idKey, old, doc, bytes) {
      move(collection, idKey, old, doc)();
      env.put(treeKey(collection.tree, idKey), bytes);
    },
    remove(collection, idKey, old) {
      for (const [index, keys] of old) {
        for (const key of keys.values()) env.remove(treeKey(index.tree, Buffer.concat([key, idKey])));
      }
      env.remove(treeKey(collection.tree, idKey));
      if (collection.count !== undefined) collection.count--;
    },
    count(collection) {
      collection.count ??= env.count(treePrefix(collection.tree), treeEnd(collection.tree));
      return collection.count;
    },
    build(collection, index) {
      for (const { key, bytes } of everyDocument(env, collection)) {
        const doc = decode(bytes);
        move(collection, key.subarray(4), new Map([[index, new Map()]]), doc)();
      }
    },
    clear(tree) {
      const end = treeEnd(tree);
      for (let from = treePrefix(tree); ; ) {
        const found = env.range(from, end, 1000);
        for (const { key } of found) env.remove(key);
        if (found.length < 1000) return;
      }
    },
  };
  return documents;
}

function* everyDocument(env: Environment, collection: Collection): Generator<{ key: Buffer; bytes: Buffer }> {
  const end = treeEnd(collection.tree);
  let from = treePrefix(collection.tree);
  for (;;) {
    const found = env.range(from, end, 256);
    for (const { key, value } of found) yield { key, bytes: value };
    if (found.length < 256) return;
    from = Buffer.concat([(found.at(-1) as { key: Buffer }).key, Buffer.from([0])]);
  }
}

/** 11000 with the pattern and the values of the index, as the driver expects them. */
function duplicate(collection: Collection, index: Index, doc: Doc): StoreError {
  const keyValue: Doc = new Map(
    [...index.key.keys()].map((path) => [
      path,
      path.split('.').reduce<Value | undefined>((v, p) => (v instanceof Map ? v.get(p) : undefined), doc) ??
        null,
    ]),
  );
  return new StoreError(
    11000,
    `E11000 duplicate key error collection: ${collection.namespace} index: ${index.name} dup key: ${show(keyValue)}`,
    { keyPattern: index.key, keyValue },
  );
}
