import t, { type Test } from 'tap';
import { createAccessTokens } from '../../../src/channels/official-account/api/access-token.js';
import { createWechatApi } from '../../../src/channels/official-account/api/client.js';
import { createPlatformHttp } from '../../../src/channels/official-account/api/http.js';
import type { OutboundMessage } from '../../../src/channels/official-account/outbound.js';
import { createQuotas, DAILY_QUOTA } from '../../../src/channels/official-account/quotas.js';
import { createSender } from '../../../src/channels/official-account/sender.js';
import type { NoticeTemplates } from '../../../src/channels/official-account/templates.js';
import { createWindowLog } from '../../../src/channels/official-account/window-log.js';
import { manualClock } from '../../../src/clock.js';
import { startWechatApi } from '../../stand-ins/wechat-api.js';
import { openGround } from './harness.js';

const ground = await openGround(t);
const { followers, quotas: quotaRecords, accessTokens } = ground.models;
const custom = '/cgi-bin/message/custom/send';
const subscription = '/cgi-bin/message/subscribe/bizsend';
const template = '/cgi-bin/message/template/send';
const HOUR = 3_600_000;

const keywords = { character_string1: 'petitionNo', thing2: 'step' } as const;
const templates: NoticeTemplates = {
  neverInNotices: ['检举'],
  purposes: {
    petition_replied: {
      subscription: { templateId: 'sub_once', longTerm: false, keywords },
      template: { templateId: 'tpl', longTerm: false, keywords },
    },
    rating_invited: { subscription: { templateId: 'sub_long', longTerm: true, keywords } },
  },
};

let people = 0;
async function setUp(t: Test, start = '2026-11-24T02:00:00Z') {
  const platform = await startWechatApi();
  const clock = manualClock(start);
  const instance = () => {
    const http = createPlatformHttp({ baseUrl: platform.url, timeoutMs: 1_000 });
    const tokens = createAccessTokens({
      appId: `wx${platform.url}`,
      appSecret: 's',
      http,
      shared: accessTokens,
      clock,
    });
    const windowLog = createWindowLog({
      followers,
      gatherMs: 1_000,
      onError: (error) => t.fail(String(error)),
    });
    const quotas = createQuotas(quotaRecords, clock);
    t.teardown(() => http.close());
    return {
      sender: createSender({
        api: createWechatApi(http, tokens),
        followers,
        quotas,
        windowLog,
        templates,
        clock,
      }),
      quotas,
    };
  };
  t.teardown(() => platform.close());
  people += 1;
  const person = `o_send_${people}`;
  const wrote = (hoursAgo: number) =>
    followers.open([
      { openid: person, window: 'message', openedAt: new Date(clock.now().getTime() - hoursAgo * HOUR) },
    ]);
  const acted = (msAgo: number) =>
    followers.open([{ openid: person, window: 'action', openedAt: new Date(clock.now().getTime() - msAgo) }]);
  let sent = 0;
  const message = (changes: Partial<OutboundMessage> = {}): OutboundMessage => {
    sent += 1;
    return {
      id: `${person}:${sent}`,
      person,
      purpose: 'petition_replied',
      facts: { petitionNo: 'XF370983-20261124-0017' },
      text: '有答复了',
      ...changes,
    };
  };
  const { sender, quotas } = instance();
  return { platform, clock, sender, quotas, instance, person, wrote, acted, message };
}

t.test('inside the 48-hour window five messages go to the chat, the sixth as a template', async (t) => {
  const { platform, sender, wrote, message } = await setUp(t);
  await wrote(47);
  for (let n = 0; n < 5; n += 1) t.match(await sender.send(message()), { result: 'sent', kind: 'custom' });
  t.match(await sender.send(message()), { result: 'sent', kind: 'template', messageId: /^\d+$/ });
  t.equal(platform.accepted(custom).length, 5);
  t.match(platform.accepted(template)[0]?.body, {
    template_id: 'tpl',
    data: { character_string1: { value: 'XF370983-20261124-0017' } },
  });
});

t.test(
  'after a click three messages go within a minute, and the longer window is kept for later',
  async (t) => {
    const { sender, wrote, acted, message, person, clock } = await setUp(t);
    await wrote(1);
    await acted(0);
    for (let n = 0; n < 4; n += 1) t.match(await sender.send(message()), { kind: 'custom' });
    t.match((await followers.find(person))?.windows, { action: { sent: 3 }, message: { sent: 1 } });
    await acted(-1_000);
    clock.advance(62_000);
    await sender.send(message());
    t.match((await followers.find(person))?.windows, { action: { sent: 0 }, message: { sent: 2 } });
  },
);

t.test('after a restart the stored token is used, and it is not stored in the clear', async (t) => {
  const { platform, sender, instance, wrote, message } = await setUp(t);
  await wrote(1);
  await sender.send(message());
  t.match(await instance().sender.send(message()), { result: 'sent' });
  t.equal(platform.accepted('/cgi-bin/stable_token').length, 1);
  const stored = await ground.connection.collection('wechat_access_tokens').find().toArray();
  for (const { sealed } of stored) t.notMatch(Buffer.from(sealed.buffer).toString('latin1'), /token-1/);
});

t.test('two instances together send no more than the window holds', async (t) => {
  const { platform, sender, instance, wrote, message } = await setUp(t);
  await wrote(1);
  const other = instance().sender;
  const results = await Promise.all(
    Array.from({ length: 12 }, async (_, n) => {
      const outbound = message();
      const through = n % 2 ? sender : other;
      for (;;) {
        const result = await through.send(outbound);
        if (result.result !== 'retry') return result;
      }
    }),
  );
  t.equal(platform.accepted(custom).length, 5);
  t.equal(results.filter((result) => result.result === 'sent' && result.kind === 'template').length, 7);
});

t.test('outside every window a granted subscription is used up before a template is', async (t) => {
  const { platform, sender, person, message } = await setUp(t);
  await followers.grant(person, 'e1', [{ templateId: 'sub_once', change: 'granted' }]);
  t.match(await sender.send(message({ link: 'http://127.0.0.1/p' })), {
    result: 'sent',
    kind: 'subscription',
  });
  t.match(await sender.send(message()), { kind: 'template' });
  t.match(platform.accepted(subscription)[0]?.body, {
    touser: person,
    template_id: 'sub_once',
    page: 'http://127.0.0.1/p',
  });
  t.same((await followers.find(person))?.grants, { sub_once: 0 });
});

t.test('a template that does not fit does not cost the person’s grant', async (t) => {
  const { platform, sender, person, message } = await setUp(t);
  await followers.grant(person, 'e1', [{ templateId: 'sub_once', change: 'granted' }]);
  platform.mishap(subscription, { errcode: 47003 });
  t.match(await sender.send(message()), { kind: 'template' });
  t.same((await followers.find(person))?.grants, { sub_once: 1 });
});

t.test('a long-term grant serves for any number of notices', async (t) => {
  const { platform, sender, person, message } = await setUp(t);
  await followers.grant(person, 'e1', [{ templateId: 'sub_long', change: 'granted' }]);
  for (const _ of [1, 2, 3])
    t.match(await sender.send(message({ purpose: 'rating_invited' })), { kind: 'subscription' });
  platform.mishap(subscription, { errcode: 43101 });
  t.match(await sender.send(message({ purpose: 'rating_invited' })), {
    result: 'undeliverable',
    reason: /not granted|43101/,
  });
  t.same((await followers.find(person))?.grants, { sub_long: 0 }, 'the platform knows better');
});

t.test('with no way left the message is undeliverable, with the reasons', async (t) => {
  const { sender, message } = await setUp(t);
  t.match(await sender.send(message({ purpose: 'rating_invited' })), {
    result: 'undeliverable',
    reason: /custom: no open window; subscription: not granted; template: no template/,
  });
});

t.test(
  'the platform’s word on a window is taken: another kind goes at once, and the window stays shut',
  async (t) => {
    for (const errcode of [45015, 45047]) {
      const { platform, sender, wrote, message } = await setUp(t);
      await wrote(1);
      platform.mishap(custom, { errcode });
      t.match(await sender.send(message()), { kind: 'template' });
      t.match(await sender.send(message()), { kind: 'template' });
      t.equal(platform.accepted(custom).length, 0);
    }
  },
);

t.test('who has left is not written to, until they write', async (t) => {
  const { platform, sender, person, clock, wrote, message } = await setUp(t);
  await wrote(2);
  await followers.setFollowing(person, false, new Date(clock.now().getTime() - HOUR));
  t.match(await sender.send(message()), { result: 'undeliverable', reason: 'unsubscribed' });
  await wrote(0.5);
  t.match(await sender.send(message()), { result: 'sent', kind: 'custom' });
  platform.mishap(custom, { errcode: 43004 });
  t.match(await sender.send(message()), { result: 'undeliverable', reason: /43004/ });
  t.match(await sender.send(message()), { result: 'undeliverable', reason: 'unsubscribed' });
});

t.test('what may have been sent is told apart from what surely was not', async (t) => {
  const { platform, sender, person, wrote, message } = await setUp(t);
  await wrote(1);
  await sender.send(message());
  platform.mishap(custom, { reset: 'after' });
  t.match(await sender.send(message()), { result: 'unknown', kind: 'custom' });
  t.equal((await followers.find(person))?.windows.message?.sent, 2, 'and counted as sent');
  platform.mishap(custom, { errcode: -1 });
  t.match(await sender.send(message()), { result: 'retry' });
  t.equal((await followers.find(person))?.windows.message?.sent, 2, 'given back');
});

t.test(
  'a template that may have been sent is simply repeated under the same id, and arrives once',
  async (t) => {
    const { platform, sender, message } = await setUp(t);
    const outbound = message();
    platform.mishap(template, { reset: 'after' });
    t.match(await sender.send(outbound), { result: 'retry' });
    t.match(await sender.send(outbound), { result: 'sent', kind: 'template' });
    const ids = platform.accepted(template).map(({ body }) => body['client_msg_id']);
    t.equal(new Set(ids).size, 1);
    t.match(
      await sender.send(outbound),
      { result: 'sent', kind: 'template' },
      'the platform knows this id: sent',
    );
  },
);

t.test('waits are as long as what is used up asks for', async (t) => {
  const { platform, sender, message } = await setUp(t, '2026-11-24T15:00:00Z');
  platform.mishap(template, { errcode: 45009 }, { errcode: 45011 }, { errcode: 48001 }, { errcode: 987654 });
  t.match(await sender.send(message()), { result: 'retry', afterMs: HOUR }, 'until midnight in Shanghai');
  t.match(await sender.send(message()), { result: 'retry', afterMs: 60_000 });
  t.match(await sender.send(message()), { result: 'retry', afterMs: 1_800_000 });
  t.match(await sender.send(message()), { result: 'retry', reason: /987654/ });
  platform.mishap(template, { errcode: 40037 });
  t.match(await sender.send(message()), { result: 'retry', reason: /wechat-templates\.json/ });
});

t.test('the day’s quota is counted live and stops before the platform does', async (t) => {
  const { platform, sender, quotas, clock, message } = await setUp(t, '2027-03-01T00:00:00Z');
  await sender.send(message());
  t.match(await quotas.today(), [
    { kind: 'custom' },
    { kind: 'template', used: 1, limit: DAILY_QUOTA.template },
  ]);
  await quotaRecords.add('template', '2027-03-01', DAILY_QUOTA.template - 1, new Date('2027-04-01'));
  t.match(await sender.send(message()), { result: 'retry', reason: /quota/ });
  t.equal(platform.accepted(template).length, 1);
  clock.set('2027-03-01T16:00:00Z');
  t.match(await sender.send(message()), { result: 'sent' }, 'a new day in Shanghai');
});

t.test('an audience gets four mass messages a month', async (t) => {
  const { quotas, clock } = await setUp(t, '2027-05-01T00:00:00Z');
  for (const expected of [true, true, true, true, false]) t.equal(await quotas.takeMass('tag:7'), expected);
  t.equal(await quotas.takeMass('all'), true);
  clock.set('2027-06-01T00:00:00Z');
  t.equal(await quotas.takeMass('tag:7'), true);
});

t.test('a notice that would say too much is not sent', async (t) => {
  const { platform, sender, message } = await setUp(t);
  t.match(await sender.send(message({ facts: { petitionNo: '关于检举张三' } })), {
    result: 'undeliverable',
    reason: /petition number/,
  });
  t.equal(platform.accepted(template).length, 0);
});
