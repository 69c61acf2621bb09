import { endOfDay, startOfDay } from './calendar.js';
import { CLOCK_STATE, type ClockRun } from './clocks.js';
import { WITHDRAWAL_STATE, type Withdrawal } from './withdrawal.js';

/** The earliest instant at which a clock or a waiting withdrawal needs attention. */
export function nextDueAt(petition: {
  clocks: readonly ClockRun[];
  withdrawal?: Withdrawal;
}): Date | undefined {
  const instants = petition.clocks
    .filter(({ state }) => state === CLOCK_STATE.running)
    .map(({ dueOn }) => endOfDay(dueOn).getTime());
  if (petition.withdrawal?.state === WITHDRAWAL_STATE.pending)
    instants.push(startOfDay(petition.withdrawal.effectiveOn).getTime());
  return instants.length === 0 ? undefined : new Date(Math.min(...instants));
}
