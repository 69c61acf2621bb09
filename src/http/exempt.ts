import type { FastifyRequest } from 'fastify';

/** Always answered: the platform's callback is one address for everybody, and health is asked under load. */
const EXEMPT_ROUTES = new Set<string | undefined>(['/wechat/callback', '/healthz', '/readyz', '/metrics']);

/** Whether a request is free of limits by address and of load shedding. */
export function isExempt(request: FastifyRequest): boolean {
  return EXEMPT_ROUTES.has(request.routeOptions.url);
}
