import t, { type Test } from 'tap';
import {
  type AccessToken,
  createAccessTokens,
  type SharedAccessTokens,
} from '../../../../src/channels/official-account/api/access-token.js';
import { createWechatApi } from '../../../../src/channels/official-account/api/client.js';
import { PlatformRefused } from '../../../../src/channels/official-account/api/errors.js';
import { createPlatformHttp } from '../../../../src/channels/official-account/api/http.js';
import { menuButtons } from '../../../../src/channels/official-account/menu.js';
import { manualClock } from '../../../../src/clock.js';
import { startWechatApi } from '../../../stand-ins/wechat-api.js';

function sharedInMemory(): SharedAccessTokens {
  let token: AccessToken | undefined;
  let leaseUntil = 0;
  return {
    read: async () => token,
    claim: async (_appId, now, until) => {
      if (leaseUntil > now.getTime()) return false;
      leaseUntil = until.getTime();
      return true;
    },
    write: async (_appId, next) => {
      token = next;
      leaseUntil = 0;
    },
    release: async () => {
      leaseUntil = 0;
    },
  };
}

async function setUp(test: Test, options: { timeoutMs?: number; shared?: SharedAccessTokens } = {}) {
  const platform = await startWechatApi();
  const clock = manualClock('2026-11-24T02:00:00Z');
  const shared = options.shared ?? sharedInMemory();
  const instance = () => {
    const http = createPlatformHttp({ baseUrl: platform.url, timeoutMs: options.timeoutMs ?? 2_000 });
    const tokens = createAccessTokens({ appId: 'wx1', appSecret: 's', http, shared, clock, pollMs: 2 });
    const api = createWechatApi(http, tokens);
    test.teardown(() => api.close());
    return api;
  };
  test.teardown(() => platform.close());
  return { platform, clock, instance, api: instance() };
}

const sendPath = '/cgi-bin/message/custom/send';

t.test('a storm of calls from two instances fetches one token', async (t) => {
  const { platform, api, instance } = await setUp(t);
  const other = instance();
  await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      (n % 2 ? api : other).sendCustom('o1', { type: 'text', text: String(n) }),
    ),
  );
  t.equal(platform.accepted('/cgi-bin/stable_token').length, 1);
  t.equal(platform.texts().length, 40);
});

t.test('a token is fetched anew five minutes before it runs out', async (t) => {
  const { platform, api, clock } = await setUp(t);
  await api.sendCustom('o1', { type: 'text', text: '1' });
  clock.advance((7200 - 301) * 1000);
  await api.sendCustom('o1', { type: 'text', text: '2' });
  t.equal(platform.accepted('/cgi-bin/stable_token').length, 1);
  clock.advance(2_000);
  await api.sendCustom('o1', { type: 'text', text: '3' });
  t.equal(platform.accepted('/cgi-bin/stable_token').length, 2);
});

for (const errcode of [40001, 42001]) {
  t.test(`${errcode} brings one new token and one repetition`, async (t) => {
    const { platform, api } = await setUp(t);
    await api.sendCustom('o1', { type: 'text', text: '1' });
    platform.expireTokens();
    platform.mishap(sendPath, { errcode });
    await api.sendCustom('o1', { type: 'text', text: '2' });
    t.same(platform.texts(), ['1', '2']);
    platform.always(sendPath, { errcode });
    await t.rejects(api.sendCustom('o1', { type: 'text', text: '3' }), { code: 'platform_refused' });
  });
}

t.test('when the plain refresh brings back the refused token, a new one is forced', async (t) => {
  const { platform, api } = await setUp(t);
  platform.mishap(sendPath, { errcode: 40001 });
  await api.sendCustom('o1', { type: 'text', text: '1' });
  t.same(
    platform.accepted('/cgi-bin/stable_token').map(({ body }) => body['force_refresh'] ?? false),
    [false, false, true],
  );
});

t.test('many calls refused at once share one refresh', async (t) => {
  const { platform, api } = await setUp(t);
  await api.sendCustom('o1', { type: 'text', text: 'first' });
  platform.expireTokens();
  await Promise.all(Array.from({ length: 20 }, () => api.sendCustom('o1', { type: 'text', text: 'x' })));
  t.equal(platform.accepted('/cgi-bin/stable_token').length, 2);
  t.equal(platform.texts().length, 21);
});

t.test('a failed refresh frees the lease for the next try', async (t) => {
  const { platform, api } = await setUp(t);
  platform.mishap('/cgi-bin/stable_token', { status: 502 });
  await t.rejects(api.readMenu(), { code: 'platform_unreachable', request: 'not_sent' });
  await api.sendCustom('o1', { type: 'text', text: '1' });
  t.same(platform.texts(), ['1']);
});

t.test('a refusal carries its code and what to do about it', async (t) => {
  const { platform, api } = await setUp(t);
  platform.mishap(sendPath, { errcode: 45015 }, { errcode: 99999 });
  const known = await api.sendCustom('o1', { type: 'text', text: 'x' }).catch((error: unknown) => error);
  t.ok(known instanceof PlatformRefused && known.rule.action === 'other_kind');
  const unknown = await api.sendCustom('o1', { type: 'text', text: 'x' }).catch((error: unknown) => error);
  t.ok(unknown instanceof PlatformRefused && unknown.rule.action === 'retry' && unknown.rule.code === 99999);
});

t.test('whether a failed request may have had its effect is told apart', async (t) => {
  const { platform, api, instance } = await setUp(t);
  await api.sendCustom('o1', { type: 'text', text: '0' });
  platform.mishap(sendPath, { reset: 'after' }, { status: 500 });
  for (const _ of [1, 2]) {
    await t.rejects(api.sendCustom('o1', { type: 'text', text: '1' }), {
      code: 'platform_unreachable',
      request: 'unknown',
    });
  }
  const late = instance();
  await late.sendCustom('o1', { type: 'text', text: '2' });
  await platform.close();
  await t.rejects(late.sendCustom('o1', { type: 'text', text: '3' }), {
    code: 'platform_unreachable',
    request: 'not_sent',
  });
});

t.test('a platform that does not answer in time is given up', async (t) => {
  const { platform, api } = await setUp(t, { timeoutMs: 50 });
  await api.sendCustom('o1', { type: 'text', text: '0' });
  let release = (): void => {};
  platform.mishap(sendPath, { until: new Promise<void>((resolve) => (release = resolve)) });
  await t.rejects(api.sendCustom('o1', { type: 'text', text: '1' }), {
    code: 'platform_unreachable',
    request: 'unknown',
  });
  release();
});

t.test('a call can be aborted', async (t) => {
  const { platform, api } = await setUp(t);
  await api.sendCustom('o1', { type: 'text', text: '0' });
  const abort = new AbortController();
  let release = (): void => {};
  platform.mishap(sendPath, { until: new Promise<void>((resolve) => (release = resolve)) });
  const call = api.sendCustom('o1', { type: 'text', text: '1' }, abort.signal);
  abort.abort();
  await t.rejects(call, { code: 'platform_unreachable' });
  release();
});

t.test('each call has the form the platform documents', async (t) => {
  const { platform, api } = await setUp(t);
  await api.sendCustom('o1', { type: 'image', mediaId: 'm' });
  await api.sendCustom('o1', { type: 'news', title: 'T', description: 'D', url: 'http://127.0.0.1/x' });
  await api.sendCustom('o1', {
    type: 'msgmenu',
    head: 'H',
    choices: [{ value: '1', label: '好' }],
    tail: '',
  });
  await api.setTyping('o1', true);
  await api.sendSubscription('o1', { templateId: 't1', data: { thing1: { value: 'v' } } });
  await api.sendTemplate('o1', { templateId: 't2', data: {}, clientMsgId: 'c1', url: 'http://127.0.0.1/p' });
  await api.sendToTag(7, { type: 'text', text: 'x' }, 'c2');
  await api.sendToTag(undefined, { type: 'text', text: 'x' }, 'c3');
  await api.sendToOpenids(['o1', 'o2'], { type: 'image', mediaIds: ['m'] }, 'c4');
  await api.uploadMedia('image', { bytes: Buffer.from('pixels'), name: 'a.png', mediaType: 'image/png' });
  await api.createMenu(menuButtons());
  await api.userInfo('o1');
  await api.userList();
  await api.createTag('x');
  await api.tags();
  await api.tagUsers(7, ['o1']);
  await api.untagUsers(7, ['o1']);
  await api.usersOfTag(7);
  t.matchOnly((await api.readMenu()).menu.button.length, 3);
  const calls = platform.journal.slice(1);
  t.equal(
    calls.every(({ query }) => query['access_token'] === 'token-1'),
    true,
  );
  const bodies = Object.fromEntries(calls.map(({ path, body }, n) => [`${n} ${path}`, body]));
  t.match(bodies, {
    '0 /cgi-bin/message/custom/send': { touser: 'o1', msgtype: 'image', image: { media_id: 'm' } },
    '1 /cgi-bin/message/custom/send': { msgtype: 'news', news: { articles: [{ title: 'T' }] } },
    '2 /cgi-bin/message/custom/send': {
      msgtype: 'msgmenu',
      msgmenu: { head_content: 'H', list: [{ id: '1', content: '好' }] },
    },
    '3 /cgi-bin/message/custom/typing': { touser: 'o1', command: 'Typing' },
    '4 /cgi-bin/message/subscribe/bizsend': {
      touser: 'o1',
      template_id: 't1',
      data: { thing1: { value: 'v' } },
    },
    '5 /cgi-bin/message/template/send': { template_id: 't2', client_msg_id: 'c1' },
    '6 /cgi-bin/message/mass/sendall': {
      filter: { is_to_all: false, tag_id: 7 },
      clientmsgid: 'c2',
      msgtype: 'text',
    },
    '7 /cgi-bin/message/mass/sendall': { filter: { is_to_all: true } },
    '8 /cgi-bin/message/mass/send': { touser: ['o1', 'o2'], images: { media_ids: ['m'] } },
    '9 /cgi-bin/media/upload': { form: /name="media"; filename="a\.png"[\s\S]*pixels/ },
  });
});

t.test('media is downloaded whole, with its name, and not beyond the limit', async (t) => {
  const { platform, api } = await setUp(t);
  platform.media.set('m1', {
    body: Buffer.from([0xff, 0xd8, 0xff, 1]),
    mediaType: 'image/jpeg',
    name: 'a.jpg',
  });
  const file = await api.downloadMedia('m1', 100);
  t.match(file, { name: 'a.jpg', mediaType: 'image/jpeg' });
  t.same('bytes' in file && file.bytes, Buffer.from([0xff, 0xd8, 0xff, 1]));
  await t.rejects(api.downloadMedia('m1', 3), { code: 'platform_refused', details: { errcode: 40006 } });
  await t.rejects(api.downloadMedia('gone', 100), { code: 'platform_refused', details: { errcode: 40007 } });
});

t.test('an answer that is not JSON counts as unknown', async (t) => {
  const { platform, api } = await setUp(t);
  platform.mishap('/cgi-bin/menu/get', { answer: { body: Buffer.from('<html>') } });
  await t.rejects(api.readMenu(), { code: 'platform_unreachable', request: 'unknown' });
});
