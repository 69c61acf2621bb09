import { open, type RootDatabase } from 'lmdb';
import { StoreError } from '../errors.js';

/**
 * Runs a job and says how to answer it after the commit. A StoreError is a refusal made before the job
 * wrote anything, so it concerns nobody else; any other error ends the transaction.
 */
function run({ job, resolve, reject }: Waiting): () => void {
  try {
    const value = job();
    return () => resolve(value);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return () => reject(error);
  }
}

/** Ordered bytes on disk with group commit. */
export interface Environment {
  get(key: Buffer): Buffer | undefined;
  /** Up to `limit` entries with `from <= key < to`, backwards when `reverse`. */
  range(from: Buffer, to: Buffer, limit: number, reverse?: boolean): { key: Buffer; value: Buffer }[];
  count(from: Buffer, to: Buffer): number;
  /** Only inside a job of `write`. */
  put(key: Buffer, value: Buffer): void;
  /** Only inside a job of `write`. */
  remove(key: Buffer): void;
  /**
   * Runs `job` in a transaction with whatever else is waiting and settles when it is on disk.
   * Jobs run one after the other, each seeing what the earlier ones did.
   */
  write<T>(job: () => T): Promise<T>;
  /** A consistent copy while running. */
  backup(path: string): Promise<void>;
  onAbort(listener: () => void): void;
  stats(): { writes: number; commits: number };
  close(): Promise<void>;
}

interface Waiting {
  job(): unknown;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/**
 * Where commits are slow and several clients write, the next one waits a fraction of a commit for company:
 * one fsync for ten writes instead of for two.
 */
const gatherShare = 4;
const gatherMaxMs = 5;

/** Refuses keys over this many bytes (LMDB's limit with pages of 4 KiB). */
export const keyMax = 1978;

/**
 * Opens the files under `path`.
 *
 * Order and durability: jobs wait in one queue and run in one synchronous LMDB transaction, whose commit
 * (fsync included, `overlappingSync` off) returns before this thread does anything else. So nobody, reader
 * or later writer, can see data that is not durable except a later job of the same transaction, which is
 * committed by the same fsync or not at all; and answers go out after it, in the order of the jobs.
 */
export function openEnvironment(path: string): Environment {
  const db: RootDatabase<Buffer, Buffer> = open({
    path,
    encoding: 'binary',
    keyEncoding: 'binary',
    noSubdir: false,
    overlappingSync: false,
    cache: false,
  });
  let queue: Waiting[] = [];
  let scheduled = false;
  let waitMs = 0;
  const abortListeners: (() => void)[] = [];
  const counters = { writes: 0, commits: 0 };

  function commit(jobs: Waiting[]): void {
    const startedAt = performance.now();
    let settle: (() => void)[] = [];
    try {
      db.transactionSync(() => {
        settle = jobs.map(run);
      });
    } catch (error) {
      for (const listener of abortListeners) listener();
      retrySingly(jobs, error);
      return;
    }
    waitMs = jobs.length > 1 ? Math.min((performance.now() - startedAt) / gatherShare, gatherMaxMs) : 0;
    counters.commits++;
    counters.writes += jobs.length;
    for (const answer of settle) answer();
  }

  /** One failing job must not fail the others: nothing of the transaction is kept, so each runs alone. */
  function retrySingly(jobs: Waiting[], error: unknown): void {
    if (jobs.length === 1) jobs[0]?.reject(error);
    else for (const job of jobs) commit([job]);
  }

  function drain(): void {
    scheduled = false;
    const jobs = queue;
    queue = [];
    if (jobs.length) commit(jobs);
  }

  return {
    get: (key) => db.getBinary(key),
    range: (from, to, limit, reverse = false) =>
      Array.from(
        db.getRange(
          reverse
            ? { start: to, end: from, exclusiveStart: true, inclusiveEnd: true, limit, reverse }
            : { start: from, end: to, limit },
        ) as Iterable<{ key: Buffer; value: Buffer }>,
      ),
    count: (from, to) => db.getKeysCount({ start: from, end: to }),
    put(key, value) {
      db.put(key, value);
    },
    remove(key) {
      db.remove(key);
    },
    write(job) {
      return new Promise((resolve, reject) => {
        queue.push({ job, resolve: resolve as (value: unknown) => void, reject });
        if (scheduled) return;
        scheduled = true;
        if (waitMs < 1) setImmediate(drain);
        else setTimeout(drain, waitMs);
      });
    },
    backup: (target) => db.backup(target, true),
    onAbort: (listener) => abortListeners.push(listener),
    stats: () => ({ ...counters }),
    async close() {
      drain();
      await db.close();
    },
  };
}

/** The first key after everything that begins with `prefix`. */
export function successor(prefix: Buffer): Buffer {
  const next = Buffer.from(prefix);
  for (let i = next.length - 1; i >= 0; i--) {
    if (next[i] !== 0xff) {
      next[i] = (next[i] as number) + 1;
      return next.subarray(0, i + 1);
    }
  }
  return Buffer.alloc(keyMax, 0xff);
}
