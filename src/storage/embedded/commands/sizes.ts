import { type Collection, type Index, treeEnd, treePrefix } from '../store/catalog.js';
import type { Store } from '../store/store.js';

export interface Sizes {
  count: number;
  size: number;
  indexSize: number;
  indexSizes: Record<string, number>;
}

const sample = 1000;

/** Bytes in a tree, from the sizes of its first entries. */
function estimate(store: Store, tree: number, entries: number): number {
  const found = store.env.range(treePrefix(tree), treeEnd(tree), sample);
  if (found.length === 0) return 0;
  const bytes = found.reduce((sum, { key, value }) => sum + key.length + value.length, 0);
  return Math.round((bytes / found.length) * entries);
}

function indexBytes(store: Store, index: Index): number {
  return estimate(store, index.tree, store.env.count(treePrefix(index.tree), treeEnd(index.tree)));
}

/** How large a collection and its indexes are. */
export function collectionSizes(store: Store, collection: Collection): Sizes {
  const count = store.documents.count(collection);
  const indexSizes: Record<string, number> = { _id_: 0 };
  for (const index of collection.indexes) indexSizes[index.name] = indexBytes(store, index);
  const indexSize = Object.values(indexSizes).reduce((a, b) => a + b, 0);
  return { count, size: estimate(store, collection.tree, count), indexSize, indexSizes };
}
