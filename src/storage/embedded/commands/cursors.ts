import { randomBytes } from 'node:crypto';
import { nowMs } from '../clock.js';
import { StoreError } from '../errors.js';

/** Gives documents one after the other: raw bytes, or a value to encode. */
export interface Source {
  /** Up to `limit` documents; fewer only at the end. */
  take(limit: number, bytesMax: number): Promise<object[]>;
  readonly done: boolean;
}

interface Cursor {
  namespace: string;
  source: Source;
  usedAt: number;
}

const idleMs = 10 * 60_000;
const firstBatch = 101;
const bytesMax = 16 * 1024 * 1024;
const countMax = 1_000_000;

/** The open cursors of a store. */
export interface Cursors {
  /** The first batch and, when there is more, a cursor to get it by. */
  open(namespace: string, source: Source, batchSize: number | undefined, single: boolean): Promise<object>;
  more(id: bigint, namespace: string, batchSize: number | undefined): Promise<object>;
  kill(ids: bigint[]): { killed: bigint[]; missing: bigint[] };
  count(): number;
  expire(now: number): void;
}

export function createCursors(): Cursors {
  const cursors = new Map<bigint, Cursor>();
  const newId = (): bigint => randomBytes(8).readBigInt64LE() & 0x7fffffffffffffffn || 1n;

  return {
    async open(namespace, source, batchSize, single) {
      const size = batchSize ?? firstBatch;
      const batch = size === 0 && !single ? [] : await source.take(size || countMax, bytesMax);
      if (single || (source.done && size !== 0)) return { firstBatch: batch, id: 0n, ns: namespace };
      const id = newId();
      cursors.set(id, { namespace, source, usedAt: nowMs() });
      return { firstBatch: batch, id, ns: namespace };
    },
    async more(id, namespace, batchSize) {
      const cursor = cursors.get(id);
      if (!cursor) throw new StoreError(43, `cursor id ${id} not found`);
      if (cursor.namespace !== namespace) {
        throw new StoreError(
          13,
          `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
        );
      }
      cursor.usedAt = nowMs();
      const batch = await cursor.source.take(batchSize || countMax, bytesMax);
      if (cursor.source.done) cursors.delete(id);
      return { nextBatch: batch, id: cursor.source.done ? 0n : id, ns: namespace };
    },
    kill(ids) {
      const killed = ids.filter((id) => cursors.delete(id));
      return { killed, missing: ids.filter((id) => !killed.includes(id)) };
    },
    count: () => cursors.size,
    expire(now) {
      for (const [id, { usedAt }] of cursors) if (now - usedAt > idleMs) cursors.delete(id);
    },
  };
}

/** A source over what is already there. */
export function listSource(items: object[], sizeOf: (item: object) => number): Source {
  let at = 0;
  return {
    get done() {
      return at >= items.length;
    },
    async take(limit, max) {
      const from = at;
      for (let size = 0; at < items.length && at - from < limit; at++) {
        size += sizeOf(items[at] as object);
        if (size > max && at > from) break;
      }
      return items.slice(from, at);
    },
  };
}
