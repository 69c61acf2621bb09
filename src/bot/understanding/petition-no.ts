import type { ChineseNumbers } from './chinese-number.js';

const COUNTY = '[A-Za-z]{0,2}\\d{6}';
const FULL = new RegExp(`(?:${COUNTY})?(20\\d{2})(\\d{2})(\\d{2})(\\d{4,})(?!\\d)`);
const SHORT = /(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{1,6})(?!\d)|(?<!\d)(\d{2})(\d{2})[- /.](\d{1,6})(?!\d)/;

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

const pad = (value: number, width: number) => String(value).padStart(width, '0');

/**
 * Reads a petition number as people write or say it: whole, with any separators, or short ("1124-17": month, day,
 * serial; the most recent such day not after `today`). Returns it in the canonical form, or undefined.
 */
export function parsePetitionNo(
  text: string,
  today: string,
  countyCode: string,
  numbers: ChineseNumbers,
  dash: readonly string[],
): string | undefined {
  let figures = numbers.digitsOf(text).normalize('NFKC');
  for (const word of dash) figures = figures.replaceAll(word, '-');
  const written = (year: number, month: number, day: number, serial: string) =>
    isDay(year, month, day) && Number(serial) > 0
      ? `XF${countyCode}-${year}${pad(month, 2)}${pad(day, 2)}-${pad(Number(serial), 4)}`
      : undefined;

  const separated = /(20\d{2})(\d{2})(\d{2})[-_ .]+(\d{1,6})(?!\d)/.exec(figures);
  const full = separated ?? FULL.exec(figures.replace(/[-_ .:]/g, ''));
  if (full) return written(Number(full[1]), Number(full[2]), Number(full[3]), full[4] as string);

  const short = SHORT.exec(figures);
  if (!short) return undefined;
  const month = Number(short[1] ?? short[4]);
  const day = Number(short[2] ?? short[5]);
  const year = Number(today.slice(0, 4));
  const isLater = `${pad(month, 2)}-${pad(day, 2)}` > today.slice(5);
  return written(isLater ? year - 1 : year, month, day, (short[3] ?? short[6]) as string);
}
