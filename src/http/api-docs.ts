import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import { brand, sampleNotice } from '../domain/text/http.js';

export interface ApiDocsOptions {
  version: string;
  /** The store holds sample data: the description says so. */
  sampleData?: boolean;
}

/** The viewer's own files need nothing inline; it shows its icons from data: addresses. */
const VIEWER_POLICY = {
  'default-src': ["'self'"],
  'script-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/** OpenAPI 3 of every route registered after it: `/docs` to read, `/docs/json` for programs. */
async function apiDocs(app: FastifyInstance, { version, sampleData = false }: ApiDocsOptions) {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: `${brand} API`, version, ...(sampleData ? { description: sampleNotice } : {}) },
      tags: [{ name: 'operation', description: 'Health and figures' }],
    },
  });
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: VIEWER_POLICY });
}

export default fp(apiDocs, { name: 'api-docs', dependencies: ['security-headers'] });
