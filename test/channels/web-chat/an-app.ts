import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import fastifyMultipart from '@fastify/multipart';
import fastify, { type FastifyInstance } from 'fastify';
import type { InboundMessage, Reply } from '../../../src/bot/message.js';
import type {
  FileStore,
  HistoryItem,
  Notice,
  WebChatDeps,
  Who,
} from '../../../src/channels/web-chat/deps.js';
import { webChat } from '../../../src/channels/web-chat/web-chat.js';
import { systemClock } from '../../../src/clock.js';
import { AppError } from '../../../src/errors.js';

/** A conversation core that remembers, as the real one does: the same id again is the same answer. */
export interface FakeCore {
  deps: WebChatDeps;
  /** Every message that had an effect, in order. */
  taken: InboundMessage[];
  ended: string[];
  acknowledged: string[];
  enqueue(person: string, notice: Notice): void;
}

type Script = (message: InboundMessage) => Promise<Reply> | Reply;

export const echo: Script = (message) => ({ texts: [`收到:${message.text}`] });

export function aCore(script: Script = echo, overrides: Partial<WebChatDeps> = {}): FakeCore {
  const answers = new Map<string, Promise<Reply>>();
  const histories = new Map<string, HistoryItem[]>();
  const notices = new Map<string, Notice[]>();
  const owners = new Map<string, string>();
  const listeners = new Set<(who: Who) => void>();
  const taken: InboundMessage[] = [];
  const ended: string[] = [];
  const acknowledged: string[] = [];

  const answer = async (message: InboundMessage): Promise<Reply> => {
    const reply = await script(message);
    taken.push(message);
    const at = message.receivedAt.toISOString();
    const items = histories.get(message.person) ?? [];
    items.push({ id: message.id, from: 'me', texts: [message.text], at });
    items.push({ id: `answer-${message.id}`, from: 'bot', texts: reply.texts, at });
    histories.set(message.person, items);
    return reply;
  };

  const files: FileStore = {
    async store({ person, bytes }) {
      if (bytes.subarray(0, 2).toString() === 'MZ') throw new AppError('file_type_refused', 'a program');
      const fileId = `file-${owners.size + 1}`;
      owners.set(fileId, person);
      return { fileId, kind: 'image', type: 'image/png', size: bytes.length };
    },
    find: async (fileId, who) => (owners.get(fileId) === who.person ? { fileId, kind: 'image' } : null),
  };

  const deps: WebChatDeps = {
    async receive(message) {
      const key = `${message.person}:${message.id}`;
      const known = answers.get(key);
      if (known) return known;
      const fresh = answer(message);
      answers.set(key, fresh);
      fresh.catch(() => answers.delete(key));
      return fresh;
    },
    files,
    history: async (who) => [...(histories.get(who.person) ?? [])],
    notices: {
      pending: async (who) => [...(notices.get(who.person) ?? [])],
      async acknowledge(who, id) {
        acknowledged.push(id);
        notices.set(
          who.person,
          (notices.get(who.person) ?? []).filter((notice) => notice.id !== id),
        );
      },
      onEnqueued(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    async endVisitor(who) {
      ended.push(who.person);
      histories.delete(who.person);
    },
    isEnded: async (who) => ended.includes(who.person),
    clock: systemClock,
    signingKey: Buffer.alloc(32, 7),
    secureCookies: false,
    ...overrides,
  };

  return {
    deps,
    taken,
    ended,
    acknowledged,
    enqueue(person, notice) {
      notices.set(person, [...(notices.get(person) ?? []), notice]);
      for (const listener of listeners) listener({ channel: 'web_chat', person });
    },
  };
}

/** What the page needs from the content security policy. */
export const pageDirectives = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'blob:'],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
  upgradeInsecureRequests: null,
};

/** A listening app with only the web chat; `port` 0 picks a free one. */
export async function anApp(core: FakeCore, port = 0): Promise<{ app: FastifyInstance; url: string }> {
  const app = fastify({ logger: false, forceCloseConnections: true });
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: { useDefaults: false, directives: pageDirectives },
  });
  await app.register(fastifyCookie);
  await app.register(fastifyMultipart);
  await app.register(webChat, core.deps);
  const url = await app.listen({ port, host: '127.0.0.1' });
  return { app, url };
}
