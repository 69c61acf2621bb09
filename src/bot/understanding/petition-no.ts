import type { ChineseNumbers } from './chinese-number.js';

const COUNTY = '[A-Za-z]{0,2}\\d{6}';
const FULL = new RegExp(`(?:${COUNTY})?(20\\d{2})(\\d{2})(\\d{2})(\\d{4,})(?!\\d)`);
const SEPARATED = /(20\d{2})(\d{2})(\d{2})[-_ .]+(\d{1,6})(?!\d)/;
/** Day of the month and serial with its zeros: 25-0024. */
const DAY_SERIAL = /(?<![\d\-/.])(\d{1,2})[-/. ](0\d{3})(?!\d)/;
const SERIAL = /^(0\d{3})$/;
const SHORT = /(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{1,6})(?!\d)|(?<!\d)(\d{2})(\d{2})[- /.](\d{1,6})(?!\d)/;

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

const pad = (value: number, width: number) => String(value).padStart(width, '0');

/** The month, not after that of `today`, whose day this most recently was. */
function lastMonthWith(day: number, today: string): { year: number; month: number } {
  const year = Number(today.slice(0, 4));
  const month = Number(today.slice(5, 7));
  if (day <= Number(today.slice(8))) return { year, month };
  return month === 1 ? { year: year - 1, month: 12 } : { year, month: month - 1 };
}

/** The text with spoken digits and dashes turned into figures and `-`. */
function figuresOf(text: string, numbers: ChineseNumbers, dash: readonly string[]): string {
  let figures = numbers.digitsOf(text).normalize('NFKC');
  for (const word of dash) figures = figures.replaceAll(word, '-');
  return figures;
}

const WRITTEN = [
  new RegExp(`(?:${COUNTY})?[-_ .]*${SEPARATED.source}`, 'g'),
  new RegExp(`(?:${COUNTY})20\\d{6}\\d{4}(?!\\d)`, 'g'),
  /(?<![\d-])(?:\d{1,2}[-/.]\d{1,2}|\d{4})[-/.]\d{1,4}(?![\d-])/g,
];

/** The text without the petition numbers in it, so that the figures beside one can be read by themselves. */
export function withoutPetitionNo(text: string, numbers: ChineseNumbers, dash: readonly string[]): string {
  return WRITTEN.reduce((rest, pattern) => rest.replace(pattern, '|'), figuresOf(text, numbers, dash));
}

/**
 * Reads a petition number as people write or say it: whole, with any separators, or short ("1124-17": month, day,
 * serial; "25-0024": day, serial; the most recent such day not after `today`). With `asked` four figures with leading
 * zeros are a serial of `today`. Returns it in the canonical form, or undefined.
 */
export function parsePetitionNo(
  text: string,
  today: string,
  countyCode: string,
  numbers: ChineseNumbers,
  dash: readonly string[],
  asked = false,
): string | undefined {
  const figures = figuresOf(text, numbers, dash);
  const written = (year: number, month: number, day: number, serial: string) =>
    isDay(year, month, day) && Number(serial) > 0
      ? `XF${countyCode}-${year}${pad(month, 2)}${pad(day, 2)}-${pad(Number(serial), 4)}`
      : undefined;

  const full =
    SEPARATED.exec(figures) ??
    FULL.exec(figures.replace(/[-_.:]/g, '')) ??
    FULL.exec(figures.replace(/[-_ .:]/g, ''));
  if (full) return written(Number(full[1]), Number(full[2]), Number(full[3]), full[4] as string);

  const ofDay = DAY_SERIAL.exec(figures);
  if (ofDay) {
    const { year, month } = lastMonthWith(Number(ofDay[1]), today);
    return written(year, month, Number(ofDay[1]), ofDay[2] as string);
  }
  const serial = asked ? SERIAL.exec(figures.trim()) : null;
  if (serial) {
    const [year, month, day] = today.split('-').map(Number) as [number, number, number];
    return written(year, month, day, serial[1] as string);
  }
  const short = SHORT.exec(figures);
  if (!short) return undefined;
  const month = Number(short[1] ?? short[4]);
  const day = Number(short[2] ?? short[5]);
  const year = Number(today.slice(0, 4));
  const isLater = `${pad(month, 2)}-${pad(day, 2)}` > today.slice(5);
  return written(isLater ? year - 1 : year, month, day, (short[3] ?? short[6]) as string);
}
