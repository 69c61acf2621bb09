import t from 'tap';
import { manualClock } from '../src/clock.js';

t.test('a manual clock stands still until it is moved', async (t) => {
  const clock = manualClock('2026-11-24T00:00:00Z');
  t.equal(clock.now().toISOString(), '2026-11-24T00:00:00.000Z');
  clock.advance(1500);
  t.equal(clock.now().toISOString(), '2026-11-24T00:00:01.500Z');
  clock.set('2027-01-01T00:00:00Z');
  t.equal(clock.now().toISOString(), '2027-01-01T00:00:00.000Z');
});
