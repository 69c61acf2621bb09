import { eraseOrphanFiles } from './erase-orphan-files.js';
import type { Job } from './job.js';
import { settleWithdrawals } from './settle-withdrawals.js';
import { sweepEffects } from './sweep-effects.js';

/** Everything of petitions that runs by the clock. */
export const jobs: readonly Job[] = [sweepEffects, settleWithdrawals, eraseOrphanFiles];
