import type { Job } from './job.js';
import { runLeased } from './run-leased.js';

/** Makes withdrawals count whose seven days have passed. */
export const settleWithdrawals: Job = {
  name: 'settle-withdrawals',
  schedule: '5 * * * *',
  run: ({ models, services }, now) =>
    runLeased(models, 'settle-withdrawals', now, async () => {
      const { settled, failed } = await services.petitions.settleWithdrawals(now);
      return { done: settled, failed: failed.map(({ petitionId, error }) => ({ id: petitionId, error })) };
    }),
};
