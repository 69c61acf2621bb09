import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../clock.js';
import { isAppError } from '../../errors.js';
import { type Alert, oncePerMinute } from './alert.js';
import type { Arrival } from './arrival.js';
import { type Authentic, authenticate, type CallbackQuery, echoOf, isTimely, readQuery } from './callback.js';
import type { CallbackSecrets } from './credentials.js';
import { type Delivered, readDelivery } from './delivery.js';
import type { OfficialAccount } from './official-account.js';
import { SUCCESS, textReply } from './passive-reply.js';
import type { Nonce, ReplayGuard } from './replay-guard.js';
import type { Answer } from './turns.js';
import { LATE, within } from './within.js';

export interface CallbackHandlers {
  /** GET: the platform checks the address. */
  check(request: FastifyRequest, reply: FastifyReply): FastifyReply;
  /** POST: a message or an event. */
  deliver(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>;
}

export interface CallbackHandlersDeps {
  secrets: CallbackSecrets;
  account: OfficialAccount;
  mayUseNonce: ReplayGuard;
  clock: Clock;
  alert: Alert;
}

/** How long the store may take to judge a nonce (ms). */
const NONCE_MS = 1_500;

/** The callback's HTTP: checks, then the account's answer in the form the mode asks for. */
export function createCallbackHandlers(deps: CallbackHandlersDeps): CallbackHandlers {
  const { secrets, account, clock } = deps;
  const alert = oncePerMinute(deps.alert, () => clock.now());

  return {
    check(request, reply) {
      try {
        return plain(reply, 200, echoOf(secrets, queryOf(request)));
      } catch (error) {
        return refuse(reply, error);
      }
    },

    async deliver(request, reply) {
      const query = queryOf(request);
      try {
        const authentic = authenticate(secrets, query, bodyOf(request));
        if (!isTimely(query.timestamp, clock.now())) return untimely(reply, query);
        const delivered = readDelivery(authentic.xml);
        return await take(reply, query, authentic, delivered);
      } catch (error) {
        if (isAppError(error, 'bad_xml') && query.encryptType === 'aes' && !secrets.encodingAesKey) {
          alert('wechat_safe_mode_without_key', {});
        }
        return refuse(reply, error);
      }
    },
  };

  async function take(
    reply: FastifyReply,
    query: CallbackQuery,
    authentic: Authentic,
    delivered: Delivered,
  ): Promise<FastifyReply> {
    const arrival: Arrival = { delivered, xml: authentic.xml, receivedAt: clock.now() };
    const nonce = { timestamp: query.timestamp, nonce: query.nonce };
    const judged = authentic.bodyIsSigned || (await judge(nonce, delivered));
    if (judged === false) return plain(reply, 403, 'forbidden');
    const answer = await account.answer(judged === LATE ? { ...arrival, unjudged: nonce } : arrival);
    return send(reply, answer, delivered, authentic);
  }

  /** LATE when the store does not say in time: the message is then kept, and judged before it has any effect. */
  function judge(nonce: Nonce, delivered: Delivered): Promise<boolean | typeof LATE> {
    return within(deps.mayUseNonce(nonce, delivered), NONCE_MS).catch(() => LATE as typeof LATE);
  }

  /** Ours, but from another time: most likely a wrong clock. */
  function untimely(reply: FastifyReply, { timestamp }: CallbackQuery): FastifyReply {
    const now = Math.floor(clock.now().getTime() / 1000);
    alert('wechat_clock', { secondsOff: Number(timestamp) - now });
    return plain(reply, 403, 'forbidden');
  }

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
    const sealed = authentic.seal(xml, now, randomBytes(8).toString('hex'));
    return reply.type('application/xml; charset=utf-8').send(sealed);
  }
}

function queryOf(request: FastifyRequest): CallbackQuery {
  return readQuery(request.query as Record<string, unknown>);
}

function bodyOf(request: FastifyRequest): string {
  return Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
}

function refuse(reply: FastifyReply, error: unknown): FastifyReply {
  if (isAppError(error, 'bad_xml')) return plain(reply, 400, 'bad request');
  if (isAppError(error, 'bad_signature')) return plain(reply, 403, 'forbidden');
  throw error;
}

/** A short answer that tells nothing of the inside. */
export function plain(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).type('text/plain; charset=utf-8').send(text);
}
