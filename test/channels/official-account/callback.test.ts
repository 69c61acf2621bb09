import t from 'tap';
import { createPersonLimit } from '../../../src/channels/official-account/person-limit.js';
import { signatureOf } from '../../../src/channels/official-account/signature.js';
import { manualClock, systemClock } from '../../../src/clock.js';
import { officialAccountText } from '../../../src/domain/text/official-account.js';
import { effectsOf } from '../../stand-ins/scripted-receive.js';
import {
  decryptLikeThePlatform,
  elementOf,
  event,
  image,
  message,
  nextMsgId,
  plainCallback,
  type SignedCallback,
  safeCallback,
  text,
} from '../../stand-ins/wechat-messages.js';
import { openAccount, openGround } from './harness.js';

const ground = await openGround(t);
const side = { token: 'token' };
const seconds = (): number => Math.floor(Date.now() / 1000);

t.test('until a token is set, the callback answers 503', async (t) => {
  const { app, post } = await openAccount(t, ground, { config: { token: undefined } });
  t.equal((await post(plainCallback(side, text('x')))).statusCode, 503);
  t.equal((await app.inject('/wechat/callback?echostr=1')).statusCode, 503);
  t.equal(app.officialAccount, undefined);
});

t.test('the check of the address is answered with the echo as plain text', async (t) => {
  const { app } = await openAccount(t, ground);
  const query = {
    timestamp: '1',
    nonce: 'n',
    signature: signatureOf('token', '1', 'n'),
    echostr: '<b>5927782489442352469',
  };
  const answer = await app.inject({ url: '/wechat/callback', query });
  t.match(answer, { statusCode: 200, body: query.echostr, headers: { 'content-type': /^text\/plain/ } });
  for (const wrong of [{ ...query, signature: 'x' }, { ...query, echostr: '' }, {}]) {
    t.match(await app.inject({ url: '/wechat/callback', query: wrong as Record<string, string> }), {
      statusCode: 403,
      body: 'forbidden',
    });
  }
});

t.test('a signed text is answered in XML', async (t) => {
  const { post } = await openAccount(t, ground);
  const answer = await post(plainCallback(side, text('查询', { from: 'o_plain' })));
  t.match(answer, { statusCode: 200, headers: { 'content-type': /^application\/xml/ } });
  t.equal(elementOf(answer.body, 'ToUserName'), 'o_plain');
  t.equal(elementOf(answer.body, 'FromUserName'), 'gh_1');
  t.equal(elementOf(answer.body, 'MsgType'), 'text');
  t.equal(elementOf(answer.body, 'Content'), '听到:查询');
  t.ok(Math.abs(Number(elementOf(answer.body, 'CreateTime')) - seconds()) < 5);
});

t.test('short plain refusals say nothing about the inside', async (t) => {
  const { app, post } = await openAccount(t, ground);
  const sent = plainCallback(side, text('x'));
  const forged: SignedCallback = {
    url: sent.url.replace(/signature=\w{4}/, 'signature=0000'),
    body: sent.body,
  };
  const cases: Array<[string, number, Promise<unknown>]> = [
    ['bad signature', 403, post(forged)],
    ['no signature', 403, post({ url: '/wechat/callback', body: sent.body })],
    ['bad XML', 400, post(plainCallback(side, '<xml><A>'))],
    ['a document type', 400, post(plainCallback(side, `<!DOCTYPE a>${text('x')}`))],
    ['an entity', 400, post(plainCallback(side, text('x').replace('<xml>', '<xml><!ENTITY a "b">')))],
    ['no body', 400, post(plainCallback(side, ''))],
    ['too large', 413, post(plainCallback(side, text('好'.repeat(22_000))))],
    ['JSON', 415, post(sent, { 'content-type': 'application/json' })],
    ['a form', 415, post(sent, { 'content-type': 'application/x-www-form-urlencoded' })],
  ];
  for (const [name, statusCode, request] of cases) {
    const answer = (await request) as { statusCode: number; body: string; headers: Record<string, string> };
    t.match(answer, { statusCode, headers: { 'content-type': /^text\/plain/ } }, name);
    t.ok(answer.body.length < 30, `${name}: ${answer.body}`);
  }
  for (const type of ['application/xml', 'text/xml; charset=utf-8', undefined]) {
    const { url, body } = plainCallback(side, text('x'));
    const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
    const answer = await app.inject({ method: 'POST', url, body, headers });
    t.equal(answer.statusCode, 200, `content type ${type}`);
  }
  const fits = text('x'.repeat(63_000));
  t.equal((await post(plainCallback(side, fits))).statusCode, 200, 'just under 64 KiB');
});

t.test('a callback from another time is refused and tells of a wrong clock once a minute', async (t) => {
  const clock = manualClock(new Date());
  const account = await openAccount(t, ground, { clock });
  const at = (offset: number) => Math.floor(clock.now().getTime() / 1000) + offset;
  for (const offset of [-301, 301]) {
    t.equal((await account.post(plainCallback(side, text('x'), { timestamp: at(offset) }))).statusCode, 403);
  }
  t.match(account.alerts, [{ code: 'wechat_clock', details: { secondsOff: -301 } }]);
  clock.advance(61_000);
  await account.post(plainCallback(side, text('x'), { timestamp: at(-400) }));
  t.equal(account.alerts.length, 2);
  t.equal((await account.post(plainCallback(side, text('x'), { timestamp: at(-299) }))).statusCode, 200);
  const forged = plainCallback({ token: 'guess' }, text('x'), { timestamp: at(-9_000) });
  clock.advance(61_000);
  await account.post(forged);
  t.equal(account.alerts.length, 2, 'a forged callback alarms nobody');
});

t.test('three deliveries at once have one effect and one answer', async (t) => {
  const { post } = await openAccount(t, ground);
  const xml = text('只办一次', { from: 'o_three' });
  const answers = await Promise.all([1, 2, 3].map(() => post(plainCallback(side, xml))));
  t.same(
    answers.map(({ body }) => elementOf(body, 'Content')),
    Array(3).fill('听到:只办一次'),
  );
  t.equal((await effectsOf(ground.connection, 'o_three')).length, 1);
});

t.test('an event delivered again is the same event; a later one is another', async (t) => {
  const { post } = await openAccount(t, ground);
  const click = (createTime: number) =>
    event('CLICK', '<EventKey><![CDATA[guide]]></EventKey>', { from: 'o_click', createTime });
  const now = seconds();
  for (const createTime of [now, now, now + 1]) {
    t.equal(elementOf((await post(plainCallback(side, click(createTime)))).body, 'Content'), '听到:guide');
  }
  t.equal((await effectsOf(ground.connection, 'o_click')).length, 2);
});

t.test('in plaintext mode a nonce belongs to its first message', async (t) => {
  const { post } = await openAccount(t, ground);
  const options = { timestamp: seconds(), nonce: 'overheard' };
  const msgId = nextMsgId();
  const first = plainCallback(side, text('我的话', { from: 'o_victim', msgId }), options);
  t.equal(elementOf((await post(first)).body, 'Content'), '听到:我的话');
  t.equal(elementOf((await post(first)).body, 'Content'), '听到:我的话', 'the same again: the stored answer');
  const changed = plainCallback(side, text('别的话', { from: 'o_victim', msgId }), options);
  t.equal(
    elementOf((await post(changed)).body, 'Content'),
    '听到:我的话',
    'other words under the same identity',
  );
  for (const parts of [
    { from: 'o_other', msgId },
    { from: 'o_victim', msgId: nextMsgId() },
  ]) {
    t.equal((await post(plainCallback(side, text('冒名', parts), options))).statusCode, 403);
  }
  const asEvent = plainCallback(side, event('unsubscribe', '', { from: 'o_victim' }), options);
  t.equal((await post(asEvent)).statusCode, 403);
  t.same(
    (await effectsOf(ground.connection, 'o_victim')).map((effect) => effect.text),
    ['我的话'],
  );
  t.equal((await effectsOf(ground.connection, 'o_other')).length, 0);
});

const safe = { token: 'token', appId: 'wx1', encodingAesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG' };

t.test('in safe mode the answer is encrypted and signed, and a replay gets the stored answer', async (t) => {
  const { post } = await openAccount(t, ground, { config: safe });
  const sent = safeCallback(safe, text('您好', { from: 'o_safe' }));
  for (const answer of [await post(sent), await post(sent)]) {
    const ciphertext = elementOf(answer.body, 'Encrypt');
    const signed = [elementOf(answer.body, 'TimeStamp'), elementOf(answer.body, 'Nonce'), ciphertext];
    t.equal(elementOf(answer.body, 'MsgSignature'), signatureOf('token', ...signed));
    const opened = decryptLikeThePlatform(ciphertext, safe.encodingAesKey);
    t.equal(opened.appId, 'wx1');
    t.equal(elementOf(opened.text, 'Content'), '听到:您好');
  }
  t.equal((await effectsOf(ground.connection, 'o_safe')).length, 1);
  t.equal((await post(plainCallback(safe, text('x')))).statusCode, 403, 'a plain message is refused');
  const tampered = { ...sent, body: sent.body.replace('<Encrypt><![CDATA[', '<Encrypt><![CDATA[AAAA') };
  t.equal((await post(tampered)).statusCode, 403);
  const stranger = safeCallback({ ...safe, appId: 'wx_other' }, text('x'));
  t.equal((await post(stranger)).statusCode, 403, 'the app id inside must be ours');
});

t.test('in compatible mode the plaintext elements are ignored', async (t) => {
  const { post } = await openAccount(t, ground, { config: safe });
  const plaintextElements = '<FromUserName>o_forged</FromUserName><Content>forged</Content>';
  await post(safeCallback(safe, text('真的', { from: 'o_compatible' }), { plaintextElements }));
  t.same(
    (await effectsOf(ground.connection, 'o_compatible')).map((effect) => effect.text),
    ['真的'],
  );
  t.equal((await effectsOf(ground.connection, 'o_forged')).length, 0);
});

t.test('a callback in safe mode without our key is told to the operator', async (t) => {
  const account = await openAccount(t, ground);
  t.equal((await account.post(safeCallback(safe, text('x')))).statusCode, 400);
  t.match(account.alerts, [{ code: 'wechat_safe_mode_without_key' }]);
});

t.test('safe mode without an app id to compare is not configured', async (t) => {
  const { post } = await openAccount(t, ground, { config: { ...safe, appId: undefined } });
  t.equal((await post(safeCallback(safe, text('x')))).statusCode, 503);
});

t.test('what is not ours is answered success, counted, logged once, and has no effect', async (t) => {
  const { app, post } = await openAccount(t, ground);
  const parts = { from: 'o_ignored' };
  for (const xml of [
    message('hologram', '', parts),
    event('VIEW', '<EventKey>http://127.0.0.1</EventKey>', parts),
    event('LOCATION', '<Latitude>1</Latitude>', parts),
    event('brand_new', '', parts),
    event('CLICK', '<EventKey>unknown_key</EventKey>', parts),
  ]) {
    t.match(await post(plainCallback(side, xml)), { statusCode: 200, body: 'success' });
  }
  t.equal((await effectsOf(ground.connection, 'o_ignored')).length, 0);
  t.match(await app.officialAccount?.stats(), {
    wechat_deliveries_ignored_total: 5,
    wechat_deliveries_success_total: 5,
  });
});

t.test('without an app secret, files and pictures are politely declined', async (t) => {
  const { post } = await openAccount(t, ground);
  const content = async (xml: string) => elementOf((await post(plainCallback(side, xml))).body, 'Content');
  t.equal(await content(image('m1')), officialAccountText.noMediaHere);
  t.equal(await content(message('file', '<Title>a</Title>')), officialAccountText.noFilesHere);
});

t.test('a subscriber is welcomed, and who leaves is known to have left', async (t) => {
  const account = await openAccount(t, ground, { script: () => ({ texts: [] }) });
  const now = seconds();
  const welcome = await account.post(
    plainCallback(side, event('subscribe', '', { from: 'o_new', createTime: now })),
  );
  t.equal(elementOf(welcome.body, 'Content'), officialAccountText.welcome);
  t.equal((await ground.models.followers.find('o_new'))?.following, true);
  for (const _ of [1, 2]) {
    t.equal(
      (
        await account.post(
          plainCallback(side, event('unsubscribe', '', { from: 'o_new', createTime: now + 1 })),
        )
      ).body,
      'success',
    );
  }
  t.equal((await ground.models.followers.find('o_new'))?.following, false);
  t.same(account.unsubscribed, ['o_new', 'o_new']);
  await account.post(plainCallback(side, event('subscribe', '', { from: 'o_new', createTime: now })));
  t.equal((await ground.models.followers.find('o_new'))?.following, false, 'an older event changes nothing');
});

t.test('grants of one event count once; a refusal takes them back', async (t) => {
  const { post } = await openAccount(t, ground);
  const popup = (status: string, createTime: number) =>
    event(
      'subscribe_msg_popup_event',
      `<SubscribeMsgPopupEvent><List><TemplateId>t1</TemplateId><SubscribeStatusString>${status}</SubscribeStatusString></List></SubscribeMsgPopupEvent>`,
      { from: 'o_grant', createTime },
    );
  const now = seconds();
  for (const xml of [popup('accept', now), popup('accept', now), popup('accept', now + 1)])
    await post(plainCallback(side, xml));
  t.same((await ground.models.followers.find('o_grant'))?.grants, { t1: 2 });
  await post(plainCallback(side, popup('reject', now + 2)));
  t.same((await ground.models.followers.find('o_grant'))?.grants, { t1: 0 });
});

t.test('who sends too fast is told so, and the sentence is not taken', async (t) => {
  const { post } = await openAccount(t, ground, {
    limit: createPersonLimit(systemClock, { burst: 2, everyMs: 60_000 }),
  });
  const say = async (words: string, from: string) =>
    elementOf((await post(plainCallback(side, text(words, { from })))).body, 'Content');
  t.equal(await say('一', 'o_fast'), '听到:一');
  t.equal(await say('二', 'o_fast'), '听到:二');
  t.equal(await say('三', 'o_fast'), officialAccountText.tooFast);
  t.equal(await say('一', 'o_calm'), '听到:一');
  t.same(
    (await effectsOf(ground.connection, 'o_fast')).map((effect) => effect.text),
    ['一', '二'],
  );
});

t.test('nothing a citizen says is stored in the clear', async (t) => {
  await ground.models.inbox.register({
    person: 'o_sealed',
    messageId: '1',
    xml: '张三丰13800001111',
    receivedAt: new Date(),
    burst: false,
  });
  const stored = await ground.connection.collection('wechat_inbox').findOne({ person: 'o_sealed' });
  t.notMatch(Buffer.from(stored?.['xml'].buffer).toString('latin1'), /13800001111/);
  t.equal(await ground.models.inbox.xmlOf('o_sealed:1'), '张三丰13800001111');
});
