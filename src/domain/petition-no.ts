import { addDays } from './calendar.js';

/** `XF370983-20261124-0017`: county (six digits), Shanghai day of filing, counter of that day. */
export interface PetitionNoParts {
  /** Six digits. */
  county: string;
  /** `YYYY-MM-DD` */
  filedOn: string;
  /** From 1; four digits or more when written. */
  sequence: number;
}

/** What a person said of a number; what is missing must follow from elsewhere. */
export interface SaidPetitionNo {
  county?: string;
  filedOn?: string;
  sequence: number;
}

const FULL = /^XF(\d{6})-(\d{4})(\d{2})(\d{2})-(\d{4,})$/;

/** Writes a petition number. @param parts `county` may be the 12-digit code */
export function formatPetitionNo(parts: PetitionNoParts): string {
  const day = parts.filedOn.replaceAll('-', '');
  return `XF${parts.county.slice(0, 6)}-${day}-${String(parts.sequence).padStart(4, '0')}`;
}

/** Reads a number written exactly as {@link formatPetitionNo} does. */
export function parsePetitionNo(petitionNo: string): PetitionNoParts | undefined {
  const match = FULL.exec(petitionNo);
  if (!match) return undefined;
  const [, county = '', year, month, date, sequence] = match;
  const filedOn = `${year}-${month}-${date}`;
  if (!isDay(filedOn) || Number(sequence) < 1) return undefined;
  const parts = { county, filedOn, sequence: Number(sequence) };
  return formatPetitionNo(parts) === petitionNo ? parts : undefined;
}

/**
 * Reads a number as people give it: whole, without `XF` or hyphens, with blanks, month and day with the
 * counter ("1124-17"), or the counter alone ("17", at most four digits).
 * @param text digits in any width; spoken digits must be digits already
 * @param today Shanghai day; a month and day mean the latest such day not after it
 */
export function readPetitionNo(text: string, today: string): SaidPetitionNo | undefined {
  const compact = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/\p{Pd}|\u2212/gu, '-')
    .replace(/\s+/g, '');
  const whole = /^(?:XF)?(\d{6})-?(\d{8})-?(\d{4,9})$/.exec(compact);
  if (whole) return said(dashed(whole[2] ?? ''), whole[3], whole[1]);
  const day = /^(\d{8})-?(\d{1,6})$/.exec(compact);
  if (day && isDay(dashed(day[1] ?? ''))) return said(dashed(day[1] ?? ''), day[2]);
  const short = /^(\d{2})(\d{2})-(\d{1,6})$/.exec(compact) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(compact);
  if (short) return said(latestDay(`${short[1]}-${short[2]}`, today), short[3]);
  const alone = /^\d{1,4}$/.exec(compact);
  return alone ? counter(alone[0]) : undefined;
}

function said(filedOn: string | undefined, sequence = '', county?: string): SaidPetitionNo | undefined {
  const counted = counter(sequence);
  if (!counted || filedOn === undefined || !isDay(filedOn)) return undefined;
  return county === undefined ? { ...counted, filedOn } : { ...counted, filedOn, county };
}

function counter(digits: string): { sequence: number } | undefined {
  const sequence = Number(digits);
  return sequence >= 1 ? { sequence } : undefined;
}

function dashed(compactDay: string): string {
  return `${compactDay.slice(0, 4)}-${compactDay.slice(4, 6)}-${compactDay.slice(6)}`;
}

/** Goes back at most eight years, so that 29 February is found. */
function latestDay(monthDay: string, today: string): string | undefined {
  const year = Number(today.slice(0, 4));
  for (let back = 0; back <= 8; back += 1) {
    const day = `${year - back}-${monthDay}`;
    if (isDay(day) && day <= today) return day;
  }
  return undefined;
}

function isDay(day: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day)) && addDays(day, 0) === day;
}

/** Whether a whole number is what the person said. */
export function matchesSaid(petitionNo: string, said: SaidPetitionNo): boolean {
  const parts = parsePetitionNo(petitionNo);
  if (!parts || parts.sequence !== said.sequence) return false;
  return (
    (said.filedOn === undefined || parts.filedOn === said.filedOn) &&
    (said.county === undefined || parts.county === said.county)
  );
}
