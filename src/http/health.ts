import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import fp from 'fastify-plugin';
import { Type } from 'typebox';
import type { Readiness } from '../readiness.js';
import { EXEMPT } from './exempt.js';

export interface HealthOptions {
  readiness: Readiness;
}

const Alive = Type.Object({ status: Type.Literal('ok') });
const Ready = Type.Object({
  ready: Type.Boolean(),
  parts: Type.Record(
    Type.String(),
    Type.Union([Type.Literal('ok'), Type.Literal('off'), Type.Literal('failed')]),
  ),
});

/** `/healthz`: the process answers. `/readyz`: the store and the channels work, or are not configured. */
const health: FastifyPluginAsyncTypebox<HealthOptions> = async (app, { readiness }) => {
  app.get(
    '/healthz',
    { config: EXEMPT, schema: { summary: 'Liveness', tags: ['operation'], response: { 200: Alive } } },
    async () => ({ status: 'ok' as const }),
  );
  app.get(
    '/readyz',
    {
      config: EXEMPT,
      schema: { summary: 'Readiness by part', tags: ['operation'], response: { 200: Ready, 503: Ready } },
    },
    async (_request, reply) => {
      const report = await readiness.report();
      return reply.code(report.ready ? 200 : 503).send(report);
    },
  );
};

export default fp(health, { name: 'health', dependencies: ['errors'] });
