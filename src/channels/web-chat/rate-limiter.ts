import type { Clock } from '../../clock.js';

const PRUNE_ABOVE = 5_000;

/**
 * A token bucket per key: `burst` at once, `perSecond` more after that. `take` says whether one more may pass.
 * Buckets that are full again are forgotten.
 */
export function createRateLimiter(input: { burst: number; perSecond: number; clock: Clock }): {
  take(key: string): boolean;
} {
  const { burst, perSecond, clock } = input;
  const buckets = new Map<string, { tokens: number; at: number }>();

  const level = (bucket: { tokens: number; at: number }, now: number) =>
    Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * perSecond);

  const prune = (now: number) => {
    for (const [key, bucket] of buckets) if (level(bucket, now) >= burst) buckets.delete(key);
  };

  return {
    take(key) {
      const now = clock.now().getTime();
      if (buckets.size > PRUNE_ABOVE) prune(now);
      const tokens = level(buckets.get(key) ?? { tokens: burst, at: now }, now);
      const passes = tokens >= 1;
      buckets.set(key, { tokens: passes ? tokens - 1 : tokens, at: now });
      return passes;
    },
  };
}
