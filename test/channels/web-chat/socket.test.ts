import { once } from 'node:events';
import t, { type Test } from 'tap';
import type { Reply } from '../../../src/bot/message.js';
import { aClient, aCookie, refusedWith } from './a-client.js';
import { aCore, anApp, type FakeCore } from './an-app.js';

async function started(t: Test, core: FakeCore) {
  const { app, url } = await anApp(core);
  t.teardown(() => app.close());
  return url;
}

t.test('a message is answered by a reply frame that names it', async (t) => {
  const core = aCore(() => ({ texts: ['一', '二'], choices: [{ value: '1', label: '我要信访' }] }));
  const url = await started(t, core);
  const client = await aClient(url, { cookie: await aCookie(url) });
  t.same(await client.next(), { type: 'history', items: [] });
  client.send({ type: 'message', id: 'm1', text: '您好', extra: { $ne: 1 } });
  t.same(await client.next(), {
    type: 'reply',
    to: 'm1',
    texts: ['一', '二'],
    choices: [{ value: '1', label: '我要信访' }],
  });
  const [taken] = core.taken;
  t.match(taken, { channel: 'web_chat', id: 'm1', text: '您好' });
  t.notOk(taken?.terminal);
});

t.test('whatever was written is handed on unchanged', async (t) => {
  const core = aCore();
  const url = await started(t, core);
  const client = await aClient(url);
  const texts = ['<b>粗</b>{"$gt":""}', '\u202eabc\u0007', '😀'.repeat(50), '字'.repeat(10_000)];
  for (const [index, text] of texts.entries()) {
    client.say(`m${index}`, text);
    t.equal((await client.nextOf('reply')).texts[0], `收到:${text}`);
  }
});

t.test(
  'a client without a cookie is given one with the upgrade and is the same visitor next time',
  async (t) => {
    const core = aCore();
    const url = await started(t, core);
    const first = await aClient(url);
    const cookie = first.setCookie[0] ?? '';
    t.match(cookie, /HttpOnly/);
    t.match(cookie, /SameSite=Lax/);
    t.match(cookie, /Max-Age=15552000/);
    first.say('m1', '我来过');
    await first.nextOf('reply');
    const again = await aClient(url, { cookie: cookie.split(';')[0] ?? '' });
    const history = await again.next();
    t.same(
      history.items.map((item: { texts: string[] }) => item.texts[0]),
      ['我来过', '收到:我来过'],
    );
    t.equal(again.setCookie.length, 0);
  },
);

t.test('a forged cookie is nobody', async (t) => {
  const core = aCore();
  const url = await started(t, core);
  const cookie = await aCookie(url);
  const real = await aClient(url, { cookie });
  real.say('m1', '秘密');
  await real.nextOf('reply');
  const forged = await aClient(url, { cookie: cookie.slice(0, -2) + (cookie.endsWith('AA') ? 'BB' : 'AA') });
  t.same((await forged.next()).items, []);
  t.equal(forged.setCookie.length, 1);
});

t.test('a message sent again gets the stored reply, also while the first is still running', async (t) => {
  let release: (reply: Reply) => void = () => {};
  const gate = new Promise<Reply>((resolve) => {
    release = resolve;
  });
  const core = aCore(() => gate);
  const url = await started(t, core);
  const cookie = await aCookie(url);
  const first = await aClient(url, { cookie });
  const second = await aClient(url, { cookie });
  first.say('m1', '一次');
  first.say('m1', '一次');
  await second.nextOf('history');
  second.say('m1', '一次');
  release({ texts: ['只有一次'] });
  for (const client of [first, first, second]) {
    t.same(await client.nextOf('reply'), { type: 'reply', to: 'm1', texts: ['只有一次'] });
  }
  t.equal(core.taken.length, 1);
});

t.test("one visitor sending another's message id gets nothing of theirs", async (t) => {
  const core = aCore();
  const url = await started(t, core);
  const one = await aClient(url, { cookie: await aCookie(url) });
  one.say('m1', '甲的话');
  await one.nextOf('reply');
  const two = await aClient(url, { cookie: await aCookie(url) });
  two.say('m1', '乙的话');
  t.same((await two.nextOf('reply')).texts, ['收到:乙的话']);
});

t.test('messages of one visitor are taken one after the other, across tabs', async (t) => {
  let running = 0;
  let most = 0;
  const core = aCore(async (message) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return { texts: [message.text] };
  });
  const url = await started(t, core);
  const cookie = await aCookie(url);
  const [a, b] = [await aClient(url, { cookie }), await aClient(url, { cookie })];
  await Promise.all([a.nextOf('history'), b.nextOf('history')]);
  for (let i = 0; i < 10; i += 1) {
    a.say(`a${i}`, `a${i}`);
    b.say(`b${i}`, `b${i}`);
  }
  for (let i = 0; i < 10; i += 1) {
    t.equal((await a.nextOf('reply')).to, `a${i}`);
    t.equal((await b.nextOf('reply')).to, `b${i}`);
  }
  t.equal(most, 1);
});

t.test(
  'a message the core did not take is answered by a retryable error and can be sent again',
  async (t) => {
    let broken = true;
    const core = aCore((message) => {
      if (broken) throw new Error('the store is away');
      return { texts: [message.text] };
    });
    const url = await started(t, core);
    const client = await aClient(url);
    client.say('m1', '别丢');
    t.match(await client.nextOf('error'), { to: 'm1', code: 'try_again', text: /没有丢/ });
    broken = false;
    client.say('m1', '别丢');
    t.match(await client.nextOf('reply'), { to: 'm1', texts: ['别丢'] });
  },
);

t.test('malformed frames get an error frame and do not close the socket', async (t) => {
  const core = aCore();
  const url = await started(t, core);
  const client = await aClient(url);
  await client.nextOf('history');
  const wrong: [unknown, string][] = [
    ['not json', 'malformed'],
    ['[]', 'malformed'],
    ['null', 'malformed'],
    [{ type: 'dance' }, 'malformed'],
    [{ type: 'message', text: '没有编号' }, 'bad_message_id'],
    [{ type: 'message', id: { $ne: '' }, text: '编号是对象' }, 'bad_message_id'],
    [{ type: 'message', id: 'x'.repeat(65), text: '编号太长' }, 'bad_message_id'],
    [{ type: 'message', id: 'm1', text: { $ne: '' } }, 'malformed'],
    [{ type: 'message', id: 'm2' }, 'empty_message'],
    [{ type: 'message', id: 'm3', fileId: 'nobody-knows' }, 'file_unknown'],
  ];
  for (const [frame, code] of wrong) {
    client.send(frame);
    const error = await client.next();
    t.equal(error.type, 'error');
    t.equal(error.code, code);
    t.ok(error.text.length > 0);
  }
  client.socket.send(Buffer.from([1, 2, 3]));
  t.equal((await client.next()).code, 'malformed');
  client.say('m9', '还通');
  t.equal((await client.next()).type, 'reply');
  t.equal(core.taken.length, 1);
});

t.test('a frame of more than 64 KiB is refused and closes with 1009', async (t) => {
  const core = aCore();
  const url = await started(t, core);
  const client = await aClient(url);
  await client.nextOf('history');
  client.say('m1', 'a'.repeat(64 * 1024));
  t.equal((await client.next()).code, 'frame_too_large');
  t.equal(await client.closed, 1009);
  const huge = await aClient(url);
  huge.say('m1', 'a'.repeat(400 * 1024));
  t.equal(await huge.closed, 1009);
  t.equal(core.taken.length, 0);
});

t.test('pages of other sites are refused with 403', async (t) => {
  const url = await started(t, aCore(undefined, { publicUrl: 'https://xinfang.example.gov.cn' }));
  t.equal(await refusedWith(url, { origin: 'https://evil.example' }), 403);
  t.equal(await refusedWith(url, { origin: 'null' }), 403);
  for (const origin of [url, 'https://xinfang.example.gov.cn']) {
    const own = await aClient(url, { origin });
    t.equal((await own.next()).type, 'history');
  }
});

t.test('a visitor who sends too fast is told so politely and loses nothing', async (t) => {
  const core = aCore(undefined, { limits: { messageBurst: 2, messagesPerSecond: 0.0001 } });
  const url = await started(t, core);
  const client = await aClient(url, { cookie: await aCookie(url) });
  for (const id of ['m1', 'm2', 'm3']) client.say(id, id);
  const frames = [await client.nextOf('error'), await client.nextOf('reply'), await client.nextOf('reply')];
  t.match(frames[0], { to: 'm3', code: 'rate_limited' });
  t.same(
    core.taken.map((message) => message.id),
    ['m1', 'm2'],
  );
  const other = await aClient(url, { cookie: await aCookie(url) });
  other.say('m1', '别人不受影响');
  t.equal((await other.nextOf('reply')).to, 'm1');
});

t.test('only so many sockets are open per address and per visitor', async (t) => {
  const url = await started(t, aCore(undefined, { limits: { socketsPerAddress: 3, socketsPerVisitor: 2 } }));
  const cookie = await aCookie(url);
  const first = await aClient(url, { cookie });
  await aClient(url, { cookie });
  t.equal(await refusedWith(url, { cookie }), 429);
  await aClient(url);
  t.equal(await refusedWith(url, {}), 429);
  first.socket.close();
  await first.closed;
  t.equal((await (await aClient(url, { cookie })).next()).type, 'history');
});

t.test('a socket that answers no ping is cut off', async (t) => {
  const url = await started(t, aCore(undefined, { limits: { heartbeatMs: 30 } }));
  const client = await aClient(url);
  await once(client.socket, 'ping');
  (client.socket as unknown as { _socket: { pause(): void } })._socket.pause();
  const alive = await aClient(url);
  for (let i = 0; i < 4; i += 1) await once(alive.socket, 'ping');
  t.equal(alive.socket.readyState, alive.socket.OPEN);
  (client.socket as unknown as { _socket: { resume(): void } })._socket.resume();
  t.equal(await client.closed, 1006);
});

t.test('a notice is repeated until it is acknowledged', async (t) => {
  const core = aCore(undefined, { limits: { noticeRepeatMs: [20] } });
  const url = await started(t, core);
  const client = await aClient(url, { cookie: await aCookie(url) });
  client.say('m1', '我是谁');
  await client.nextOf('reply');
  const person = core.taken[0]?.person ?? '';
  core.enqueue(person, { id: 'n1', texts: ['已受理'] });
  for (let i = 0; i < 3; i += 1) {
    t.same(await client.nextOf('notice'), { type: 'notice', id: 'n1', texts: ['已受理'] });
  }
  client.send({ type: 'ack', id: 'n1' });
  client.say('m2', '后面的');
  await client.nextOf('reply');
  t.same(core.acknowledged, ['n1']);
  core.enqueue(person, { id: 'n2', texts: ['第二条'] });
  const later = [await client.nextOf('notice'), await client.nextOf('notice')];
  t.same(
    later.map((notice) => notice.id),
    ['n2', 'n2'],
  );
});

t.test('a notice that waited is sent on connecting, after the history', async (t) => {
  const core = aCore();
  const url = await started(t, core);
  const cookie = await aCookie(url);
  const client = await aClient(url, { cookie });
  client.say('m1', '走了');
  await client.nextOf('reply');
  client.socket.close();
  await client.closed;
  core.enqueue(core.taken[0]?.person ?? '', {
    id: 'n1',
    texts: ['等您'],
    choices: [{ value: '1', label: '好' }],
  });
  const back = await aClient(url, { cookie });
  t.equal((await back.next()).type, 'history');
  t.match(await back.next(), { type: 'notice', id: 'n1', choices: [{ value: '1', label: '好' }] });
});

t.test('退出 is answered, then the visitor ends for every tab and the cookie is worth nothing', async (t) => {
  const core = aCore();
  const url = await started(t, core);
  const cookie = await aCookie(url);
  const [tab, other] = [await aClient(url, { cookie }), await aClient(url, { cookie })];
  tab.say('m1', '退出');
  t.match(await tab.nextOf('reply'), { to: 'm1' });
  t.same(await tab.nextOf('ended'), { type: 'ended' });
  t.same(await other.nextOf('ended'), { type: 'ended' });
  t.same([await tab.closed, await other.closed], [4001, 4001]);
  t.same(core.ended, [core.taken[0]?.person]);
  const old = await aClient(url, { cookie });
  t.same(await old.next(), { type: 'ended' });
  t.equal(await old.closed, 4001);
  const fresh = await aCookie(url, '/chat', cookie);
  t.not(fresh, '');
  t.not(fresh, cookie);
});

t.test('closing the service waits for the message that runs', async (t) => {
  let release: (reply: Reply) => void = () => {};
  let entered: () => void = () => {};
  const inside = new Promise<void>((resolve) => {
    entered = resolve;
  });
  const core = aCore(() => {
    entered();
    return new Promise((resolve) => {
      release = resolve;
    });
  });
  const { app, url } = await anApp(core);
  const client = await aClient(url);
  client.say('m1', '慢慢来');
  await inside;
  const closing = app.close();
  release({ texts: ['办完了'] });
  t.match(await client.nextOf('reply'), { texts: ['办完了'] });
  await closing;
});
