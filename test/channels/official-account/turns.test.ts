import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { InboundMessage, Reply } from '../../../src/bot/message.js';
import type { TurnTiming } from '../../../src/channels/official-account/turns.js';
import { officialAccountText } from '../../../src/domain/text/official-account.js';
import { inboxId } from '../../../src/domain/wechat-inbox.js';
import { createWechatModels } from '../../../src/models/create-wechat-models.js';
import { openStorage } from '../../../src/storage/open-storage.js';
import { openBreakableStore } from '../../stand-ins/breakable-store.js';
import { effectsOf } from '../../stand-ins/scripted-receive.js';
import { startWechatApi } from '../../stand-ins/wechat-api.js';
import {
  elementOf,
  event,
  image,
  message,
  nextMsgId,
  plainCallback,
  text,
} from '../../stand-ins/wechat-messages.js';
import {
  type AccountOptions,
  echo,
  FAST,
  gate,
  keyring,
  openAccount,
  openGround,
  tempDir,
} from './harness.js';

const side = { token: 'token' };
// Many stores are opened, cut and joined: slow on a busy machine.
t.setTimeout(120_000);
const ground = await openGround(t);
const custom = '/cgi-bin/message/custom/send';
const content = (answer: { body: string }): string => elementOf(answer.body, 'Content');

/** Where only a store that is away is to be noticed, not a busy machine. */
const PATIENT: TurnTiming = { ...FAST, slowMs: 2_000, answerMs: 4_500 };

async function withPlatform(t: Test, options: AccountOptions = {}, on = ground) {
  const platform = await startWechatApi();
  t.teardown(() => platform.close());
  const config = { appId: 'wx1', appSecret: 's', apiBase: platform.url, ...options.config };
  const account = await openAccount(t, on, { ...options, config });
  return { platform, account, say: (xml: string) => account.post(plainCallback(side, xml)) };
}

/** Answers messages that start with 慢 only once their gate is open. */
function slowScript() {
  const opening = gate();
  const script = async (message: InboundMessage): Promise<Reply> => {
    if (message.text.startsWith('慢')) await opening.opened;
    return echo(message);
  };
  return { script, open: opening.open };
}

t.test('a slow turn is acknowledged once it is durable, and its answer is pushed', async (t) => {
  const { script, open } = slowScript();
  const { platform, say } = await withPlatform(t, { script });
  const xml = text('慢慢来', { from: 'o_slow' });
  t.equal((await say(xml)).body, 'success');
  const [entry] = await ground.models.inbox.ofPerson('o_slow');
  t.match(entry, { decision: 'pushed', owed: 'turn' });
  t.equal((await say(xml)).body, 'success', 'a later delivery is told the same');
  open();
  await platform.reaches(custom, 1, 'o_slow');
  t.same(platform.texts('o_slow'), ['听到:慢慢来']);
  t.equal((await say(xml)).body, 'success', 'also when the answer is long out');
  t.equal((await effectsOf(ground.connection, 'o_slow')).length, 1);
  t.equal(platform.accepted('/cgi-bin/message/custom/typing').length, 1);
});

t.test('three slow deliveries at once are acknowledged alike and pushed once', async (t) => {
  const { script, open } = slowScript();
  const { platform, say } = await withPlatform(t, { script });
  const xml = text('慢三次', { from: 'o_slow3' });
  const answers = await Promise.all([say(xml), say(xml), say(xml)]);
  t.same(
    answers.map(({ body }) => body),
    ['success', 'success', 'success'],
  );
  open();
  await platform.reaches(custom, 1, 'o_slow3');
  t.equal((await say(text('下一句', { from: 'o_slow3' }))).statusCode, 200);
  t.same(platform.texts('o_slow3'), ['听到:慢三次']);
});

t.test('a turn that is late but not too late is answered in the callback, and stays so', async (t) => {
  const opening = gate();
  const { platform, say } = await withPlatform(t, {
    timing: { ...FAST, slowMs: 20, answerMs: 30_000 },
    script: async (message) => {
      await opening.opened;
      return echo(message);
    },
  });
  const xml = text('不太慢', { from: 'o_late' });
  const first = say(xml);
  await platform.reaches('/cgi-bin/message/custom/typing', 1);
  opening.open();
  t.equal(content(await first), '听到:不太慢');
  t.match(await ground.models.inbox.ofPerson('o_late'), [{ decision: 'passive' }]);
  t.equal(content(await say(xml)), '听到:不太慢');
  t.same(platform.texts('o_late'), []);
});

t.test('without an app secret the delivery stays open, and the later ones collect the answer', async (t) => {
  const { script, open } = slowScript();
  const account = await openAccount(t, ground, { script });
  const xml = text('慢慢等', { from: 'o_open' });
  const first = account.post(plainCallback(side, xml));
  const second = account.post(plainCallback(side, xml));
  open();
  t.equal(content(await first), '听到:慢慢等');
  t.equal(content(await second), '听到:慢慢等');
  t.equal(content(await account.post(plainCallback(side, xml))), '听到:慢慢等');
  t.equal((await effectsOf(ground.connection, 'o_open')).length, 1);
});

const long = Array.from({ length: 200 }, (_, n) => `第${n}句话，说得很长很长。`).join('');

t.test('the first part of a long answer is passive, the rest follows in order, once', async (t) => {
  const { platform, say } = await withPlatform(t, { script: () => ({ texts: [long] }) });
  const xml = text('长', { from: 'o_long' });
  const [first, again] = await Promise.all([say(xml), say(xml)]);
  t.equal(content(first), content(again));
  const expected = Math.ceil(Buffer.byteLength(long) / 2048);
  await platform.reaches(custom, expected - 1, 'o_long');
  const parts = [content(first), ...platform.texts('o_long')];
  t.equal(parts.join(''), long);
  for (const part of parts) t.ok(Buffer.byteLength(part) <= 2048);
  t.equal(content(await say(xml)), content(first));
});

t.test(
  'without an app secret the rest comes on 继续, part by part, the same part to the same message',
  async (t) => {
    const account = await openAccount(t, ground, {
      script: (message) => (message.text === '长' ? { texts: [long] } : echo(message)),
    });
    const say = async (words: string, msgId = nextMsgId()) =>
      content(await account.post(plainCallback(side, text(words, { from: 'o_rest', msgId }))));
    t.equal(await say('继续'), '听到:继续', 'with nothing left it is a word like any other');
    const parts = [await say('长')];
    const more = officialAccountText.moreFollows;
    while (parts.at(-1)?.endsWith(more)) {
      const msgId = nextMsgId();
      parts.push(await say('继续', msgId));
      t.equal(await say('继续', msgId), parts.at(-1));
    }
    t.ok(parts.length > 2);
    t.equal(parts.map((part) => part.replace(`\n${more}`, '')).join(''), long);
    t.equal(await say('继续'), '听到:继续');
  },
);

t.test('a burst of photos gets one answer, the last one’s', async (t) => {
  let seen = 0;
  const { platform, account, say } = await withPlatform(t, {
    script: ({ attachments = [] }) => {
      seen += attachments.length;
      return { texts: [`收到${seen}张`] };
    },
  });
  for (const n of [1, 2, 3, 4]) {
    platform.media.set(`photo${n}`, { body: Buffer.from([0xff, 0xd8, n]), mediaType: 'image/jpeg' });
  }
  const photos = [1, 2, 3, 4].map((n) => image(`photo${n}`, { from: 'o_photos' }));
  for (const photo of photos) t.equal((await say(photo)).body, 'success');
  for (const photo of photos) t.equal((await say(photo)).body, 'success', 'delivered again');
  await platform.reaches(custom, 1, 'o_photos');
  await platform.reaches('/cgi-bin/media/get', 4);
  t.same(platform.texts('o_photos'), ['收到4张']);
  t.match(
    (await ground.models.inbox.ofPerson('o_photos')).map(({ decision }) => decision),
    Array(4).fill('pushed'),
  );
  await account.app.officialAccount?.sweep();
  t.same(account.stored.map(({ bytes }) => bytes[2]).sort(), [1, 2, 3, 4]);
  t.same(new Set(account.stored.map(({ fileId }) => fileId)), new Set(account.reserved));
  t.ok(account.stored.every(({ person, receivedAt }) => person === 'o_photos' && receivedAt instanceof Date));
});

t.test('a recording that was not understood is kept, and typing is asked for', async (t) => {
  const { platform, account, say } = await withPlatform(t, {
    script: ({ attachments }) => ({ texts: [`材料${attachments?.length}`] }),
  });
  platform.media.set('voice1', { body: Buffer.from('#!AMR'), mediaType: 'voice/amr' });
  const answer = await say(
    message('voice', '<MediaId>voice1</MediaId><Format>amr</Format>', { from: 'o_voice' }),
  );
  t.equal(content(answer), `${officialAccountText.typeInstead}\n\n材料1`);
  await platform.reaches('/cgi-bin/media/get', 1);
  await account.app.officialAccount?.sweep();
  t.equal(account.stored.length, 1);
});

t.test('a turn that fails is acknowledged, tried again and answered', async (t) => {
  let failures = 2;
  const { platform, say } = await withPlatform(t, {
    script: (message) => {
      failures -= 1;
      if (failures >= 0) throw new Error('stumbled');
      return echo(message);
    },
  });
  t.equal((await say(text('磕绊', { from: 'o_fail' }))).body, 'success');
  await platform.reaches(custom, 1, 'o_fail');
  t.same(platform.texts('o_fail'), ['听到:磕绊']);
});

t.test('a turn that fails without a way to push is not acknowledged', async (t) => {
  let failures = 1;
  const account = await openAccount(t, ground, {
    script: (message) => {
      failures -= 1;
      if (failures >= 0) throw new Error('stumbled');
      return echo(message);
    },
  });
  const xml = text('再送', { from: 'o_refused' });
  t.match(await account.post(plainCallback(side, xml)), { statusCode: 503, body: 'try again' });
  t.equal(content(await account.post(plainCallback(side, xml))), '听到:再送');
});

t.test('what was acknowledged by a process that died is done before the person’s next message', async (t) => {
  const person = 'o_orphan';
  const old = text('先说的', { from: person, msgId: '900' });
  await ground.models.inbox.register({
    person,
    messageId: '900',
    xml: old,
    receivedAt: new Date(),
    burst: false,
  });
  const dueAt = new Date();
  await ground.models.inbox.decide(inboxId(person, '900'), 'pushed', {
    owed: 'turn',
    dueAt,
    token: 'dead process',
  });
  const { platform, say } = await withPlatform(t, { timing: PATIENT });
  t.equal(content(await say(text('后说的', { from: person }))), '听到:后说的');
  await platform.reaches(custom, 1, 'o_orphan');
  t.same(platform.texts(person), ['听到:先说的']);
  const effects = await effectsOf(ground.connection, person);
  t.same(
    effects.map((effect) => effect.text),
    ['先说的', '后说的'],
  );
});

t.test('the answer that a dead process owed is pushed by the sweep', async (t) => {
  const person = 'o_owed';
  const { inbox } = ground.models;
  await inbox.register({
    person,
    messageId: '1',
    xml: text('x', { from: person, msgId: '1' }),
    receivedAt: new Date(),
    burst: false,
  });
  const id = inboxId(person, '1');
  await inbox.decide(id, 'pushed', { owed: 'turn', dueAt: new Date(), token: 'gone' });
  await inbox.keepAnswer(id, 'gone', ['欠您的话'], new Date());
  await ground.models.followers.open([{ openid: person, window: 'message', openedAt: new Date() }]);
  const { platform, account } = await withPlatform(t);
  await account.app.officialAccount?.sweep();
  t.same(platform.texts(person), ['欠您的话']);
  await account.app.officialAccount?.sweep();
  t.equal(platform.texts(person).length, 1);
});

t.test('pushes to a person who has left stop at once; what they said is still heard', async (t) => {
  const { script, open } = slowScript();
  const { platform, account, say } = await withPlatform(t, { script });
  const person = 'o_left';
  const createTime = Math.floor(Date.now() / 1000);
  t.equal((await say(text('慢', { from: person, createTime: createTime - 1 }))).body, 'success');
  t.equal((await say(event('unsubscribe', '', { from: person, createTime }))).body, 'success');
  open();
  const settled = async (): Promise<unknown> => {
    await account.app.officialAccount?.sweep();
    const [entry] = await ground.models.inbox.ofPerson(person);
    return entry?.outcome ?? settled();
  };
  t.equal(await settled(), 'cancelled');
  t.same(platform.texts(person), []);
  t.equal((await effectsOf(ground.connection, person)).length, 1);
});

t.test('an answer the platform never takes is given up, shown, and can still be asked for', async (t) => {
  const { script, open } = slowScript();
  const { platform, account, say } = await withPlatform(t, { script });
  platform.always(custom, { errcode: 45002 });
  t.equal((await say(text('慢', { from: 'o_dead' }))).body, 'success');
  open();
  const dead = async (): Promise<unknown[]> => {
    await account.app.officialAccount?.sweep();
    const found = (await ground.models.inbox.dead(10)).filter(({ person }) => person === 'o_dead');
    return found.length > 0 ? found : dead();
  };
  t.match(await dead(), [{ reason: /45002/ }]);
  t.match(account.alerts, [{ code: 'wechat_answer_dead' }]);
  t.equal(content(await say(text('继续', { from: 'o_dead' }))), '听到:慢');
});

t.test('with the store away', async (t) => {
  async function onBreakableStore(t: Test) {
    const storage = await openStorage({ dataDir: tempDir(t) });
    t.teardown(() => storage.close());
    const store = await openBreakableStore(storage.uri);
    t.teardown(() => store.close());
    const models = createWechatModels(store.connection, keyring.sealer);
    for (const model of Object.values(store.connection.models)) await model.createIndexes();
    return { store, ground: { connection: store.connection, models, dataDir: tempDir(t) } };
  }

  t.test('messages are kept on this machine, sealed, and done in order once it is back', async (t) => {
    const { store, ground } = await onBreakableStore(t);
    const { platform, account, say } = await withPlatform(t, { timing: PATIENT }, ground);
    const person = 'o_spool';
    await say(text('零', { from: person }));
    await store.cut();
    for (const words of ['一', '二', '三'])
      t.equal((await say(text(words, { from: person }))).body, 'success');
    const [file] = readdirSync(join(ground.dataDir, 'wechat-spool'));
    const spooled = readFileSync(join(ground.dataDir, 'wechat-spool', file ?? ''), 'utf8');
    t.equal(spooled.trim().split('\n').length, 3);
    t.notMatch(spooled, /[一二三]|o_spool/);
    await store.restore();
    t.equal(content(await say(text('四', { from: person }))), '听到:四');
    await platform.reaches(custom, 3, 'o_spool');
    t.same([...platform.texts(person)].sort(), ['听到:一', '听到:三', '听到:二'].sort());
    const effects = await effectsOf(ground.connection, person);
    t.same(
      effects.map((effect) => effect.text),
      ['零', '一', '二', '三', '四'],
    );
    t.equal((await account.app.officialAccount?.stats())?.['wechat_spool_waiting'], 0);
  });

  t.test('a store that hangs is noticed in time', async (t) => {
    const { store, ground } = await onBreakableStore(t);
    const timing = { ...FAST, storeMs: 100 };
    const { platform, say } = await withPlatform(t, { timing }, ground);
    store.hang();
    t.equal((await say(text('卡住', { from: 'o_hang' }))).body, 'success');
    await store.restore();
    await say(text('好了', { from: 'o_hang' }));
    await platform.reaches(custom, 1, 'o_hang');
    t.same(platform.texts('o_hang'), ['听到:卡住']);
  });

  t.test('what a process left in its spool is done by the next one', async (t) => {
    const { store, ground } = await onBreakableStore(t);
    const first = await withPlatform(t, { timing: PATIENT }, ground);
    await store.cut();
    t.equal((await first.say(text('留下的', { from: 'o_next' }))).body, 'success');
    await first.account.app.close();
    await store.restore();
    const spool = join(ground.dataDir, 'wechat-spool');
    const [left] = readdirSync(spool);
    const { renameSync } = await import('node:fs');
    renameSync(
      join(spool, left ?? ''),
      join(
        spool,
        (left ?? '').replace(`~${process.pid}~`, '~999999~').replace(/~[0-9a-f]{8}~/, '~00000000~'),
      ),
    );
    const second = await withPlatform(t, { timing: PATIENT }, ground);
    await ground.models.followers.open([{ openid: 'o_next', window: 'message', openedAt: new Date() }]);
    await second.account.app.officialAccount?.sweep();
    await second.platform.reaches(custom, 1, 'o_next');
    t.same(second.platform.texts('o_next'), ['听到:留下的']);
  });

  t.test('without a way to push, the person is told how to get the answer', async (t) => {
    const { store, ground } = await onBreakableStore(t);
    const account = await openAccount(t, ground, { timing: PATIENT });
    const say = async (words: string) =>
      content(await account.post(plainCallback(side, text(words, { from: 'o_kept' }))));
    await say('零');
    await store.cut();
    t.equal(await say('断线时说的'), officialAccountText.keptForLater);
    await store.restore();
    const answered = async (): Promise<string> => {
      await account.app.officialAccount?.sweep();
      const answer = await say('继续');
      return answer === '听到:继续' ? answered() : answer;
    };
    t.equal(await answered(), '听到:断线时说的');
  });

  t.test('a forged message does not slip in while nonces cannot be judged', async (t) => {
    const { store, ground } = await onBreakableStore(t);
    const { platform, account } = await withPlatform(t, { timing: PATIENT }, ground);
    const options = { timestamp: Math.floor(Date.now() / 1000), nonce: 'overheard' };
    await account.post(plainCallback(side, text('真的', { from: 'o_real' }), options));
    await store.cut();
    await account.post(plainCallback(side, text('假的', { from: 'o_real' }), options));
    t.equal(
      (await account.post(plainCallback(side, event('unsubscribe', '', { from: 'o_real' }), options)))
        .statusCode,
      503,
    );
    await account.post(plainCallback(side, text('也是真的', { from: 'o_real' })));
    await store.restore();
    await account.app.officialAccount?.sweep();
    await platform.reaches(custom, 1, 'o_real');
    t.same(
      (await effectsOf(ground.connection, 'o_real')).map((effect) => effect.text),
      ['真的', '也是真的'],
    );
  });

  t.test('what cannot be made durable anywhere gets no 200', async (t) => {
    const { store, ground } = await onBreakableStore(t);
    const { account, say } = await withPlatform(t, { timing: PATIENT }, ground);
    const { rmSync } = await import('node:fs');
    rmSync(join(ground.dataDir, 'wechat-spool'), { recursive: true });
    await store.cut();
    t.equal((await say(text('没处放', { from: 'o_nowhere' }))).statusCode, 503);
    await store.restore();
    await account.app.close();
  });
});

t.test('none of all this reads a whole collection', async (t) => {
  const account = await openAccount(t, ground);
  await account.app.officialAccount?.sweep();
  await account.app.officialAccount?.stats();
  await account.app.officialAccount?.dead(5);
  t.same(ground.scans, []);
});
