import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { isAppError } from '../../errors.js';
import { oncePerMinute } from './alert.js';
import type { Arrival } from './arrival.js';
import { type Authentic, authenticate, echoOf, isConfigured, isTimely, readQuery } from './callback.js';
import type { CallbackSecrets } from './credentials.js';
import { type Delivered, readDelivery } from './delivery.js';
import { type OfficialAccount, type OfficialAccountDeps, openOfficialAccount } from './official-account.js';
import { SUCCESS, textReply } from './passive-reply.js';
import { createReplayGuard, type Nonce, type ReplayGuard } from './replay-guard.js';
import type { Answer } from './turns.js';
import { LATE, within } from './within.js';

export type OfficialAccountOptions = Omit<OfficialAccountDeps, 'onError' | 'onIgnored' | 'mayUseNonce'>;

declare module 'fastify' {
  interface FastifyInstance {
    /** Undefined until `WECHAT_TOKEN` is set. */
    officialAccount: OfficialAccount | undefined;
  }
  interface FastifyContextConfig {
    /** Not refused when the service is under pressure: the platform delivers only three times. */
    loadShedding?: false;
  }
}

const PATH = '/wechat/callback';
/** How long the store may take to judge a nonce (ms). */
const NONCE_MS = 1_500;
const BODY_LIMIT = 64 * 1024;
/** Exempt from limits by address and from load shedding; requests are not logged, since their query names a person. */
const ROUTE = { config: { rateLimit: false, loadShedding: false }, logLevel: 'warn' } as const;

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
    onIgnored: ignoredLog(app),
  });
  app.decorate('officialAccount', account);
  app.addHook('onClose', () => account.close());
  await app.register(async (scope) =>
    answerPlainly(scope, () => createHandlers(config, options, account, mayUseNonce)),
  );
}

interface Handlers {
  check(request: FastifyRequest, reply: FastifyReply): FastifyReply;
  deliver(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>;
}

/** The routes in a scope of their own: raw bodies, short plain errors. Without handlers: 503. */
async function answerPlainly(scope: FastifyInstance, handlersOf: () => Handlers | undefined): Promise<void> {
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

function createHandlers(
  secrets: CallbackSecrets,
  options: OfficialAccountOptions,
  account: OfficialAccount,
): Handlers {
  const { clock } = options;
  const alert = oncePerMinute(options.alert, () => clock.now());

  return {
    check(request, reply) {
      try {
        return plain(reply, 200, echoOf(secrets, readQuery(request.query as Record<string, unknown>)));
      } catch (error) {
        return refuse(reply, error);
      }
    },

    async deliver(request, reply) {
      const query = readQuery(request.query as Record<string, unknown>);
      const now = clock.now();
      let authentic: Authentic;
      let delivered: Delivered;
      try {
        authentic = authenticate(secrets, query, bodyOf(request));
        if (!isTimely(query.timestamp, now)) {
          alert('wechat_clock', { secondsOff: Math.round(Number(query.timestamp) - now.getTime() / 1000) });
          return plain(reply, 403, 'forbidden');
        }
        delivered = readDelivery(authentic.xml);
      } catch (error) {
        if (query.encryptType === 'aes' && !secrets.encodingAesKey) alert('wechat_safe_mode_without_key', {});
        return refuse(reply, error);
      }
      // Under a signature that does not cover the body, the nonce says whose message it is.
      const nonce = { timestamp: query.timestamp, nonce: query.nonce };
      const judged = authentic.bodyIsSigned ? true : await judge(nonce, delivered);
      if (judged === false) return plain(reply, 403, 'forbidden');
      const arrival: Arrival = { delivered, xml: authentic.xml, receivedAt: now };
      const answer = await account.answer(judged === LATE ? { ...arrival, unjudged: nonce } : arrival);
      return send(reply, answer, delivered, authentic);
    },
  };

  function send(
    reply: FastifyReply,
    answer: Answer,
    delivered: Delivered,
    authentic: Authentic,
  ): FastifyReply {
    if (answer.type === 'refused') return plain(reply, 503, 'try again');
    if (answer.type === 'success') return plain(reply, 200, SUCCESS);
    const now = clock.now();
    const xml = textReply(delivered.person, delivered.account, answer.text, now);
    return reply
      .type('application/xml; charset=utf-8')
      .send(authentic.seal(xml, now, randomBytes(8).toString('hex')));
  }
}

/** None, `text/xml` or `application/xml`. */
function isXml(contentType: string | undefined): boolean {
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  return type === '' || type === 'text/xml' || type === 'application/xml';
}

function bodyOf(request: FastifyRequest): string {
  return Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
}

function refuse(reply: FastifyReply, error: unknown): FastifyReply {
  if (isAppError(error, 'bad_xml')) return plain(reply, 400, 'bad request');
  if (isAppError(error, 'bad_signature')) return plain(reply, 403, 'forbidden');
  throw error;
}

function plain(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).type('text/plain; charset=utf-8').send(text);
}

/** Counts what is not ours; each unknown kind is logged once. */
function ignoredLog(app: FastifyInstance): (name: string, known: boolean) => void {
  const seen = new Set<string>();
  return (name, known) => {
    if (known || seen.has(name) || seen.size > 1_000) return;
    seen.add(name);
    app.log.warn({ name }, 'official account: a kind of delivery this service does not know');
  };
}

function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return String(code ?? name ?? 'error');
}

export default fp(officialAccount, { name: 'official-account' });
