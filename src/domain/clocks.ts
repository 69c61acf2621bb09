import { addDays } from './calendar.js';

/** Statutory clocks by their number in the table of limits. */
export const CLOCK = {
  /** 信访部门转送、交办: 15 days from receipt */
  t1: 'T1',
} as const;
export type ClockName = (typeof CLOCK)[keyof typeof CLOCK];

export interface ClockRule {
  /** Calendar days; the start day is not counted (《民法典》第201条). */
  days: number;
  /** Article of 《信访工作条例》. */
  article: number;
}

export const CLOCK_RULE: Record<ClockName, ClockRule> = {
  T1: { days: 15, article: 22 },
};

/** 责任单位书面告知: 15 days from its receipt of the petition, 《信访工作条例》第23条. */
export const UNIT_NOTICE_RULE: ClockRule = { days: 15, article: 23 };

export const CLOCK_STATE = { running: 'running', stopped: 'stopped' } as const;
export type ClockState = (typeof CLOCK_STATE)[keyof typeof CLOCK_STATE];

/** One run of a clock; a new handling opens a new run with its own id. */
export interface ClockRun {
  id: string;
  clock: ClockName;
  startedOn: string;
  /** Last day, inclusive; the State's own limits do not roll over holidays. */
  dueOn: string;
  state: ClockState;
  stoppedOn?: string;
}

/** A run that begins on the day the event happened. */
export function startClock(id: string, clock: ClockName, startedOn: string): ClockRun {
  const dueOn = addDays(startedOn, CLOCK_RULE[clock].days);
  return { id, clock, startedOn, dueOn, state: CLOCK_STATE.running };
}

/** Every running run stopped on that day. */
export function stopClocks(runs: readonly ClockRun[], stoppedOn: string): ClockRun[] {
  return runs.map((run) =>
    run.state === CLOCK_STATE.running ? { ...run, state: CLOCK_STATE.stopped, stoppedOn } : run,
  );
}
