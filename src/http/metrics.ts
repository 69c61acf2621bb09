import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import type { Metrics } from '../metrics.js';
import { EXEMPT } from './exempt.js';

export interface MetricsRouteOptions {
  metrics: Metrics;
}

/** `/metrics` in the Prometheus text format. */
async function metricsRoute(app: FastifyInstance, { metrics }: MetricsRouteOptions) {
  const schema = { summary: 'Prometheus metrics', tags: ['operation'] };
  app.get('/metrics', { config: EXEMPT, schema }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.render()),
  );
}

export default fp(metricsRoute, { name: 'metrics-route', dependencies: ['errors'] });
