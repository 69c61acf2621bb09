import type { Job } from './job.js';
import { runLeased } from './run-leased.js';

/** Erases files that were sent and never became part of a petition. */
export const eraseOrphanFiles: Job = {
  name: 'erase-orphan-files',
  schedule: '30 3 * * *',
  run: ({ models, services, draftDays }, now) =>
    runLeased(models, 'erase-orphan-files', now, async () => ({
      done: await services.files.eraseOrphans(now, draftDays),
      failed: [],
    })),
};
