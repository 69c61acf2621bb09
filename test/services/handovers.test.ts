import t from 'tap';
import { noticeTexts } from '../../src/domain/text/notices.js';
import { anAsker } from '../fixtures/filings.js';
import { openServices } from '../fixtures/open-services.js';

t.test('a handover waits, is taken by one and ended once', async (t) => {
  const { handovers, clock } = await openServices(t);
  const asker = anAsker();
  t.equal(await handovers.current(asker), undefined);
  const { id } = await handovers.open({ causeId: 'c1', asker, reason: 'asked', note: '想找人说' });
  t.match(await handovers.current(asker), { id, state: 'waiting', openedAt: clock.now() });
  clock.advance(1000);
  const takes = await Promise.all([handovers.take(id, '张三'), handovers.take(id, '李四')]);
  t.same([...takes].sort(), [false, true]);
  t.match(await handovers.current(asker), { state: 'taken', takenAt: clock.now() });
  t.equal(await handovers.end(id), true);
  t.equal(await handovers.end(id), false);
  t.equal(await handovers.current(asker), undefined);
  t.equal(await handovers.current(anAsker()), undefined);
});

t.test('whoever asked is told once that somebody has taken it, and nobody at the terminal is', async (t) => {
  const { handovers, outbox } = await openServices(t);
  const asker = anAsker();
  const { id } = await handovers.open({ causeId: 'c1', asker, reason: 'asked' });
  t.same(await outbox.pending(asker), [], 'nothing is said before');
  await handovers.take(id, '张三');
  await handovers.take(id, '李四');
  t.match(await outbox.pending(asker), [{ kind: 'handover_taken', data: {} }]);
  t.equal((await outbox.pending(asker)).length, 1);
  t.same(noticeTexts('handover_taken', {}), ['值班同志已接手您的请求。']);
  const atTerminal = anAsker({ terminal: true });
  const { id: other } = await handovers.open({ causeId: 'c2', asker: atTerminal, reason: 'asked' });
  t.equal(await handovers.take(other, '张三'), true);
  t.same(await outbox.pending({ ...atTerminal, terminal: false }), []);
});

t.test('the same message opens one handover, and asking again while it waits joins it', async (t) => {
  const { handovers } = await openServices(t);
  const asker = anAsker();
  const request = { causeId: 'c1', asker, reason: 'asked', note: '第一句' } as const;
  const first = await handovers.open(request);
  t.same(await handovers.open(request), first);
  t.equal((await handovers.open({ ...request, causeId: 'c2', note: '第二句' })).id, first.id);
  t.equal((await handovers.open({ ...request, causeId: 'c2', note: '第二句' })).id, first.id);
  const danger = await handovers.open({ ...request, causeId: 'c3', reason: 'danger', danger: 'gas' });
  t.not(danger.id, first.id);
  t.match(await handovers.list({ show: true }), [
    { id: first.id, notes: ['第一句', '第二句'], asker },
    { id: danger.id, danger: 'gas', notes: ['第一句'] },
  ]);
  await handovers.end(first.id);
  t.equal((await handovers.open({ ...request, causeId: 'c2' })).id, first.id, 'an old message again');
  t.not((await handovers.open({ ...request, causeId: 'c4' })).id, first.id);
});

t.test('notes and people are shown only on request, and taken ones name their taker', async (t) => {
  const { handovers } = await openServices(t);
  const { id } = await handovers.open({ causeId: 'c1', asker: anAsker(), reason: 'asked', note: '秘密' });
  await handovers.take(id, '张三');
  t.notMatch(JSON.stringify(await handovers.list()), /秘密|张三/);
  t.match(await handovers.list({ show: true }), [{ takenBy: '张三', notes: ['秘密'] }]);
});

t.test('handovers are counted by state and reason', async (t) => {
  const { handovers } = await openServices(t);
  await handovers.open({ causeId: 'c1', asker: anAsker(), reason: 'asked' });
  await handovers.open({ causeId: 'c2', asker: anAsker(), reason: 'asked' });
  const { id } = await handovers.open({ causeId: 'c3', asker: anAsker(), reason: 'danger' });
  await handovers.take(id, '张三');
  t.same(
    (await handovers.counts()).sort((a, b) => a.count - b.count),
    [
      { state: 'taken', reason: 'danger', count: 1 },
      { state: 'waiting', reason: 'asked', count: 2 },
    ],
  );
});
