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
  clock.advance(1.2 * DAY_MS);
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

const LAMP = '石横镇石横一村东头路灯坏了三个月';
const session = (person: string) => core.models.sessions.model.findById(`web_chat:${person}`).lean();

t.test('after a long standstill a draft is announced first, for a day to come', async (t) => {
  await say('d', LAMP);
  clock.advance(12 * DAY_MS);
  await run();
  const [notice] = await pending('d');
  t.equal(notice?.data['erasesOn'], '2026-12-07');
  t.match(await say('d', '我的草稿'), /路灯坏了三个月/, 'nothing was lost unannounced');
  clock.advance(8 * DAY_MS);
  await run();
  clock.advance(DAY_MS);
  t.same(await pending('d'), [], 'a notice whose day is over is not told any more');
  await run();
  t.match(await say('d', '我的草稿'), /没有没填完的登记/);
});

t.test('the words of an erased draft leave the history too, and its messages stay answered', async (t) => {
  await say('e', '你好');
  clock.advance(1000);
  await say('e', LAMP);
  const told = sent;
  clock.advance(6.2 * DAY_MS);
  await run();
  clock.advance(DAY_MS);
  await run();
  const history = await core.bot.history({ channel: 'web_chat', person: 'e' });
  t.match(history, [{ texts: ['你好'] }, { from: 'bot' }]);
  t.equal(history.length, 2);
  sent = told - 1;
  t.match(await say('e', LAMP), /已经收到过/);
});

t.test('a draft given up is erased once it cannot be brought back, and nothing is announced', async (t) => {
  await say('f', LAMP);
  await say('f', '取消');
  clock.advance(DAY_MS);
  await run();
  t.same(await pending('f'), []);
  t.match(await session('f'), { draftErasesAt: null });
  t.same(await core.bot.history({ channel: 'web_chat', person: 'f' }), []);
});

t.test('a form that is no draft is not called one', async (t) => {
  await say('g', '查询');
  t.match(await session('g'), { draftErasesAt: null, draftToAnnounce: false });
});

t.test('a draft at the terminal goes the next day, and nobody is told', async (t) => {
  sent += 1;
  const who = { channel: 'web_chat', person: 'terminal-h', terminal: true } as const;
  await core.bot.receive({ ...who, id: `m${sent}`, text: LAMP, receivedAt: clock.now() });
  clock.advance(1.1 * DAY_MS);
  await run();
  t.same(await pending('terminal-h'), []);
  t.match(await session('terminal-h'), { draftErasesAt: null });
});

t.test('a draft whose turn crashed, or that nobody can open, stops no other', async (t) => {
  for (const person of ['i', 'j', 'k']) await say(person, LAMP);
  clock.advance(6.2 * DAY_MS);
  await run();
  const { model } = core.models.sessions;
  await model.updateOne({ _id: 'web_chat:i' }, { $set: { state: Buffer.from('rubbish') } });
  const leaseUntil = new Date(clock.now().getTime() + 15_000);
  await model.updateOne({ _id: 'web_chat:j' }, { $set: { leaseToken: 'crashed', leaseUntil } });
  clock.advance(DAY_MS);
  const report = await run();
  t.match(report?.failed, [{ id: 'web_chat:i', error: { code: 'cannot_open' } }]);
  t.equal(report?.failed.length, 1);
  t.match(await session('j'), { draftErasesAt: null, leaseToken: null });
  t.match(await session('k'), { draftErasesAt: null });
});

t.test('more drafts than a page holds are all looked after in one sweep', async (t) => {
  await core.models.sessions.model.deleteMany({});
  await say('many', LAMP);
  const { _id: _, ...one } = (await session('many')) ?? {};
  const copies = Array.from({ length: 450 }, (_, index) => ({ ...one, _id: `web_chat:n${index}` }));
  await core.models.sessions.model.insertMany(copies as never);
  clock.advance(6.2 * DAY_MS);
  t.equal((await run())?.done, 451);
});

t.test('a change said again after a crash between registering and answering is not lost', async (t) => {
  await say('l', `${LAMP},尽快修好`);
  await say('l', '王建国13805380000住石横镇石横三村');
  const { sessions } = core.models;
  const { commit } = sessions;
  sessions.commit = async () => {
    throw new Error('the store went away');
  };
  await t.rejects(say('l', '提交'), /went away/);
  sessions.commit = commit;
  await say('l', '修改手机 13912345678');
  t.match(await say('l', '提交'), /已登记/);
  const asker = { channel: 'web_chat', person: 'l', terminal: false } as const;
  const [only, ...others] = await core.services.petitions.listOwn(asker);
  t.same(others, []);
  const view = await core.services.petitions.openOwn(asker, only?.petitionNo ?? '');
  t.match(view?.content?.supplements, [{ text: '手机改为:13912345678' }]);
});
