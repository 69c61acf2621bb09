import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Config } from '../config.js';
import type { Logger } from '../logger.js';
import type { Metrics } from '../metrics.js';
import type { Readiness } from '../readiness.js';
import apiDocs from './api-docs.js';
import cookies from './cookies.js';
import errors from './errors.js';
import health from './health.js';
import loadShedding, { type LoadSheddingOptions } from './load-shedding.js';
import metricsRoute from './metrics.js';
import pages from './pages.js';
import rateLimit, { type RateLimitOptions } from './rate-limit.js';
import requestLog from './request-log.js';
import securityHeaders from './security-headers.js';

export interface HttpDeps {
  config: Pick<Config, 'publicUrl' | 'trustedProxies'>;
  version: string;
  logger: Logger;
  metrics: Metrics;
  readiness: Readiness;
  /** Sub-keys that sign cookies, the present one first. */
  cookieSecrets?: readonly string[] | undefined;
  limits?: RateLimitOptions & LoadSheddingOptions;
  sampleData?: boolean;
}

/** Largest body of an ordinary request; routes that take files or deliveries set their own. */
const BODY_LIMIT = 256 * 1024;
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * A Fastify instance with everything that holds for every route: headers, limits, cookies, log, errors,
 * health, metrics, API docs. Channels and API routes are registered on it afterwards; it does not listen.
 */
export async function createHttp(deps: HttpDeps): Promise<FastifyInstance> {
  const { config, logger, metrics, readiness, limits = {} } = deps;
  const app = Fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    trustProxy: (_address, hop) => hop < config.trustedProxies,
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
  });

  await app.register(errors);
  await app.register(requestLog, { metrics });
  await app.register(securityHeaders, { publicUrl: config.publicUrl });
  await app.register(loadShedding, limits);
  await app.register(rateLimit, limits);
  await app.register(cookies, { publicUrl: config.publicUrl, secrets: deps.cookieSecrets });
  await app.register(apiDocs, { version: deps.version, sampleData: deps.sampleData ?? false });
  await app.register(health, { readiness });
  await app.register(metricsRoute, { metrics });
  await app.register(pages);
  return app;
}
