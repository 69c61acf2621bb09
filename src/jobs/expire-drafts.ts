import type { Job } from './job.js';
import { runLeased } from './run-leased.js';

/** Announces that unsent drafts will be erased, and erases those whose time is over. */
export const expireDrafts: Job = {
  name: 'expire-drafts',
  schedule: '15 9-19 * * *',
  run: ({ models, services: { drafts } }, now) =>
    runLeased(models, 'expire-drafts', now, async () => {
      const announced = await drafts.announce(now);
      const erased = await drafts.erase(now);
      return { done: announced.done + erased.done, failed: [...announced.failed, ...erased.failed] };
    }),
};
