import { expressionContext } from '../aggregation/context.js';
import { decode } from '../bson/decode.js';
import type { Doc } from '../bson/values.js';
import { compileFilter } from '../matcher/match.js';
import { choosePlan } from '../planner/plan.js';
import type { Collection, Index } from './catalog.js';
import { scan } from './scan.js';
import type { Store } from './store.js';

const batch = 500;

/** Documents whose date (of an array the earliest) is older than the index allows. */
function expired(store: Store, collection: Collection, index: Index, now: number): Buffer[] {
  const path = index.paths[0]?.join('.') as string;
  const cutoff = new Date(now - (index.expireAfterSeconds as number) * 1000);
  if (Number.isNaN(cutoff.getTime())) return [];
  const filter: Doc = new Map([[path, new Map([['$lt', cutoff]])]]);
  const plan = choosePlan(
    [{ ...index, partial: undefined, sparse: false, hidden: false }],
    filter,
    undefined,
    undefined,
  );
  const found: Buffer[] = [];
  for (const item of scan(store.env, collection, plan, compileFilter(filter, expressionContext), {
    documents: 0,
    keys: 0,
  })) {
    if (item) found.push(item.idKey);
    if (found.length === batch) break;
  }
  return found;
}

/** Deletes what TTL indexes have let expire at `now` (ms); gives how many. */
export async function sweepExpired(store: Store, now: number): Promise<number> {
  let deleted = 0;
  for (const collection of store.catalog.list()) {
    for (const index of collection.indexes.filter((i) => i.expireAfterSeconds !== undefined)) {
      for (let n = batch; n === batch; deleted += n) {
        n = await store.env.write(() => deleteAll(store, collection, expired(store, collection, index, now)));
      }
    }
  }
  store.counters.ttlDeleted += deleted;
  return deleted;
}

function deleteAll(store: Store, collection: Collection, idKeys: Buffer[]): number {
  for (const idKey of idKeys) {
    const bytes = store.documents.byKey(collection, idKey);
    if (bytes) store.documents.remove(collection, idKey, store.documents.entries(collection, decode(bytes)));
  }
  return idKeys.length;
}
