import type { FastifyInstance } from 'fastify';
import { registerOfficialAccount } from './channels/register-official-account.js';
import { registerWebChat } from './channels/register-web-chat.js';
import type { Config } from './config.js';
import { type Core, type CoreOverrides, openCore } from './core.js';
import { createHttp, type HttpDeps } from './http/server.js';
import { startSchedule } from './jobs/schedule.js';
import { packageVersion } from './package-version.js';

declare module 'fastify' {
  interface FastifyInstance {
    /** Whether the store holds the sample county. */
    sampleData(): boolean;
  }
}

/** What a test may put in place of the real thing. */
export interface Overrides extends CoreOverrides {
  limits?: HttpDeps['limits'];
}

/**
 * The one composition root: builds the service out of its configuration and never listens.
 *
 * Each step knows only those before it: core (ground → storage → models → services → bot and handlers) →
 * HTTP → channels → jobs. What a step opens it closes in a hook; the last opened is closed first.
 */
export async function buildApp(config: Config, overrides: Overrides = {}): Promise<FastifyInstance> {
  const core = await openCore(config, overrides);
  try {
    const app = await createHttp({
      ...core,
      version: packageVersion,
      limits: overrides.limits,
      sampleData: core.sample.present(),
    });
    app.decorate('sampleData', () => core.sample.present());
    app.addHook('onClose', () => core.storage.close());
    await registerWebChat(app, core);
    await registerOfficialAccount(app, core);
    scheduleJobs(app, core);
    return app;
  } catch (error) {
    await core.storage.close();
    throw error;
  }
}

function scheduleJobs(app: FastifyInstance, { config, clock, logger, models, services }: Core): void {
  const stop = startSchedule({
    models,
    services,
    draftDays: config.draftDays,
    clock,
    onReport: (job, { done, failed }) => {
      logger.info({ job: job.name, done, failed: failed.length }, 'job done');
      for (const { id, error } of failed)
        logger.error({ job: job.name, id, err: error }, 'job left one undone');
    },
    onError: (job, error) => logger.error({ job: job.name, err: error }, 'job failed'),
  });
  app.addHook('preClose', stop);
}
