import chineseDays from 'chinese-days';

/** China has kept one time, UTC+8 without summer time, since 1991. */
const SHANGHAI_OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

/** The calendar day in Shanghai at this instant, `YYYY-MM-DD`. */
export function shanghaiDay(at: Date): string {
  return new Date(at.getTime() + SHANGHAI_OFFSET_MS).toISOString().slice(0, 10);
}

/** The instant at which a Shanghai day begins. */
export function startOfDay(day: string): Date {
  return new Date(dayNumber(day) * DAY_MS - SHANGHAI_OFFSET_MS);
}

/** The instant at which a Shanghai day is over. */
export function endOfDay(day: string): Date {
  return startOfDay(addDays(day, 1));
}

/** The day `days` calendar days later (earlier when negative). */
export function addDays(day: string, days: number): string {
  return new Date((dayNumber(day) + days) * DAY_MS).toISOString().slice(0, 10);
}

/** Calendar days from one day to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from);
}

/**
 * Whether the State Council's holidays of that year are known. For other years weekends alone count, so a
 * working day computed there is provisional.
 */
export function hasHolidayData(year: number): boolean {
  // The library names a holiday "English,Chinese,days" and an ordinary day by its weekday alone.
  return chineseDays.getDayDetail(`${year}-10-01`).name.includes(',');
}

/** Whether offices work on that day: not a weekend or public holiday, or a day made up for one (调休). */
export function isWorkingDay(day: string): boolean {
  return chineseDays.isWorkday(day);
}

/** The last day of a limit of `days` working days; the start day is not counted. */
export function addWorkingDays(start: string, days: number): string {
  let day = start;
  for (let left = days; left > 0; ) {
    day = addDays(day, 1);
    if (isWorkingDay(day)) left -= 1;
  }
  return day;
}

function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}
