import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import { EXEMPT } from '../../http/exempt.js';
import { isConfigured } from './callback.js';
import { type CallbackHandlers, createCallbackHandlers, plain } from './callback-handlers.js';
import { type OfficialAccount, type OfficialAccountDeps, openOfficialAccount } from './official-account.js';
import { createReplayGuard } from './replay-guard.js';

export type OfficialAccountOptions = Omit<OfficialAccountDeps, 'onError' | 'onUnknown' | 'mayUseNonce'>;

declare module 'fastify' {
  interface FastifyInstance {
    /** Undefined until `WECHAT_TOKEN` is set. */
    officialAccount: OfficialAccount | undefined;
  }
}

const PATH = '/wechat/callback';
const BODY_LIMIT = 64 * 1024;
/** Never turned away: the platform delivers only three times. Not logged: the query names a person. */
const ROUTE = { config: EXEMPT, logLevel: 'warn' } as const;

/** `GET, POST /wechat/callback`: the official account's server address. */
async function officialAccount(app: FastifyInstance, options: OfficialAccountOptions): Promise<void> {
  const { config } = options;
  if (!isConfigured(config)) {
    app.decorate('officialAccount', undefined);
    await app.register(async (scope) => answerPlainly(scope, () => undefined));
    return;
  }
  const mayUseNonce = createReplayGuard(options.models.nonces, options.clock);
  const account = await openOfficialAccount({
    ...options,
    mayUseNonce,
    onError: (error) =>
      app.log.warn({ code: codeOf(error) }, 'official account: something failed and is tried again'),
    onUnknown: unknownLog(app),
  });
  app.decorate('officialAccount', account);
  app.addHook('onClose', () => account.close());
  await app.register(async (scope) =>
    answerPlainly(scope, () => createCallbackHandlers({ ...options, secrets: config, account, mayUseNonce })),
  );
}

/** The routes in a scope of their own: raw bodies, short plain errors. Without handlers: 503. */
async function answerPlainly(
  scope: FastifyInstance,
  handlersOf: () => CallbackHandlers | undefined,
): Promise<void> {
  const handlers = handlersOf();
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
    done(null, body),
  );
  scope.setErrorHandler((error, request, reply) => {
    const status = (error as { statusCode?: number }).statusCode ?? 500;
    if (status >= 500)
      request.log.error({ code: codeOf(error) }, 'official account: a delivery was not taken');
    return plain(reply, status, REASONS[status] ?? 'error');
  });
  scope.addHook('onRequest', async (request, reply) => {
    if (handlers === undefined) return plain(reply, 503, 'not configured');
    if (request.method === 'POST' && !isXml(request.headers['content-type'])) {
      return plain(reply, 415, 'unsupported media type');
    }
    return undefined;
  });
  scope.get(PATH, ROUTE, async (request, reply) => handlers?.check(request, reply));
  scope.post(PATH, { ...ROUTE, bodyLimit: BODY_LIMIT }, async (request, reply) =>
    handlers?.deliver(request, reply),
  );
}

const REASONS: Record<number, string> = {
  400: 'bad request',
  413: 'too large',
  415: 'unsupported media type',
};

/** None, `text/xml` or `application/xml`. */
function isXml(contentType: string | undefined): boolean {
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  return type === '' || type === 'text/xml' || type === 'application/xml';
}

/** Each unknown kind of delivery is logged once. */
function unknownLog(app: FastifyInstance): (name: string) => void {
  const seen = new Set<string>();
  return (name) => {
    if (seen.has(name) || seen.size > 1_000) return;
    seen.add(name);
    app.log.warn({ name }, 'official account: a kind of delivery this service does not know');
  };
}

function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return String(code ?? name ?? 'error');
}

export default fp(officialAccount, { name: 'official-account' });
