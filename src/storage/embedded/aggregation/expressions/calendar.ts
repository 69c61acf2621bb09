import { StoreError } from '../../errors.js';

export const dayMs = 86_400_000;

/** Units of a fixed length, in ms. */
const lengths: Record<string, number> = {
  week: 7 * dayMs,
  day: dayMs,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
  millisecond: 1,
};
/** Units of some months. */
const months: Record<string, number> = { year: 12, quarter: 3, month: 1 };

export function checkUnit(unit: unknown): string {
  if (typeof unit !== 'string' || !(unit in lengths || unit in months))
    throw new StoreError(9, `unknown time unit value: ${String(unit)}`);
  return unit;
}

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** 0 for Sunday, from a full or three-letter name. */
export function weekday(name: unknown): number {
  const n = typeof name === 'string' ? weekdays.indexOf(name.slice(0, 3).toLowerCase()) : -1;
  const full = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'][n];
  if (n < 0 || (String(name).length > 3 && String(name).toLowerCase() !== full))
    throw new StoreError(9, `unknown day of week value: ${String(name)}`);
  return n;
}

/** The first day of the year of ISO weeks that holds a local day, and the number of its week. */
export function isoWeek(localMs: number): { year: number; week: number } {
  const day = Math.floor(localMs / dayMs);
  const thursday = new Date((day - ((((day + 3) % 7) + 7) % 7) + 3) * dayMs);
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1) / dayMs;
  return { year: thursday.getUTCFullYear(), week: Math.floor((thursday.getTime() / dayMs - first) / 7) + 1 };
}

export const dayOfYear = (localMs: number): number => {
  const date = new Date(localMs);
  return Math.floor(localMs / dayMs) - Math.floor(Date.UTC(date.getUTCFullYear(), 0, 1) / dayMs) + 1;
};

/** Weeks begin on Sunday; days before the year's first Sunday are in week 0. */
export const weekOfYear = (localMs: number): number =>
  Math.floor((dayOfYear(localMs) - 1 + 7 - new Date(localMs).getUTCDay()) / 7);

/** Adds units to local time; a day past the end of a month becomes its last. */
export function addUnits(localMs: number, unit: string, amount: number): number {
  const step = months[unit];
  if (step === undefined) return localMs + (lengths[unit] as number) * amount;
  const date = new Date(localMs);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + step * amount);
  const last = new Date(Date.UTC(2000, 0, 1));
  last.setUTCFullYear(date.getUTCFullYear(), date.getUTCMonth() + 1, 0);
  date.setUTCDate(Math.min(day, last.getUTCDate()));
  return date.getTime();
}

const monthNumber = (localMs: number): number =>
  new Date(localMs).getUTCFullYear() * 12 + new Date(localMs).getUTCMonth();

/** How many boundaries of a unit lie between two local times. */
export function boundariesBetween(from: number, to: number, unit: string, startOfWeek: number): number {
  const step = months[unit];
  if (step !== undefined) return Math.floor(monthNumber(to) / step) - Math.floor(monthNumber(from) / step);
  if (unit === 'week') return weekNumber(to, startOfWeek) - weekNumber(from, startOfWeek);
  const length = lengths[unit] as number;
  return Math.floor(to / length) - Math.floor(from / length);
}

/** Weeks since the one of 1970-01-01 (a Thursday). */
const weekNumber = (localMs: number, startOfWeek: number): number =>
  Math.floor((Math.floor(localMs / dayMs) + 4 - startOfWeek) / 7);

/** The beginning of the bin of a local time; bins are counted from 2000-01-01 (weeks: the first week start from there). */
export function truncate(localMs: number, unit: string, binSize: number, startOfWeek: number): number {
  const reference = Date.UTC(2000, 0, 1);
  const step = months[unit];
  if (step !== undefined) {
    const size = step * binSize;
    const bin = Math.floor((monthNumber(localMs) - 2000 * 12) / size) * size + 2000 * 12;
    const date = new Date(reference);
    date.setUTCFullYear(Math.floor(bin / 12), ((bin % 12) + 12) % 12, 1);
    return date.getTime();
  }
  const offset = unit === 'week' ? ((startOfWeek - new Date(reference).getUTCDay() + 7) % 7) * dayMs : 0;
  const size = (lengths[unit] as number) * binSize;
  return Math.floor((localMs - reference - offset) / size) * size + reference + offset;
}
