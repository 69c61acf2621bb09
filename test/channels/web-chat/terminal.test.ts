import t, { type Test } from 'tap';
import type { InboundMessage, Reply } from '../../../src/bot/message.js';
import { aClient, aCookie } from './a-client.js';
import { aCore, anApp, type FakeCore } from './an-app.js';

const slip = { petitionNo: 'XF370983-20261124-0017', queryCode: '1234567890' };
const script = (message: InboundMessage): Reply =>
  message.text === '提交' ? { texts: ['已登记'], slip } : { texts: [`收到:${message.text}`] };

async function atTerminal(t: Test, core: FakeCore) {
  const { app, url } = await anApp(core);
  t.teardown(() => app.close());
  const cookie = await aCookie(url, '/chat?terminal=1');
  const client = await aClient(url, { cookie }, '?terminal=1');
  return { url, cookie, client };
}

t.test('the terminal marks its messages and its cookie ends with the browser', async (t) => {
  const core = aCore(script);
  const { url, client } = await atTerminal(t, core);
  client.say('m1', '您好');
  await client.nextOf('reply');
  t.match(core.taken[0], { terminal: true, person: /^terminal-/ });
  const page = await fetch(`${url}/chat?terminal=1`);
  t.notMatch(page.headers.get('set-cookie'), /Max-Age|Expires/);
  t.equal(page.headers.get('cache-control'), 'no-store');
});

t.test('a slip ends the visitor, whose cookie and socket are then worth nothing', async (t) => {
  const core = aCore(script);
  const { url, cookie, client } = await atTerminal(t, core);
  client.say('m1', '提交');
  t.same(await client.nextOf('reply'), { type: 'reply', to: 'm1', texts: ['已登记'], slip });
  t.same(await client.next(), { type: 'ended' });
  t.equal(await client.closed, 4001);
  t.same(core.ended, [core.taken[0]?.person]);
  const old = await aClient(url, { cookie }, '?terminal=1');
  old.say('m2', '提交');
  t.same(await old.next(), { type: 'ended' });
  t.equal(core.taken.length, 1);
});

t.test(
  'when the connection breaks under the slip, only the one who knows the message fetches it',
  async (t) => {
    const core = aCore(script);
    const { url, cookie, client } = await atTerminal(t, core);
    await client.nextOf('history');
    const broken = client.closed;
    client.socket.once('message', () => client.socket.terminate());
    client.say('m1', '提交');
    await broken;
    const stranger = await aClient(url, { cookie }, '?terminal=1');
    stranger.say('guess', '提交');
    t.same(await stranger.next(), { type: 'ended' });
    const owner = await aClient(url, { cookie }, '?terminal=1');
    owner.say('m1', '提交');
    t.match(await owner.next(), { type: 'reply', to: 'm1', slip });
    t.same(await owner.next(), { type: 'ended' });
    t.equal(core.taken.length, 1);
  },
);

t.test('结束 ends the visitor without asking the core', async (t) => {
  const core = aCore(script);
  const { client } = await atTerminal(t, core);
  client.say('m1', '结束');
  t.match(await client.nextOf('reply'), { to: 'm1' });
  t.same(await client.next(), { type: 'ended' });
  t.equal(core.taken.length, 0);
  t.equal(core.ended.length, 1);
});

t.test('a still terminal ends its visitor, also when the socket is gone', async (t) => {
  const core = aCore(script, { limits: { terminalIdleMs: 60 } });
  const { url, cookie, client } = await atTerminal(t, core);
  t.same(await client.nextOf('ended'), { type: 'ended' });
  t.equal(core.ended.length, 1);
  const old = await aClient(url, { cookie }, '?terminal=1');
  t.same(await old.next(), { type: 'ended' });
});

t.test('loading the page again begins a new visitor who sees nothing of the one before', async (t) => {
  const core = aCore(script);
  const { url, cookie, client } = await atTerminal(t, core);
  client.say('m1', '第一位的话');
  await client.nextOf('reply');
  const next = await aCookie(url, '/chat?terminal=1', cookie);
  t.same(await client.nextOf('ended'), { type: 'ended' });
  const second = await aClient(url, { cookie: next }, '?terminal=1');
  t.same(await second.next(), { type: 'history', items: [] });
  second.say('m1', '第二位的话');
  t.same((await second.nextOf('reply')).texts, ['收到:第二位的话']);
  t.not(core.taken[0]?.person, core.taken[1]?.person);
});

t.test('loading the page while a turn runs ends the former visitor after that turn', async (t) => {
  const order: string[] = [];
  let begun: () => void = () => {};
  let finish: () => void = () => {};
  const running = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const allowed = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const core = aCore(async () => {
    begun();
    await allowed;
    order.push('turn');
    return { texts: ['收到'] };
  });
  const { endVisitor } = core.deps;
  core.deps.endVisitor = async (who) => {
    order.push('end');
    await endVisitor(who);
  };
  const { url, cookie, client } = await atTerminal(t, core);
  client.say('m1', '第一位的话');
  await running;
  const loading = aCookie(url, '/chat?terminal=1', cookie);
  t.same(await client.nextOf('ended'), { type: 'ended' }, 'its screen is over at once');
  finish();
  await loading;
  t.same(order, ['turn', 'end']);
});

t.test('a visitor whom the store could not end at first is barred meanwhile and ended later', async (t) => {
  const core = aCore(script, { limits: { endRetryMs: [10] } });
  const { endVisitor } = core.deps;
  let failures = 1;
  let done: () => void = () => {};
  const endedInStore = new Promise<void>((resolve) => {
    done = resolve;
  });
  core.deps.endVisitor = async (who) => {
    if (failures-- > 0) throw new Error('the store is away');
    await endVisitor(who);
    done();
  };
  const { url, cookie, client } = await atTerminal(t, core);
  client.say('m1', '结束');
  await client.closed;
  const old = await aClient(url, { cookie }, '?terminal=1');
  t.same(await old.next(), { type: 'ended' });
  await endedInStore;
  t.equal(core.ended.length, 1);
});
