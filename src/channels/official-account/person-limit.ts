import type { Clock } from '../../clock.js';

export interface PersonLimit {
  /** Whether this message is one too many; a message delivered again is not counted again. */
  exceeds(person: string, messageId: string): boolean;
}

interface Bucket {
  tokens: number;
  at: number;
  /** Of the last messages that were let through. */
  ids: string[];
}

/** So many at once, and one more every so often (ms). */
export const PERSON_LIMIT = { burst: 30, everyMs: 2_000 } as const;
/** People remembered at most; the one silent longest is forgotten first. */
const PEOPLE = 20_000;

/** A token bucket for each person, in this process. */
export function createPersonLimit(
  clock: Clock,
  limit: { burst: number; everyMs: number } = PERSON_LIMIT,
): PersonLimit {
  const buckets = new Map<string, Bucket>();

  function bucketOf(person: string): Bucket {
    const bucket = buckets.get(person) ?? { tokens: limit.burst, at: clock.now().getTime(), ids: [] };
    buckets.delete(person);
    buckets.set(person, bucket);
    if (buckets.size > PEOPLE) buckets.delete(buckets.keys().next().value as string);
    return bucket;
  }

  return {
    exceeds(person, messageId) {
      const bucket = bucketOf(person);
      if (bucket.ids.includes(messageId)) return false;
      const now = clock.now().getTime();
      bucket.tokens = Math.min(limit.burst, bucket.tokens + (now - bucket.at) / limit.everyMs);
      bucket.at = now;
      if (bucket.tokens < 1) return true;
      bucket.tokens -= 1;
      bucket.ids = [...bucket.ids.slice(1 - limit.burst), messageId];
      return false;
    },
  };
}
