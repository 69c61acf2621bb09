import type { FastifyInstance } from 'fastify';
import { type Clock, systemClock } from './clock.js';
import type { Config } from './config.js';
import { createHttp, type HttpDeps } from './http/server.js';
import { createLogger, type Logger } from './logger.js';
import { createMetrics, type Metrics } from './metrics.js';
import { packageVersion } from './package-version.js';
import { createReadiness, type Readiness } from './readiness.js';

/** What a test may put in place of the real thing. */
export interface Overrides {
  clock?: Clock;
  logger?: Logger;
  limits?: HttpDeps['limits'];
}

/** The ground every part stands on. */
export interface Ground {
  config: Config;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  readiness: Readiness;
}

/**
 * The one composition root: builds the service out of its configuration and never listens.
 *
 * Each step knows only those before it: ground → storage → models → services → bot and handlers → HTTP →
 * channels → jobs. What a step opens it closes in an `onClose` hook; the last opened is closed first.
 */
export async function buildApp(config: Config, overrides: Overrides = {}): Promise<FastifyInstance> {
  const ground = createGround(config, overrides);
  return createHttp({ ...ground, version: packageVersion, limits: overrides.limits });
}

function createGround(config: Config, overrides: Overrides): Ground {
  const logger = overrides.logger ?? createLogger(config.logLevel);
  return {
    config,
    clock: overrides.clock ?? systemClock,
    logger,
    metrics: createMetrics((error, figure) => logger.warn({ err: error, figure }, 'figure missing')),
    readiness: createReadiness(),
  };
}
