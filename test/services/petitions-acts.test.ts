import { randomUUID } from 'node:crypto';
import t from 'tap';
import { jobs } from '../../src/jobs/jobs.js';
import { settleWithdrawals } from '../../src/jobs/settle-withdrawals.js';
import { firstBrokenEvent } from '../../src/services/petitions/event-chain.js';
import { aConfidentialFiling, aFiling, anAsker } from '../fixtures/filings.js';
import { openServices } from '../fixtures/open-services.js';

const DAY = 86_400_000;

/** A store with one petition, and the means to act on it. */
async function withPetition(t: Parameters<typeof openServices>[0], filing = aFiling()) {
  const opened = await openServices(t);
  const receipt = await opened.petitions.file(filing);
  const act = (changes: object = {}) => ({
    asker: filing.asker,
    petitionNo: receipt.petitionNo,
    causeId: randomUUID(),
    ...changes,
  });
  const view = async () => {
    const found = await opened.petitions.openOwn(filing.asker, receipt.petitionNo);
    if (!found) throw new Error('the petition is gone');
    return found;
  };
  const record = async () => {
    const found = await opened.models.petitions.byId(filing.draftId);
    if (!found) throw new Error('the petition is gone');
    return found;
  };
  /** What an authority will do once its side exists. */
  const move = (set: object) =>
    opened.storage.connection
      .collection('petitions')
      .updateOne({ _id: filing.draftId as never }, { $set: set, $inc: { version: 1 } });
  return { ...opened, filing, receipt, act, view, record, move };
}

const served = { status: 'served', serving: { servedOn: '2026-12-01' } };

t.test('words and own files are added, and the same message adds them once', async (t) => {
  const { petitions, files, filing, act, view } = await withPetition(t);
  const { fileId, kind } = await files.store({
    asker: filing.asker,
    bytes: Buffer.from('一份说明'),
    name: '说明.txt',
  });
  const supplement = act({ text: '昨天又摔了一个', attachments: [{ fileId, kind }] });
  const first = await petitions.supplement(supplement as never);
  t.match(first, { on: '2026-11-24', files: 1 });
  t.same(await petitions.supplement(supplement as never), first);
  t.match((await view()).content?.supplements, [
    { on: '2026-11-24', text: '昨天又摔了一个', attachments: [{ fileId }] },
  ]);
  const foreign = act({ text: '', attachments: [{ fileId: randomUUID(), kind: 'image' }] });
  await t.rejects(petitions.supplement(foreign as never), { code: 'file_not_found' });
});

t.test('ten supplements at once are all kept, in one unbroken chain', async (t) => {
  const { petitions, act, record, keyring, filing } = await withPetition(t);
  await Promise.all(
    Array.from({ length: 10 }, (_value, index) =>
      petitions.supplement(act({ text: `补充${index}`, attachments: [] }) as never),
    ),
  );
  const { supplements, events, version } = await record();
  t.equal(supplements.length, 10);
  t.equal(events.length, 11);
  t.equal(version, 11);
  t.equal(firstBrokenEvent(keyring.sealer, filing.draftId, events), -1);
  const [first, second, third, ...rest] = events;
  if (!first || !second || !third) throw new Error('events are missing');
  t.equal(firstBrokenEvent(keyring.sealer, filing.draftId, [first, third, ...rest]), 1);
  t.equal(
    firstBrokenEvent(keyring.sealer, filing.draftId, [first, { ...second, on: '2026-11-23' }, third]),
    1,
  );
});

t.test('the same message delivered ten times at once has one effect and one answer', async (t) => {
  const { petitions, act, record } = await withPetition(t);
  const urge = act();
  const results = await Promise.all(Array.from({ length: 10 }, () => petitions.urge(urge)));
  t.equal(new Set(results.map((result) => JSON.stringify(result))).size, 1);
  t.equal((await record()).events.length, 2);
});

t.test('a withdrawal waits seven days, is taken back by one word, and may be asked for again', async (t) => {
  const { petitions, act, view, clock } = await withPetition(t);
  const request = act({ reason: '已经修好了' });
  const result = await petitions.requestWithdrawal(request as never);
  t.match(result, { takeBackUntilOn: '2026-12-01', effectiveOn: '2026-12-02', stopsHandling: true });
  t.match(await view(), {
    status: 'registered',
    takeBackUntilOn: '2026-12-01',
    can: { withdraw: false, takeBackWithdrawal: true },
  });
  await t.rejects(petitions.requestWithdrawal(act({ reason: '' }) as never), {
    code: 'withdrawal_pending',
  });
  clock.advance(7 * DAY);
  await petitions.settleWithdrawals(clock.now());
  t.match(await petitions.cancelWithdrawal(act()), { on: '2026-12-01' });
  await t.rejects(petitions.cancelWithdrawal(act()), { code: 'no_withdrawal_pending' });
  t.same(await petitions.requestWithdrawal(request as never), result, 'the old message changes nothing');
  t.match(await view(), { can: { withdraw: true, takeBackWithdrawal: false } });
  t.match(await petitions.requestWithdrawal(act({ reason: '真不要了' }) as never), {
    effectiveOn: '2026-12-09',
  });
});

t.test('after seven days a withdrawal counts once, stops the clocks and is told', async (t) => {
  const { petitions, services, models, outbox, act, view, record, clock, filing } = await withPetition(t);
  await petitions.requestWithdrawal(act({ reason: '已经修好了' }) as never);
  const deps = { models, services, draftDays: 7 };
  clock.advance(7 * DAY);
  t.same(await settleWithdrawals.run(deps, clock.now()), { done: 0, failed: [] });
  clock.advance(DAY);
  t.same(await settleWithdrawals.run(deps, clock.now()), { done: 1, failed: [] });
  t.same(await settleWithdrawals.run(deps, clock.now()), { done: 0, failed: [] });
  t.match(await view(), { status: 'withdrawn', can: { supplement: false, urge: false, withdraw: false } });
  t.match(await record(), {
    clocks: [{ state: 'stopped', stoppedOn: '2026-12-02' }],
    withdrawal: { state: 'effective' },
    nextDueAt: undefined,
  });
  t.match(await outbox.pending(filing.asker), [
    { kind: 'withdrawal_effective', data: { effectiveOn: '2026-12-02' } },
  ]);
  t.equal((await outbox.pending(filing.asker)).length, 1);
  await t.rejects(petitions.urge(act()), { code: 'petition_not_open' });
  await t.rejects(petitions.supplement(act({ text: '再说一句', attachments: [] }) as never), {
    code: 'petition_not_open',
  });
});

t.test('a report of wrongdoing goes on after its withdrawal', async (t) => {
  const { petitions, outbox, act, view, record, clock, filing } = await withPetition(
    t,
    aConfidentialFiling(),
  );
  t.match(await petitions.requestWithdrawal(act({ reason: '怕' }) as never), { stopsHandling: false });
  clock.advance(8 * DAY);
  t.match(await petitions.settleWithdrawals(clock.now()), { settled: 1 });
  t.match(await view(), { status: 'registered' });
  t.match(await record(), {
    clocks: [{ state: 'running' }],
    nextDueAt: new Date('2026-12-09T16:00:00Z'),
  });
  t.match(await outbox.pending(filing.asker), [{ kind: 'withdrawal_noted' }]);
});

t.test('only the petitioner in their own chat withdraws', async (t) => {
  const agent = { name: '赵六', relation: '邻居', authorisation: 'photo' } as const;
  const { petitions, act, receipt } = await withPetition(t, aFiling({ agent }));
  await t.rejects(petitions.requestWithdrawal(act({ reason: '' }) as never), { code: 'not_allowed' });
  const holder = { asker: anAsker(), address: '203.0.113.1', queryCode: receipt.queryCode };
  await t.rejects(petitions.requestWithdrawal(act({ reason: '', ...holder }) as never), {
    code: 'not_allowed',
  });
  await t.rejects(petitions.requestWithdrawal(act({ reason: '', asker: anAsker() }) as never), {
    code: 'petition_not_found',
  });
});

t.test('urging is taken once in three days, with the code too', async (t) => {
  const { petitions, act, view, clock, receipt } = await withPetition(t);
  t.match(await petitions.urge(act()), { on: '2026-11-24', againOn: '2026-11-27' });
  const holder = { asker: anAsker(), address: '203.0.113.1', queryCode: receipt.queryCode };
  await t.rejects(petitions.urge(act(holder)), {
    code: 'urged_recently',
    details: { againOn: '2026-11-27' },
  });
  t.match(await view(), { can: { urge: false }, urgeAgainOn: '2026-11-27' });
  clock.advance(3 * DAY);
  t.match(await petitions.urge(act(holder)), { againOn: '2026-11-30' });
});

t.test('after an answer each object is rated once', async (t) => {
  const { petitions, act, move, view } = await withPetition(t);
  const rating = { object: 'petition_bureau', level: 'satisfied' };
  await t.rejects(petitions.rate(act(rating) as never), { code: 'not_answered' });
  await move(served);
  t.same((await view()).can.rate, ['petition_bureau', 'responsible_unit']);
  const first = act(rating);
  const result = await petitions.rate(first as never);
  t.match(result, { level: 'satisfied', left: ['responsible_unit'] });
  t.same(await petitions.rate(first as never), result);
  await t.rejects(petitions.rate(act(rating) as never), { code: 'already_rated' });
  await petitions.rate(act({ object: 'responsible_unit', level: 'dissatisfied', reason: '没人来' }) as never);
  t.same((await view()).can.rate, []);
});

t.test('the unnamed do not rate, nor does the code of what an agent filed', async (t) => {
  const rating = { object: 'petition_bureau', level: 'satisfied' };
  const unnamed = await withPetition(t, aFiling({ petitioner: { anonymous: true } }));
  await unnamed.move(served);
  await t.rejects(unnamed.petitions.rate(unnamed.act(rating) as never), { code: 'anonymous_petition' });
  const agent = { name: '赵六', relation: '邻居', authorisation: 'photo' } as const;
  const agents = await withPetition(t, aFiling({ agent }));
  await agents.move(served);
  const holder = { asker: anAsker(), address: '203.0.113.1', queryCode: agents.receipt.queryCode };
  await t.rejects(agents.petitions.rate(agents.act({ ...rating, ...holder }) as never), {
    code: 'not_allowed',
  });
});

t.test('a registered serving that did not arrive is disputed once', async (t) => {
  const { petitions, act, move, record, view } = await withPetition(t);
  await t.rejects(petitions.disputeServing(act()), { code: 'not_served' });
  await move(served);
  t.equal((await view()).can.disputeServing, true);
  await petitions.disputeServing(act({ text: '没收到' }));
  t.match((await record()).serving, { servedOn: '2026-12-01', disputedOn: '2026-11-24' });
  await t.rejects(petitions.disputeServing(act()), { code: 'serving_already_disputed' });
});

t.test('a withdrawal taken back meanwhile is left, and one failure stops no other', async (t) => {
  const { petitions, models, act, view, filing, clock } = await withPetition(t);
  const other = aFiling();
  await petitions.file(other);
  await petitions.requestWithdrawal({
    asker: other.asker,
    petitionNo: '2',
    causeId: 'c',
    reason: '',
  });
  await petitions.requestWithdrawal(act({ reason: '' }) as never);
  clock.advance(8 * DAY);
  await petitions.cancelWithdrawal(act());
  models.petitions.withdrawalsDue = async (_today, _limit, after) =>
    after === undefined ? ['gone', filing.draftId, other.draftId] : [];
  const { settled, failed } = await petitions.settleWithdrawals(clock.now());
  t.equal(settled, 1);
  t.match(failed, [{ petitionId: 'gone', error: { code: 'petition_not_found' } }]);
  t.equal(failed.length, 1);
  t.match(await view(), { status: 'registered' });
  t.match(await petitions.openOwn(other.asker, '2'), { status: 'withdrawn' });
});

t.test('no job runs while another process has its lease', async (t) => {
  const { models, services, clock } = await openServices(t);
  const until = new Date(clock.now().getTime() + 60_000);
  for (const job of jobs) {
    t.ok(await models.leases.take(job.name, 'another process', clock.now(), until));
    t.equal(await job.run({ models, services, draftDays: 7 }, clock.now()), undefined, job.name);
    t.match(await job.run({ models, services, draftDays: 7 }, until), { failed: [] }, job.name);
  }
});
