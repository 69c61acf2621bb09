import { BSONRegExp } from 'bson';
import { expressionContext } from '../aggregation/context.js';
import { decode } from '../bson/decode.js';
import { RawDocument } from '../bson/encode.js';
import { type Doc, isDoc, type Value } from '../bson/values.js';
import { nowMs } from '../clock.js';
import { StoreError } from '../errors.js';
import { compileFilter, type Matches } from '../matcher/match.js';
import { isOperatorDoc } from '../matcher/value-tests.js';
import { choosePlan, type Plan } from '../planner/plan.js';
import { sortBy } from '../projection/sort.js';
import type { Collection, Index } from '../store/catalog.js';
import { type Found, scan } from '../store/scan.js';
import type { Store } from '../store/store.js';
import type { Source } from './cursors.js';

/** What to look for in a collection. */
export interface Query {
  filter: Doc;
  sort?: Doc | undefined;
  hint?: Value | undefined;
  /** Values for `$$name` in `$expr`. */
  variables?: Doc | undefined;
}

/** Compiles a filter with the variables of `let`. */
export function compileQuery({ filter, variables }: Query): Matches {
  if (!variables?.size) return compileFilter(filter, expressionContext);
  return compileFilter(filter, {
    ...expressionContext,
    compileExpression: (expression) => expressionContext.compileExpression(expression, variables),
  });
}

/** The `_id` a filter fixes to one value by plain equality. */
export function fixedId(filter: Doc): Value | undefined {
  const id = filter.get('_id');
  if (id === undefined || Array.isArray(id) || id instanceof BSONRegExp || id === null) return undefined;
  return isOperatorDoc(id) ? undefined : id;
}

const isSimple = (filter: Doc): boolean => filter.size === 1;

/** The plan for a query; undefined where every document must be looked at. */
export function planQuery(collection: Collection, query: Query): Plan<Index> | undefined {
  return choosePlan([collection.idIndex, ...collection.indexes], query.filter, query.sort, query.hint);
}

/** A document that is decoded only when somebody looks into it. */
function lazily(idKey: Buffer, bytes: Buffer): Found {
  let decoded: Doc | undefined;
  return {
    idKey,
    bytes,
    get doc() {
      decoded ??= decode(bytes);
      return decoded;
    },
  };
}

/** Matching documents one by one (undefined: looked at, no match). The point read by `_id` needs no plan. */
export function* findMatches(
  store: Store,
  collection: Collection,
  query: Query,
): Generator<Found | undefined> {
  const matches = compileQuery(query);
  const id = query.hint === undefined ? fixedId(query.filter) : undefined;
  if (id !== undefined) {
    const stored = store.documents.byId(collection, id);
    if (!stored) return;
    const found = lazily(stored.idKey, stored.bytes);
    if (isSimple(query.filter) || matches(found.doc)) yield found;
    return;
  }
  yield* planned(store, collection, query, matches);
}

function* planned(
  store: Store,
  collection: Collection,
  query: Query,
  matches: Matches,
): Generator<Found | undefined> {
  const branches = query.sort ? undefined : unionPlans(collection, query);
  const plan = branches ? undefined : planQuery(collection, query);
  const counters = { documents: 0, keys: 0 };
  try {
    if (branches) yield* union(store, collection, branches, matches, counters);
    else {
      if (!plan) noteScan(store, collection, query.filter);
      const found = scan(store.env, collection, plan, matches, counters);
      yield* query.sort && !plan?.sorted ? sorted(found, query.sort) : found;
    }
  } finally {
    store.counters.documentsScanned += counters.documents;
  }
}

/** A top-level `$or` each of whose branches has an index is the union of their searches. */
export function unionPlans(collection: Collection, query: Query): Plan<Index>[] | undefined {
  const or = query.filter.get('$or');
  if (!Array.isArray(or) || query.hint !== undefined || planQuery(collection, query)) return undefined;
  const plans = or.filter(isDoc).map((branch) => planQuery(collection, { filter: branch }));
  return plans.every((plan) => plan !== undefined && plan.bounded > 0) ? (plans as Plan<Index>[]) : undefined;
}

function* union(
  store: Store,
  collection: Collection,
  plans: Plan<Index>[],
  matches: Matches,
  counters: { documents: number; keys: number },
) {
  const seen = new Set<string>();
  for (const plan of plans) {
    for (const found of scan(store.env, collection, plan, matches, counters)) {
      const key = found?.idKey.toString('latin1');
      if (key !== undefined && seen.has(key)) continue;
      if (key !== undefined) seen.add(key);
      yield found;
    }
  }
}

function* sorted(found: Iterable<Found | undefined>, sort: Doc): Generator<Found | undefined> {
  const all: Found[] = [];
  for (const item of found) {
    if (item) all.push(item);
    yield undefined;
  }
  yield* sortBy(all, sort, (item) => item.doc);
}

const shapesMax = 1000;
const shapes = new WeakMap<Store, Set<string>>();

/** Counts a scan and names its shape the first time. */
function noteScan(store: Store, collection: Collection, filter: Doc): void {
  if (filter.size === 0) return;
  store.counters.scans++;
  const shape = `{${[...filter].map(([name, value]) => (isOperatorDoc(value) ? `${name}: {${[...value.keys()].join(', ')}}` : name)).join(', ')}}`;
  const seen = shapes.get(store) ?? new Set();
  shapes.set(store, seen);
  const key = `${collection.namespace} ${shape}`;
  if (seen.has(key) || seen.size >= shapesMax) return;
  seen.add(key);
  store.onScan(collection.namespace, shape);
}

const sliceMs = 8;
const pause = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A limit on the time a command may take (`maxTimeMS`; 0: none). */
export function deadline(maxTimeMs: number): () => void {
  const end = maxTimeMs > 0 ? nowMs() + maxTimeMs : Number.POSITIVE_INFINITY;
  return () => {
    if (nowMs() > end) throw new StoreError(50, 'operation exceeded time limit');
  };
}

/** Runs an iteration in short slices, so that a long one does not hold up other clients. */
export async function eachInSlices<T>(
  items: Iterator<T>,
  checkTime: () => void,
  use: (item: T) => boolean,
): Promise<boolean> {
  let sliceEnd = nowMs() + sliceMs;
  for (let n = 1; ; n++) {
    const next = items.next();
    if (next.done) return true;
    if (!use(next.value)) return false;
    if (n % 64 === 0 && nowMs() > sliceEnd) {
      checkTime();
      await pause();
      sliceEnd = nowMs() + sliceMs;
    }
  }
}

/** Everything that matches, as decoded documents. */
export async function collectDocuments(
  store: Store,
  collection: Collection,
  query: Query,
  checkTime: () => void,
): Promise<Doc[]> {
  const docs: Doc[] = [];
  await eachInSlices(findMatches(store, collection, query), checkTime, (found) => {
    if (found) docs.push(found.doc);
    return true;
  });
  return docs;
}

/** A cursor's source over a query with skip, limit and projection. */
export function querySource(
  found: Iterator<Found | undefined>,
  options: { skip: number; limit: number; project: ((doc: Doc) => Doc) | undefined },
  checkTime: () => void,
): Source {
  let skip = options.skip;
  let left = options.limit || Number.POSITIVE_INFINITY;
  let done = false;
  let ahead: object | undefined;
  const shape = ({ doc, bytes }: Found): object =>
    options.project ? options.project(doc) : new RawDocument(bytes);
  async function nextBatch(limit: number, bytesMax: number): Promise<object[]> {
    const batch: object[] = ahead ? [ahead] : [];
    let size = 0;
    ahead = undefined;
    const ended = await eachInSlices(found, checkTime, (item) => {
      if (!item || skip > 0) {
        if (item) skip--;
        return true;
      }
      const full = batch.length >= limit || size + item.bytes.length > bytesMax;
      size += item.bytes.length;
      left--;
      if (full) ahead = shape(item);
      else batch.push(shape(item));
      return !full && left > 0;
    });
    done = ahead === undefined && (ended || left <= 0);
    return batch;
  }
  return {
    get done() {
      return done;
    },
    take: (limit, bytesMax) => nextBatch(limit, bytesMax),
  };
}
