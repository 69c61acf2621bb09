import t from 'tap';
import type { Asker } from '../../src/domain/asker.js';
import { anAsker } from '../fixtures/filings.js';
import { openServices } from '../fixtures/open-services.js';

t.test('a message is queued once per key and waits until its person has it', async (t) => {
  const { outbox, clock } = await openServices(t);
  const to = anAsker();
  const message = { key: 'p:e:k', to, kind: 'withdrawal_noted', data: { petitionNo: 'X' } };
  const told: Asker[] = [];
  const stop = outbox.onEnqueued((asker) => told.push(asker));
  await Promise.all([outbox.enqueue(message), outbox.enqueue(message), outbox.enqueue(message)]);
  t.same(told, [to]);
  stop();
  clock.advance(1000);
  await outbox.enqueue({ ...message, key: 'other' });
  t.equal(told.length, 1);

  const pending = await outbox.pending(to);
  t.match(pending, [{ kind: 'withdrawal_noted', data: { petitionNo: 'X' } }, {}]);
  const id = pending[0]?.id ?? '';
  t.equal(await outbox.acknowledge(anAsker(), id), false, 'not by somebody else');
  t.equal(await outbox.acknowledge(to, id), true);
  t.equal(await outbox.acknowledge(to, id), false);
  t.equal((await outbox.pending(to)).length, 1);
  await outbox.enqueue(message);
  t.equal((await outbox.pending(to)).length, 1, 'what was sent is not queued again');
});

t.test('nothing waits for a visitor of the terminal', async (t) => {
  const { outbox } = await openServices(t);
  const to = anAsker({ terminal: true });
  await outbox.enqueue({ key: 'k', to, kind: 'x', data: {} });
  t.same(await outbox.pending(to), []);
  t.same(await outbox.pending({ ...to, terminal: false }), []);
});
