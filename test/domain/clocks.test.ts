import fc from 'fast-check';
import t from 'tap';
import { CLOCK, startClock, stopClocks } from '../../src/domain/clocks.js';
import { nextDueAt } from '../../src/domain/next-due.js';
import { requestedWithdrawal } from '../../src/domain/withdrawal.js';

const MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The day after, by the rules of the calendar alone. */
function tomorrow([year, month, day]: [number, number, number]): [number, number, number] {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const length = month === 2 && leap ? 29 : (MONTHS[month - 1] ?? 0);
  if (day < length) return [year, month, day + 1];
  return month < 12 ? [year, month + 1, 1] : [year + 1, 1, 1];
}

function written([year, month, day]: [number, number, number]): string {
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

t.test('T1 ends on the fifteenth day after the day of receipt, whatever the calendar does', (t) => {
  const start = fc
    .tuple(
      fc.integer({ min: 2020, max: 2035 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 31 }),
    )
    .filter(([year, month, day]) => {
      const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
      return day <= (month === 2 && leap ? 29 : (MONTHS[month - 1] ?? 0));
    });
  fc.assert(
    fc.property(start, (first) => {
      let day: [number, number, number] = first;
      for (let passed = 0; passed < 15; passed += 1) day = tomorrow(day);
      return startClock('run', CLOCK.t1, written(first)).dueOn === written(day);
    }),
    { numRuns: 2000 },
  );
  t.end();
});

t.test('a petition received on 24 November is referred by 9 December', (t) => {
  t.match(startClock('run', CLOCK.t1, '2026-11-24'), {
    startedOn: '2026-11-24',
    dueOn: '2026-12-09',
    state: 'running',
  });
  t.end();
});

t.test('stopping clocks leaves those alone that stopped before', (t) => {
  const first = stopClocks([startClock('a', CLOCK.t1, '2026-01-01')], '2026-01-05');
  const both = stopClocks([...first, startClock('b', CLOCK.t1, '2026-01-10')], '2026-01-12');
  t.same(
    both.map(({ state, stoppedOn }) => [state, stoppedOn]),
    [
      ['stopped', '2026-01-05'],
      ['stopped', '2026-01-12'],
    ],
  );
  t.end();
});

t.test('the next due instant is the end of the earliest due day, or none', (t) => {
  const clocks = [startClock('a', CLOCK.t1, '2026-11-24')];
  t.equal(nextDueAt({ clocks })?.toISOString(), '2026-12-09T16:00:00.000Z');
  const withdrawal = requestedWithdrawal('2026-11-25');
  t.equal(nextDueAt({ clocks, withdrawal })?.toISOString(), '2026-12-02T16:00:00.000Z');
  t.equal(nextDueAt({ clocks: stopClocks(clocks, '2026-11-30') }), undefined);
  t.end();
});
