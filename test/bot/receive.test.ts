import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { Converse } from '../../src/bot/converse.js';
import type { InboundMessage } from '../../src/bot/message.js';
import { createHistory, createReceive } from '../../src/bot/receive.js';
import { fitState, freshState, type SessionState, STATE_BYTES } from '../../src/bot/session-state.js';
import { manualClock } from '../../src/clock.js';
import { TURNS_PER_DAY } from '../../src/domain/turn-limit.js';
import { createSessionRepository, type SessionRepository } from '../../src/models/sessions/repository.js';
import { createKeyring } from '../../src/secrets/keyring.js';
import { attachStorage, openStorage } from '../../src/storage/open-storage.js';
import type { Storage } from '../../src/storage/storage.js';

const { sealer } = createKeyring(Buffer.alloc(32, 7));
const clock = manualClock('2026-11-24T04:00:00Z');
const message = (id: string, text = id, person = 'p1'): InboundMessage => ({
  channel: 'web_chat',
  person,
  id,
  text,
  receivedAt: clock.now(),
});

/** A conversation that counts its turns in the state, so that a lost or doubled turn shows. */
const counting: Converse = async ({ text }, state) => {
  const count = Number(state.lastPetitionNo ?? 0) + 1;
  return { reply: { texts: [`${count}:${text}`] }, state: { ...state, lastPetitionNo: String(count) } };
};

let dataDir: string;
let storage: Storage;
let sessions: SessionRepository;
t.before(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'xft-'));
  storage = await openStorage({ dataDir });
  sessions = createSessionRepository(storage.connection);
});
t.afterEach(() => sessions.model.deleteMany({}));
t.teardown(async () => {
  await storage.close();
  await rm(dataDir, { recursive: true, force: true });
});

t.test('turns of one person follow each other and remember', async (t) => {
  const receive = createReceive({ sessions, sealer, clock, draftDays: 7, converse: counting });
  const replies = await Promise.all(['a', 'b', 'c'].map((id) => receive(message(id))));
  t.same(
    replies.map(({ texts }) => texts[0]),
    ['1:a', '2:b', '3:c'],
  );
});

t.test('the same message again gets the stored reply, also while the first is running', async (t) => {
  const receive = createReceive({ sessions, sealer, clock, draftDays: 7, converse: counting });
  const replies = await Promise.all([1, 2, 3].map(() => receive(message('same'))));
  t.equal(new Set(replies.map(({ texts }) => texts[0])).size, 1);
  t.same((await receive(message('same'))).texts, ['1:same']);
  t.same((await receive(message('next'))).texts, ['2:next']);
});

t.test('two processes on one store never overlap for one person', async (t) => {
  const other = await attachStorage({ dataDir });
  t.teardown(() => other.close());
  let inside = 0;
  let most = 0;
  const slow: Converse = async (inbound, state) => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setImmediate(resolve));
    const outcome = await counting(inbound, state);
    inside -= 1;
    return outcome;
  };
  const one = createReceive({ sessions, sealer, clock, draftDays: 7, converse: slow });
  const two = createReceive({
    sessions: createSessionRepository(other.connection),
    sealer,
    clock,
    draftDays: 7,
    converse: slow,
  });
  const ids = Array.from({ length: 10 }, (_, index) => `m${index}`);
  const replies = await Promise.all(ids.flatMap((id) => [one(message(id)), two(message(id))]));
  const texts = new Set(replies.map(({ texts }) => texts[0]));
  t.equal(texts.size, ids.length, 'each message was answered once');
  t.equal(most, 1, 'never two turns at a time');
});

t.test('an error stores nothing, and the message may be delivered again at once', async (t) => {
  let failing = true;
  const converse: Converse = async (inbound, state) => {
    if (failing) throw new Error('the store went away');
    return counting(inbound, state);
  };
  const receive = createReceive({ sessions, sealer, clock, draftDays: 7, converse });
  await t.rejects(receive(message('m')), /went away/);
  failing = false;
  t.same((await receive(message('m'))).texts, ['1:m']);
});

t.test('a turn whose lease was taken over is thrown away', async (t) => {
  let stolen = false;
  const converse: Converse = async (inbound, state) => {
    if (!stolen) {
      stolen = true;
      await sessions.model.updateOne(
        { _id: 'web_chat:p1' },
        { $set: { leaseToken: null }, $inc: { version: 1 } },
      );
    }
    return counting(inbound, state);
  };
  const receive = createReceive({ sessions, sealer, clock, draftDays: 7, converse });
  t.same((await receive(message('m'))).texts, ['1:m']);
  t.equal((await sessions.recent('web_chat:p1')).length, 1);
});

t.test('state of an unknown release is restarted politely', async (t) => {
  const states: SessionState[] = [];
  const converse: Converse = async (inbound, state) => {
    states.push(state);
    const outcome = await counting(inbound, state);
    return { ...outcome, state: { ...outcome.state, v: 99 as never, form: { kind: 'old' } as never } };
  };
  const receive = createReceive({ sessions, sealer, clock, draftDays: 7, converse });
  await receive(message('a'));
  const again = await receive(message('b'));
  t.match(again.texts[0], /系统更新过/);
  t.equal(states[1]?.form, null);
});

t.test("one person's id is nothing to another", async (t) => {
  const receive = createReceive({ sessions, sealer, clock, draftDays: 7, converse: counting });
  await receive(message('id', 'secret', 'p1'));
  t.same((await receive(message('id', 'mine', 'p2'))).texts, ['1:mine']);
});

t.test('the history shows both sides, oldest first', async (t) => {
  const receive = createReceive({ sessions, sealer, clock, draftDays: 7, converse: counting });
  await receive(message('a', '你好'));
  const history = await createHistory(sessions, sealer)({ channel: 'web_chat', person: 'p1' });
  t.same(
    history.map(({ from, texts }) => [from, ...texts]),
    [
      ['me', '你好'],
      ['bot', '1:你好'],
    ],
  );
});

const counted = (overrides: object = {}) =>
  createReceive({ sessions, sealer, clock, draftDays: 7, converse: counting, ...overrides });

t.test(
  'a state or turn nobody can open is reported by its code, and the conversation begins anew',
  async (t) => {
    const codes: unknown[] = [];
    const receive = counted({ onUnreadable: (error: { code: string }) => codes.push(error.code) });
    await receive(message('a'));
    await sessions.model.updateOne(
      { _id: 'web_chat:p1' },
      { $set: { state: Buffer.from('rubbish'), 'recent.0.turn': Buffer.from('rubbish') } },
    );
    const [updated, fresh] = (await receive(message('b'))).texts;
    t.match(updated, /系统更新过/);
    t.equal(fresh, '1:b');
    t.match((await receive(message('a'))).texts[0], /已经收到过/);
    t.same((await receive(message('c'))).texts, ['2:c']);
    t.same(codes, ['cannot_open', 'cannot_open']);
    const history = await createHistory(sessions, sealer)({ channel: 'web_chat', person: 'p1' });
    t.equal(history.length, 4, 'the turns that can be opened are still shown');
  },
);

t.test('a form of a shape nobody knows is dropped politely', async (t) => {
  const states: SessionState[] = [];
  const converse: Converse = async (inbound, state) => {
    states.push(state);
    const outcome = await counting(inbound, state);
    return { ...outcome, state: { ...outcome.state, form: { kind: 'filing' } as never } };
  };
  const receive = counted({ converse });
  await receive(message('a'));
  t.match((await receive(message('b'))).texts[0], /系统更新过/);
  t.equal(states[1]?.form, null);
});

t.test('somebody who ended during a turn gets no fresh session, and the turn is not kept', async (t) => {
  const effects: string[] = [];
  const converse: Converse = async (inbound, state) => {
    effects.push(inbound.id);
    await sessions.end('web_chat:p1', clock.now());
    return counting(inbound, state);
  };
  const receive = counted({ converse });
  t.match(await receive(message('a')), { leaves: true });
  t.match(await receive(message('b')), { leaves: true });
  t.same(effects, ['a'], 'what the running turn did stays done, nothing more is taken');
  t.same(await sessions.recent('web_chat:p1'), []);
});

t.test('forty messages of 60 KiB are all answered, whatever the conversation keeps of them', async (t) => {
  const hoarding: Converse = async ({ text }, state) => {
    const at = clock.now().toISOString();
    const open = { kind: 'filing', id: 'f', values: { words: [] }, asking: null, misses: 0, past: [] };
    const form = state.form ?? { ...open, openedAt: at, touchedAt: at, draft: true };
    const { words } = form.values as { words: string[] };
    const past = [...form.past, { values: form.values, asking: null }];
    const next = { ...form, values: { words: [...words, text] }, past };
    return { reply: { texts: ['记下了'] }, state: { ...state, form: next } };
  };
  const receive = counted({ converse: hoarding });
  const answers: string[] = [];
  for (let index = 0; index < 40; index += 1) {
    const { texts } = await receive(message(`m${index}`, '字'.repeat(20 * 1024)));
    answers.push(texts[0] ?? '');
  }
  t.equal(answers[0], '记下了');
  t.match(answers[39], /没记下/, 'what is not kept is said not to be');
  t.ok(answers.every((answer) => answer === '记下了' || /没记下/.test(answer)));
});

t.test('earlier values of a form are forgotten before the form is', (t) => {
  const past = Array.from({ length: 6 }, (_, index) => ({
    values: { words: 'x'.repeat(30_000), index },
    asking: null,
  }));
  const at = clock.now().toISOString();
  const rest = { kind: 'filing', id: 'f', asking: null, misses: 0, openedAt: at, touchedAt: at };
  const fitted = fitState({ ...freshState(), form: { ...rest, values: { words: 'now' }, past } });
  t.same(fitted?.form?.values, { words: 'now' });
  t.same(
    fitted?.form?.past.map(({ values }) => (values as { index: number }).index),
    [4, 5],
  );
  t.ok(JSON.stringify(fitted).length <= STATE_BYTES.aim);
  t.end();
});

t.test(
  'a message beyond the number of a day is refused until the next day, its effects with it',
  async (t) => {
    const receive = counted();
    await receive(message('a'));
    await sessions.model.updateOne({ _id: 'web_chat:p1' }, { $set: { counted: TURNS_PER_DAY - 1 } });
    t.same((await receive(message('last'))).texts, ['2:last']);
    t.match((await receive(message('more'))).texts[0], /太多/);
    t.same((await receive(message('a'))).texts, ['1:a'], 'what was answered is still known');
    const tomorrow = manualClock('2026-11-25T04:00:00Z');
    t.same((await counted({ clock: tomorrow })(message('more'))).texts, ['3:more']);
  },
);
