import helmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';

export interface SecurityHeadersOptions {
  /** Origin under which people reach the service; https turns on what only makes sense there. */
  publicUrl: string | undefined;
}

/** Headers that keep a page to itself: own scripts and styles only, nothing inline, no framing. */
async function securityHeaders(app: FastifyInstance, options: SecurityHeadersOptions) {
  const https = options.publicUrl?.startsWith('https:') === true;
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: directives(https) },
    strictTransportSecurity: https ? { maxAge: 15_552_000 } : false,
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  });
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('permissions-policy', 'camera=(self), microphone=(self), geolocation=(self)');
  });
}

type Directives = NonNullable<
  Exclude<NonNullable<FastifyHelmetOptions['contentSecurityPolicy']>, boolean>['directives']
>;

function directives(https: boolean): Directives {
  const policy: Directives = {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'blob:', 'data:'],
    mediaSrc: ["'self'", 'blob:'],
    connectSrc: ["'self'", (request) => socketOrigin(request.headers.host)],
    workerSrc: ["'none'"],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  };
  return https ? { ...policy, upgradeInsecureRequests: [] } : policy;
}

/** The chat socket of this very host; older phones do not count it as 'self'. */
function socketOrigin(host: string | undefined): string {
  return host !== undefined && /^[\w.:[\]-]+$/.test(host) ? `ws://${host} wss://${host}` : "'self'";
}

export default fp(securityHeaders, { name: 'security-headers' });
