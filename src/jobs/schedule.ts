import cron from 'node-cron';
import type { Clock } from '../clock.js';
import type { Job, JobDeps, JobReport } from './job.js';
import { jobs } from './jobs.js';

export interface ScheduleDeps extends JobDeps {
  clock: Clock;
  /** Hears of every run that did something, and of what failed in it. */
  onReport(job: Job, report: JobReport): void;
  onError(job: Job, error: unknown): void;
}

/** Wakes the jobs by the clock; a missed, doubled or late tick changes nothing. Returns the way to stop. */
export function startSchedule(deps: ScheduleDeps): () => Promise<void> {
  const running = new Set<Promise<void>>();
  const wake = (job: Job): Promise<void> => {
    const run = job
      .run(deps, deps.clock.now())
      .then((report) => {
        if (report && report.done + report.failed.length > 0) deps.onReport(job, report);
      })
      .catch((error: unknown) => deps.onError(job, error))
      .finally(() => running.delete(run));
    running.add(run);
    return run;
  };
  const tasks = jobs.map((job) =>
    cron.schedule(job.schedule, () => wake(job), { timezone: 'Asia/Shanghai', noOverlap: true }),
  );
  return async () => {
    for (const task of tasks) await task.destroy();
    await Promise.all(running);
  };
}
