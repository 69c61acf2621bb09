import type { Job } from './job.js';
import { runLeased } from './run-leased.js';

/** Performs the effects of petitions that a crash left unperformed. */
export const sweepEffects: Job = {
  name: 'sweep-effects',
  schedule: '* * * * *',
  run: ({ models, services }, now) =>
    runLeased(models, 'sweep-effects', now, async () => {
      const { performed, failed } = await services.relay.sweep();
      return { done: performed, failed: failed.map(({ petitionId, error }) => ({ id: petitionId, error })) };
    }),
};
