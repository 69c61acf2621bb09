import type { Models } from '../models/create-models.js';
import type { Services } from '../services/create-services.js';

export interface JobDeps {
  models: Pick<Models, 'leases'>;
  services: Pick<Services, 'petitions' | 'relay' | 'files'>;
  /** Days after which unsent drafts, and files nobody attached, are erased. */
  draftDays: number;
}

export interface JobReport {
  done: number;
  failed: { id: string; error: unknown }[];
}

/** Something that runs by the clock. */
export interface Job {
  /** Also the name of its lease. */
  name: string;
  /** When to wake it, for node-cron, in Asia/Shanghai. */
  schedule: string;
  /** Does what is due; again at once does nothing. Undefined: another process is at it. */
  run(deps: JobDeps, now: Date): Promise<JobReport | undefined>;
}
