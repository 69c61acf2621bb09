import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { manualClock } from '../../src/clock.js';
import { loadConfig } from '../../src/config.js';
import { type Core, openCore } from '../../src/core.js';
import { expireDrafts } from '../../src/jobs/expire-drafts.js';
import { createLogger } from '../../src/logger.js';

const DAY_MS = 86_400_000;
const START = '2026-11-24T02:00:00Z';
const clock = manualClock(START);
let dataDir: string;
let core: Core;
let sent = 0;

t.before(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'xft-'));
  core = await openCore(loadConfig({ DATA_DIR: dataDir, PORT: '0' }), {
    clock,
    logger: createLogger('silent'),
  });
});
t.beforeEach(() => clock.set(START));
t.teardown(async () => {
  await core.storage.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function say(person: string, text: string): Promise<string> {
  sent += 1;
  const { texts } = await core.bot.receive({
    channel: 'web_chat',
    person,
    id: `m${sent}`,
    text,
    receivedAt: clock.now(),
  });
  return texts.join('\n');
}

const run = () =>
  expireDrafts.run({ models: core.models, services: core.services, draftDays: 7 }, clock.now());
const pending = (person: string) =>
  core.services.outbox.pending({ channel: 'web_chat', person, terminal: false });

t.test('a draft is announced once on its last day and erased when its time is over', async (t) => {
  await say('a', '石横镇石横一村东头路灯坏了三个月');
  clock.advance(5 * DAY_MS);
  await run();
  t.equal((await pending('a')).length, 0, 'too early to say anything');
  clock.advance(1.5 * DAY_MS);
  await run();
  await run();
  const notices = await pending('a');
  t.equal(notices.length, 1, 'announced once, however often the job runs');
  t.equal(notices[0]?.kind, 'draft_expiring');
  t.equal(notices[0]?.data['erasesOn'], '2026-12-01');
  clock.advance(DAY_MS);
  await run();
  t.match(await say('a', '我的草稿'), /没有没填完的登记/);
});

t.test('somebody who goes on in time keeps the draft', async (t) => {
  await say('b', '石横镇石横一村东头路灯坏了三个月');
  clock.advance(6.5 * DAY_MS);
  await say('b', '王建国');
  clock.advance(2 * DAY_MS);
  await run();
  t.match(await say('b', '我的草稿'), /路灯坏了三个月/);
});

t.test('a person without a draft is left alone', async (t) => {
  await say('c', '你好');
  clock.advance(20 * DAY_MS);
  await run();
  t.equal((await pending('c')).length, 0);
  t.match(await say('c', '你好'), /您好/);
});
