import type { ChineseNumbers } from './chinese-number.js';
import type { DayWords } from './lexicon-types.js';

const DAY_MS = 86_400_000;

const toMs = (day: string) => Date.parse(`${day}T00:00:00Z`);
const toDay = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const weekdayOf = (ms: number) => (new Date(ms).getUTCDay() + 6) % 7;

function dayOf(year: number, month: number, day: number): string | undefined {
  const ms = Date.UTC(year, month - 1, day);
  const date = new Date(ms);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? toDay(ms) : undefined;
}

/**
 * Reads a calendar day as people say it (明天, 下周三, 24号, 11月24日, 2026-11-24), seen from `today` (YYYY-MM-DD).
 * A day of the month or a date without a year is the next one to come, today included.
 */
export function parseRelativeDay(
  text: string,
  today: string,
  words: DayWords,
  numbers: ChineseNumbers,
): string | undefined {
  const todayMs = toMs(today);
  const named = Object.keys(words.offsets)
    .filter((word) => text.includes(word))
    .sort((a, b) => b.length - a.length)[0];
  if (named) return toDay(todayMs + (words.offsets[named] as number) * DAY_MS);

  const week = new RegExp(
    `(${Object.keys(words.weeks).join('|')})?(?:${words.weekNames.join('|')})([${Object.keys(words.weekdays).join('')}])`,
  ).exec(text);
  if (week) {
    const monday = todayMs - weekdayOf(todayMs) * DAY_MS;
    const target = monday + (words.weekdays[week[2] as string] as number) * DAY_MS;
    const shift = week[1] === undefined ? (target < todayMs ? 1 : 0) : (words.weeks[week[1]] as number);
    return toDay(target + shift * 7 * DAY_MS);
  }

  const iso = /(20\d{2})[-/.](\d{1,2})[-/.](\d{1,2})/.exec(text);
  if (iso) return dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));

  const numeral = `(\\d{1,2}|[${Object.keys(numbersOf(words)).join('')}]{1,3})`;
  const date = new RegExp(
    `(?:(20\\d{2})[${words.year}])?(?:${numeral}[${words.month}])?${numeral}[${words.day}]`,
  ).exec(text);
  if (!date) return undefined;
  const year = date[1] ? Number(date[1]) : Number(today.slice(0, 4));
  const day = numbers.parse(date[3] as string) ?? 0;
  const month = date[2] ? (numbers.parse(date[2]) ?? 0) : Number(today.slice(5, 7));
  const first = dayOf(year, month, day);
  if (date[1] || (first && first >= today)) return first;
  return date[2] ? dayOf(year + 1, month, day) : dayOf(year + (month === 12 ? 1 : 0), (month % 12) + 1, day);
}

const numbersOf = (words: DayWords) => words.numerals;
