import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import type { Metrics } from '../metrics.js';

export interface RequestLogOptions {
  metrics: Metrics;
}

/**
 * One line and one observation per answered request: route pattern, status, duration. Addresses as typed,
 * query strings, bodies, headers and cookies stay out.
 */
async function requestLog(app: FastifyInstance, options: RequestLogOptions) {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unmatched';
    const milliseconds = Math.round(reply.elapsedTime * 10) / 10;
    options.metrics.observeRequest(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
    request.log[reply.statusCode >= 500 ? 'warn' : 'debug'](
      { method: request.method, route, status: reply.statusCode, milliseconds },
      'request answered',
    );
  });
}

export default fp(requestLog, { name: 'request-log' });
