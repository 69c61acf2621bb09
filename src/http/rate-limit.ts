import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';

export interface RateLimitOptions {
  /** Requests a minute from one address (IPv6: one /64). */
  perMinute?: number;
}

/** A village behind one address opens the chat at once and is served; a flood is not. Messages use the socket. */
const PER_MINUTE = 600;

/** Limits requests by address; a route narrows it with `config: { rateLimit: { max, timeWindow } }`. */
async function addressLimit(app: FastifyInstance, options: RateLimitOptions) {
  await app.register(rateLimit, {
    max: options.perMinute ?? PER_MINUTE,
    timeWindow: 60_000,
    errorResponseBuilder: (_request, context) =>
      Object.assign(new Error('too many requests from one address'), {
        statusCode: context.statusCode,
        code: 'too_many_requests',
        retryAfterSeconds: Math.ceil(context.ttl / 1000),
      }),
  });
}

export default fp(addressLimit, { name: 'address-limit' });
