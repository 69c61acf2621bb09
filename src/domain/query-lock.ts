/** Wrong query codes an asker, or an address, may send before it is locked. */
export const QUERY_TRIES = 5;
/** How long the lock lasts, and how long wrong tries are remembered. */
export const QUERY_LOCK_MS = 30 * 60_000;
/** How long wrong tries at one number are remembered. */
export const NUMBER_MEMORY_MS = 24 * 3_600_000;

const FREE_TRIES = 5;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 3_000;

/**
 * How long the answer about a number waits after so many wrong tries at it: nothing at first, then
 * doubling up to three seconds, which still fits the answer window of every channel. The right code waits
 * as long as a wrong one and is never refused.
 */
export function queryDelayMs(wrongTries: number): number {
  if (wrongTries <= FREE_TRIES) return 0;
  const doublings = Math.min(wrongTries - FREE_TRIES - 1, 10);
  return Math.min(FIRST_DELAY_MS * 2 ** doublings, LONGEST_DELAY_MS);
}
