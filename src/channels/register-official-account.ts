import type { FastifyInstance } from 'fastify';
import type { Bot } from '../bot/create-bot.js';
import { CHANNEL } from '../bot/message.js';
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import type { Metrics } from '../metrics.js';
import type { WechatModels } from '../models/create-wechat-models.js';
import type { Readiness } from '../readiness.js';
import type { Keyring } from '../secrets/keyring.js';
import type { Services } from '../services/create-services.js';
import type { OfficialAccountConfig } from './official-account/official-account.js';
import officialAccount from './official-account/plugin.js';

export interface OfficialAccountParts {
  config: Config;
  clock: Clock;
  metrics: Metrics;
  readiness: Readiness;
  keyring: Keyring;
  services: Services;
  wechatModels: WechatModels;
  bot: Bot;
}

const asker = (person: string) => ({ channel: CHANNEL.officialAccount, person, terminal: false });

/** Registers the official account on the app, with the service's parts in the shapes it asks for. */
export async function registerOfficialAccount(
  app: FastifyInstance,
  parts: OfficialAccountParts,
): Promise<void> {
  const { config, clock, keyring, services, wechatModels, bot, metrics, readiness } = parts;
  const { files } = services;
  await app.register(officialAccount, {
    config: accountConfig(config),
    receive: bot.receive,
    models: wechatModels,
    sealer: keyring.sealer,
    files: {
      reserve: ({ fileId, person, kind }) => files.reserve({ fileId, asker: asker(person), kind }),
      store: ({ fileId, person, bytes, name }) =>
        files.fill({ fileId, asker: asker(person), bytes, ...(name === undefined ? {} : { name }) }),
    },
    clock,
    alert: (code, details) => app.log.error({ code, ...details }, 'official account: needs attention'),
    // Pushes stop by the follower's record; nothing else of the person changes.
    onUnsubscribed: () => undefined,
    onSentReport: ({ kind, ok, reason }) =>
      app.log.info({ kind, ok, reason }, 'official account: a sent message was reported on'),
  });
  const account = app.officialAccount;
  readiness.add('official_account', () => (account ? 'ok' : 'off'));
  if (account) metrics.watchAccount(() => account.stats());
}

function accountConfig({ wechat, dataDir }: Config): OfficialAccountConfig {
  const { apiBase, token, ...rest } = wechat;
  const set = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return { ...set, ...(token === undefined ? {} : { token }), apiBase, dataDir };
}
