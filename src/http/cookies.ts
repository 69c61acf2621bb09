import cookie from '@fastify/cookie';
import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';

export interface CookiesOptions {
  /** Sub-keys of SECRET_KEY, the present one first; without them nothing can be signed. */
  secrets?: readonly string[] | undefined;
  publicUrl: string | undefined;
}

/** Cookies that scripts and other sites cannot read, sent over https only where the service is reached so. */
async function cookies(app: FastifyInstance, options: CookiesOptions) {
  const secret = options.secrets === undefined ? {} : { secret: [...options.secrets] };
  await app.register(cookie, {
    ...secret,
    parseOptions: {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: options.publicUrl?.startsWith('https:') === true,
    },
  });
}

export default fp(cookies, { name: 'cookies' });
