import { addDays } from './calendar.js';

/** 催办 is taken at most once in these days. */
export const URGE_INTERVAL_DAYS = 3;

/** First day on which a petition urged on `urgedOn` may be urged again. */
export function urgeAgainOn(urgedOn: string): string {
  return addDays(urgedOn, URGE_INTERVAL_DAYS);
}

/** Whether it may be urged today. */
export function mayUrge(urgedOn: string | undefined, today: string): boolean {
  return urgedOn === undefined || today >= urgeAgainOn(urgedOn);
}
