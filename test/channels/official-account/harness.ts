import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance, type LightMyRequestResponse } from 'fastify';
import type { Connection } from 'mongoose';
import type { Test } from 'tap';
import type { InboundMessage, Receive, Reply } from '../../../src/bot/message.js';
import type { OfficialAccountConfig } from '../../../src/channels/official-account/official-account.js';
import officialAccount, {
  type OfficialAccountOptions,
} from '../../../src/channels/official-account/plugin.js';
import type { TurnTiming } from '../../../src/channels/official-account/turns.js';
import { systemClock } from '../../../src/clock.js';
import { createWechatModels, type WechatModels } from '../../../src/models/create-wechat-models.js';
import { createKeyring } from '../../../src/secrets/keyring.js';
import { openStorage } from '../../../src/storage/open-storage.js';
import { scriptedReceive } from '../../stand-ins/scripted-receive.js';
import type { SignedCallback } from '../../stand-ins/wechat-messages.js';

/** The channel's times, shortened in proportion. */
export const FAST: TurnTiming = {
  slowMs: 60,
  answerMs: 150,
  storeMs: 500,
  leaseMs: 5_000,
  burstMs: 80,
  restMs: 20,
  retryMs: 20,
};

export const secretKey = Buffer.alloc(32, 7);
export const keyring = createKeyring(secretKey);

/** A temporary directory that goes with the test. */
export function tempDir(t: Test): string {
  const directory = mkdtempSync(join(tmpdir(), 'oa-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export interface Ground {
  /** Queries of the channel that no index served. */
  scans?: unknown[];
  connection: Connection;
  models: WechatModels;
  dataDir: string;
}

/** A real embedded store with the account's collections. */
export async function openGround(t: Test): Promise<Ground> {
  const dataDir = tempDir(t);
  const scans: unknown[] = [];
  const note = (details: object): void => {
    if (/\.wechat_/.test(JSON.stringify(details))) scans.push(details);
  };
  const storage = await openStorage({ dataDir, logger: { warn: note, error: () => undefined } });
  t.teardown(() => storage.close());
  const models = createWechatModels(storage.connection, keyring.sealer);
  for (const model of Object.values(storage.connection.models)) await model.createIndexes();
  return { scans, connection: storage.connection, models, dataDir };
}

export interface Account {
  app: FastifyInstance;
  alerts: Array<{ code: string; details: Record<string, unknown> }>;
  unsubscribed: string[];
  reports: unknown[];
  /** Ids promised to the conversation. */
  reserved: string[];
  stored: Array<{ fileId: string; person: string; bytes: Buffer; name?: string; receivedAt: Date }>;
  post(sent: SignedCallback, headers?: Record<string, string>): Promise<LightMyRequestResponse>;
}

export interface AccountOptions extends Partial<Omit<OfficialAccountOptions, 'config'>> {
  config?: Partial<OfficialAccountConfig>;
  script?: (message: InboundMessage) => Promise<Reply> | Reply;
  receive?: Receive;
}

export const echo = (message: InboundMessage): Reply => ({
  texts: [`听到:${message.text || message.intent || message.location}`],
});

/** An app that has only the official account on it. */
export async function openAccount(t: Test, ground: Ground, options: AccountOptions = {}): Promise<Account> {
  const { config, script = echo, ...rest } = options;
  const account: Omit<Account, 'app' | 'post'> = {
    alerts: [],
    unsubscribed: [],
    reports: [],
    reserved: [],
    stored: [],
  };
  const app = Fastify({ logger: false });
  const receive = rest.receive ?? scriptedReceive(ground.connection, script);
  await app.register(officialAccount, {
    models: ground.models,
    sealer: keyring.sealer,
    clock: systemClock,
    timing: FAST,
    sweepEveryMs: 60_000,
    alert: (code, details) => void account.alerts.push({ code, details }),
    onUnsubscribed: (person) => void account.unsubscribed.push(person),
    onSentReport: (report) => void account.reports.push(report),
    files: {
      reserve: async ({ fileId }) => void account.reserved.push(fileId),
      store: async (file) => void account.stored.push(file),
    },
    ...rest,
    receive,
    config: { token: 'token', apiBase: 'http://127.0.0.1:9', dataDir: ground.dataDir, ...config },
  });
  await app.ready();
  t.teardown(() => app.close());
  return {
    app,
    ...account,
    post: ({ url, body }, headers = { 'content-type': 'text/xml' }) =>
      app.inject({ method: 'POST', url, body, headers }),
  };
}

/** A promise and the way to settle it. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
