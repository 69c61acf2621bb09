/**
 * The servers the callback benchmark measures, one a process: `bare`, `co-wechat`, `filing`, `stateless`,
 * `safe`. Says its port to the parent.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import officialAccount from '../src/channels/official-account/plugin.js';
import { sameSignature, signatureOf } from '../src/channels/official-account/signature.js';
import { parseXml } from '../src/channels/official-account/xml.js';
import { registerOfficialAccount } from '../src/channels/register-official-account.js';
import { systemClock } from '../src/clock.js';
import { loadConfig } from '../src/config.js';
import { openCore } from '../src/core.js';
import { createWechatModels } from '../src/models/create-wechat-models.js';
import { createKeyring } from '../src/secrets/keyring.js';
import { openStorage } from '../src/storage/open-storage.js';
import type { Storage } from '../src/storage/storage.js';
import { BENCH_SECRETS } from './callback-messages.js';

type Started = { port: number; stop: () => Promise<void> };

/** (a) Verifies the signature, parses, answers `success`. */
async function startBare(): Promise<Started> {
  const app = Fastify();
  app.addContentTypeParser('text/xml', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.post('/wechat/callback', async (request, reply) => {
    const { timestamp, nonce, signature } = request.query as Record<string, string>;
    const expected = signatureOf(BENCH_SECRETS.token, timestamp ?? '', nonce ?? '');
    if (!sameSignature(expected, signature ?? '')) return reply.code(403).send();
    parseXml(String(request.body));
    return reply.type('text/plain').send('success');
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  return { port: (app.server.address() as AddressInfo).port, stop: () => app.close() };
}

interface KoaLike {
  query: Record<string, string>;
  method: string | undefined;
  req: IncomingMessage;
  request: { length: number };
  status?: number;
  body?: string;
}

/** (b) `co-wechat` that echoes, on plain node:http. */
async function startCoWechat(): Promise<Started> {
  const wechat = createRequire(import.meta.url)('co-wechat') as (token: string) => {
    middleware(
      handle: (message: { Content: string }) => Promise<string>,
    ): (context: KoaLike) => Promise<void>;
  };
  const middleware = wechat(BENCH_SECRETS.token).middleware(async ({ Content }) => Content);
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const query = Object.fromEntries(new URL(request.url ?? '', 'http://x').searchParams);
    const length = Number(request.headers['content-length']);
    const context: KoaLike = { query, method: request.method, req: request, request: { length } };
    await middleware(context);
    response.writeHead(context.status ?? 200, { 'content-type': 'application/xml' }).end(context.body);
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The service's own conversation and store behind the callback, as in production. */
async function startService(mode: 'plain' | 'safe'): Promise<Started> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-callback-'));
  const { token, appId, encodingAesKey } = BENCH_SECRETS;
  const config = loadConfig({
    DATA_DIR: directory,
    LOG_LEVEL: 'silent',
    WECHAT_TOKEN: token,
    ...(mode === 'safe' ? { WECHAT_APP_ID: appId, WECHAT_ENCODING_AES_KEY: encodingAesKey } : {}),
  });
  const core = await openCore(config);
  const app = Fastify();
  await registerOfficialAccount(app, core);
  return listening(app, core.storage, directory);
}

/** The channel alone, with a conversation that remembers nothing. */
async function startStateless(): Promise<Started> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-callback-'));
  const storage = await openStorage({ dataDir: directory });
  const { sealer } = createKeyring(Buffer.alloc(32, 1));
  const models = createWechatModels(storage.connection, sealer);
  for (const model of Object.values(storage.connection.models)) await model.createIndexes();
  const app = Fastify();
  await app.register(officialAccount, {
    config: { token: BENCH_SECRETS.token, apiBase: 'http://127.0.0.1:9', dataDir: directory },
    models,
    sealer,
    clock: systemClock,
    limit: { exceeds: () => false },
    alert: () => undefined,
    onUnsubscribed: () => undefined,
    onSentReport: () => undefined,
    files: { reserve: async () => undefined, store: async () => undefined },
    receive: async () => ({ texts: ['1 我要信访\n2 查询'] }),
  });
  return listening(app, storage, directory);
}

async function listening(app: FastifyInstance, storage: Storage, directory: string): Promise<Started> {
  await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    port: (app.server.address() as AddressInfo).port,
    async stop() {
      await app.close();
      await storage.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const starters: Record<string, () => Promise<Started>> = {
  bare: startBare,
  'co-wechat': startCoWechat,
  filing: () => startService('plain'),
  stateless: startStateless,
  safe: () => startService('safe'),
};

const started = await starters[process.argv[2] ?? 'bare']?.();
process.send?.(started?.port);
process.once('disconnect', async () => {
  await started?.stop();
  process.exit();
});
