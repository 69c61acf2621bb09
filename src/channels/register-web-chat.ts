import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import type { Bot } from '../bot/create-bot.js';
import { CHANNEL } from '../bot/message.js';
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { FILE_ERROR } from '../domain/file-rules.js';
import { noticeTexts } from '../domain/text/notices.js';
import { AppError } from '../errors.js';
import type { Metrics } from '../metrics.js';
import type { Keyring } from '../secrets/keyring.js';
import type { Services } from '../services/create-services.js';
import type { Visitors } from '../services/visitors.js';
import type { FileStore, NoticeBox, Who } from './web-chat/deps.js';
import { webChat } from './web-chat/web-chat.js';

export interface WebChatParts {
  config: Config;
  clock: Clock;
  metrics: Metrics;
  keyring: Keyring;
  services: Services;
  bot: Bot;
  visitors: Visitors;
}

const asker = (who: Who) => ({ ...who, terminal: false });

/** Registers the web chat on the app, with the service's parts in the shapes it asks for. */
export async function registerWebChat(app: FastifyInstance, parts: WebChatParts): Promise<void> {
  const { config, clock, keyring, services, bot, visitors } = parts;
  const [signingKey] = keyring.cookieKeys;
  if (!signingKey) throw new AppError('secret_key_required', 'no key to sign cookies with');
  await app.register(multipart);
  await app.register(webChat, {
    receive: bot.receive,
    history: bot.history,
    files: fileStore(services),
    notices: noticeBox(services),
    endVisitor: (who) => visitors.end(who),
    isEnded: (who) => visitors.isEnded(who),
    clock,
    signingKey,
    secureCookies: config.publicUrl?.startsWith('https:') ?? false,
    ...(config.publicUrl === undefined ? {} : { publicUrl: config.publicUrl }),
    sampleData: () => config.sampleData !== 'off' && config.mongodbUri === undefined,
    metrics: parts.metrics.registry,
  });
}

function fileStore({ files }: Services): FileStore {
  return {
    async store({ bytes, name, ...who }) {
      try {
        const stored = await files.store({
          asker: asker(who),
          bytes,
          ...(name === undefined ? {} : { name }),
        });
        return { fileId: stored.fileId, kind: stored.kind, type: stored.mediaType, size: stored.size };
      } catch (error) {
        if (error instanceof AppError && error.code === FILE_ERROR.typeNotAllowed) {
          throw new AppError('file_type_refused', error.message, { cause: error });
        }
        throw error;
      }
    },
    async find(fileId, who) {
      const file = await files.find(fileId, asker(who));
      return file ? { fileId: file.fileId, kind: file.kind } : null;
    },
  };
}

function noticeBox({ outbox }: Services): NoticeBox {
  return {
    async pending(who) {
      const rows = await outbox.pending(asker(who));
      return rows.map(({ id, kind, data }) => ({ id, texts: noticeTexts(kind, data) }));
    },
    async acknowledge(who, id) {
      await outbox.acknowledge(asker(who), id);
    },
    onEnqueued: (listener) =>
      outbox.onEnqueued((to) => {
        if (to.channel === CHANNEL.webChat) listener({ channel: CHANNEL.webChat, person: to.person });
      }),
  };
}
