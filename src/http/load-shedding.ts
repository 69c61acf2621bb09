import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import { AppError } from '../errors.js';

export interface LoadSheddingOptions {
  /** How late the event loop may be, in milliseconds, before requests are turned away. */
  maxEventLoopDelay?: number;
}

/** A turn takes milliseconds; a second of delay means that answers would come too late anyway. */
const MAX_EVENT_LOOP_DELAY = 1000;
const RETRY_AFTER_SECONDS = 10;

/** Turns requests away with 503 while the process cannot keep up; not those of routes that are `EXEMPT`. */
async function loadShedding(app: FastifyInstance, options: LoadSheddingOptions) {
  await app.register(underPressure, {
    maxEventLoopDelay: options.maxEventLoopDelay ?? MAX_EVENT_LOOP_DELAY,
    async pressureHandler(request, reply) {
      if (request.routeOptions.config.loadShedding === false) return;
      reply.header('retry-after', RETRY_AFTER_SECONDS);
      throw new AppError('under_pressure', 'the event loop is late; the request was turned away');
    },
  });
}

export default fp(loadShedding, { name: 'load-shedding' });
