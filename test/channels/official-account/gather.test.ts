import t from 'tap';
import { gather } from '../../../src/channels/official-account/gather.js';
import { gate } from './harness.js';

t.test('what is asked while a batch is on its way goes together in the next one', async (t) => {
  const batches: number[][] = [];
  const first = gate();
  const double = gather<number, number>(async (questions) => {
    batches.push(questions);
    if (batches.length === 1) await first.opened;
    return questions.map((n) => n * 2);
  }, 3);
  const answers = [double(1)];
  await Promise.resolve();
  answers.push(double(2), double(3), double(4), double(5));
  first.open();
  t.same(await Promise.all(answers), [2, 4, 6, 8, 10]);
  t.same(batches, [[1], [2, 3, 4], [5]]);
  t.equal(await double(6), 12, 'and alone it goes at once');
});

t.test('a batch that fails fails its own questions only', async (t) => {
  let calls = 0;
  const ask = gather<number, number>(async (questions) => {
    calls += 1;
    if (calls === 1) throw new Error('away');
    return questions;
  });
  await t.rejects(ask(1), { message: 'away' });
  t.equal(await ask(2), 2);
});
