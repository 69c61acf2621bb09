/**
 * One instance of the channel as a process of its own, for tests with several on one store.
 * Started with `--data-dir` of the running store, `--spool-dir` and `--api`; says its address as the
 * first message to its parent. The message 'open' lets turns that start with 慢 go on.
 */
import { parseArgs } from 'node:util';
import Fastify from 'fastify';
import officialAccount from '../../../src/channels/official-account/plugin.js';
import { systemClock } from '../../../src/clock.js';
import { createWechatModels } from '../../../src/models/create-wechat-models.js';
import { attachStorage } from '../../../src/storage/open-storage.js';
import { scriptedReceive } from '../../stand-ins/scripted-receive.js';
import { echo, FAST, gate, keyring } from './harness.js';

const { values } = parseArgs({
  options: { 'data-dir': { type: 'string' }, 'spool-dir': { type: 'string' }, api: { type: 'string' } },
});
const opening = gate();
process.on('message', (message) => {
  if (message === 'open') opening.open();
});
process.on('disconnect', () => process.exit());

const storage = await attachStorage({ dataDir: values['data-dir'] ?? '' });
const app = Fastify();
await app.register(officialAccount, {
  config: {
    token: 'token',
    ...(values.api ? { appId: 'wx1', appSecret: 's' } : {}),
    apiBase: values.api ?? 'http://127.0.0.1:9',
    dataDir: values['spool-dir'] ?? '',
  },
  models: createWechatModels(storage.connection, keyring.sealer),
  sealer: keyring.sealer,
  clock: systemClock,
  timing: { ...FAST, slowMs: 200, answerMs: 500, leaseMs: 2_000 },
  sweepEveryMs: 200,
  alert: () => undefined,
  onUnsubscribed: () => undefined,
  onSentReport: () => undefined,
  files: { reserve: async () => undefined, store: async () => undefined },
  receive: scriptedReceive(storage.connection, async (message) => {
    if (message.text.startsWith('慢')) await opening.opened;
    return echo(message);
  }),
});
process.send?.(await app.listen({ host: '127.0.0.1', port: 0 }));
