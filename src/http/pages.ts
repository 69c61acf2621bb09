import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import { consolePage } from '../domain/text/http.js';
import { plainPage } from './plain-page.js';

/** `/` leads to the chat; `/console` says that it is still to come. */
async function pages(app: FastifyInstance) {
  app.get('/', { schema: { hide: true } }, async (_request, reply) => reply.redirect('/chat'));
  app.get('/console', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(plainPage(consolePage)),
  );
}

export default fp(pages, { name: 'pages', dependencies: ['security-headers', 'errors'] });
