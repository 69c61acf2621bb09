import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { errorPageLink, requestLine } from '../domain/text/http.js';
import { plainPage } from './plain-page.js';
import { type Problem, problemOf, problemOfStatus } from './problem.js';

/** Every error ends here: problem details for programs, a plain page for a person's browser. */
async function errors(app: FastifyInstance) {
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error, request.id);
    if (problem.status === 500) request.log.error({ err: error }, 'request failed');
    else request.log.debug({ code: problem.code, status: problem.status }, 'request refused');
    return sendProblem(problem, request, reply);
  });
  app.setNotFoundHandler((request, reply) => sendProblem(problemOfStatus(404, request.id), request, reply));
}

function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply) {
  reply.code(problem.status).header('cache-control', 'no-store');
  if (request.method === 'GET' && request.headers.accept?.includes('text/html')) {
    const paragraphs = problem.status < 500 ? [problem.detail] : [problem.detail, requestLine(request.id)];
    return reply
      .type('text/html; charset=utf-8')
      .send(plainPage({ title: problem.title, paragraphs, links: [errorPageLink] }));
  }
  return reply
    .type('application/problem+json; charset=utf-8')
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problem);
}

export default fp(errors, { name: 'errors' });
