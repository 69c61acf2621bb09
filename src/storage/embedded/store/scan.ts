import { decode } from '../bson/decode.js';
import type { Doc } from '../bson/values.js';
import type { Matches } from '../matcher/match.js';
import type { Plan } from '../planner/plan.js';
import { type Collection, type Index, treeKey } from './catalog.js';
import { idKeyMax, indexKeyMax } from './documents.js';
import { type Environment, successor } from './environment.js';

/** A document met on the way, with its bytes. */
export interface Found {
  idKey: Buffer;
  bytes: Buffer;
  doc: Doc;
}

export interface ScanCounters {
  documents: number;
  keys: number;
}

const firstChunk = 16;
const largestChunk = 512;

/** A bound longer than a key can be is cut; what it lets in besides is filtered out later. */
function cutTo(prefix: Buffer, limit: number): Buffer {
  return prefix.length > limit - 32 ? prefix.subarray(0, limit - 32) : prefix;
}

/**
 * Entries of key ranges in index order. Read in chunks that begin after the last key read, so a scan may
 * pause for as long as it likes and holds no snapshot.
 */
function* entries(env: Environment, tree: number, plan: Plan<Index>, limit: number) {
  const ranges = plan.reverse ? [...plan.ranges].reverse() : plan.ranges;
  for (const range of ranges) {
    let from = treeKey(tree, cutTo(range.from, limit));
    let to = successor(treeKey(tree, cutTo(range.to, limit)));
    for (let chunk = firstChunk; ; chunk = Math.min(chunk * 4, largestChunk)) {
      const found = env.range(from, to, chunk, plan.reverse);
      yield* found;
      if (found.length < chunk) break;
      const last = (found.at(-1) as { key: Buffer }).key;
      if (plan.reverse) to = last;
      else from = Buffer.concat([last, Buffer.from([0])]);
    }
  }
}

const wholeCollection = (collection: Collection): Plan<Index> => ({
  index: collection.idIndex,
  ranges: [{ from: Buffer.alloc(0), to: Buffer.alloc(0) }],
  reverse: false,
  sorted: false,
  bounded: 0,
});

/** The keys and bytes of a plan's candidates, each document once. */
function* candidates(env: Environment, collection: Collection, plan: Plan<Index>, counters: ScanCounters) {
  const own = plan.index === collection.idIndex;
  const seen = new Set<string>();
  const repeats = !own && (plan.index.multikey || plan.ranges.length > 1);
  for (const { key, value } of entries(env, plan.index.tree, plan, own ? idKeyMax : indexKeyMax)) {
    counters.keys++;
    const idKey = own ? key.subarray(4) : value;
    if (repeats) {
      const text = idKey.toString('latin1');
      if (seen.has(text)) continue;
      seen.add(text);
    }
    const bytes = own ? value : env.get(treeKey(collection.tree, idKey));
    if (bytes) yield { idKey, bytes };
  }
}

/** Documents that match, in plan order; without a plan every document is looked at. */
export function* scan(
  env: Environment,
  collection: Collection,
  plan: Plan<Index> | undefined,
  matches: Matches,
  counters: ScanCounters,
): Generator<Found | undefined> {
  for (const { idKey, bytes } of candidates(env, collection, plan ?? wholeCollection(collection), counters)) {
    counters.documents++;
    const doc = decode(bytes);
    yield matches(doc) ? { idKey, bytes, doc } : undefined;
  }
}
