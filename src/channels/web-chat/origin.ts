import type { FastifyRequest } from 'fastify';

/**
 * Whether a request comes from a page of another site. Browsers always send `Origin` with upgrades and posts;
 * a request without one is no browser's and carries no cookie it does not own.
 */
export function isForeignOrigin(request: FastifyRequest, publicUrl: string | undefined): boolean {
  const origin = request.headers.origin;
  if (origin === undefined) return false;
  if (!URL.canParse(origin)) return true;
  if (publicUrl !== undefined && new URL(publicUrl).origin === origin) return false;
  return new URL(origin).host !== request.host;
}
