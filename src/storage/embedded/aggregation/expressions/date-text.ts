import { refused, StoreError } from '../../errors.js';
import { instantOf, type Zone, zoneOf } from './time-zone.js';

const failure = (text: string): StoreError => new StoreError(241, `Error parsing date string '${text}'`);
const iso =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/;

/** Milliseconds of a local date and time; out-of-range fields are an error. */
function localOf(fields: number[], text: string): number {
  const [year, month, day, hour, minute, second, ms] = fields as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59)
    throw failure(text);
  const date = new Date(Date.UTC(2000, month - 1, day, hour, minute, second, ms));
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCDate() !== day) throw refused('a date past the end of its month');
  return date.getTime();
}

/**
 * Reads an ISO 8601 date. Other forms, which MongoDB may know, are refused; text without any digit is none.
 * @throws 241 for what is no date.
 */
export function parseDate(text: string, zone: Zone | undefined): Date {
  const match = iso.exec(text);
  if (!match) {
    if (!/\d/.test(text)) throw failure(text);
    throw refused(`the date format of '${text.slice(0, 40)}'`);
  }
  const fields = [1, 2, 3, 4, 5, 6].map((i) => Number(match[i] ?? 0));
  const local = localOf([...fields, Number((match[7] ?? '0').padEnd(3, '0'))], text);
  if (match[8] && zone) throw failure(`${text} (time zone given twice)`);
  return new Date(instantOf(local, match[8] ? zoneOf(match[8]) : (zone ?? zoneOf('UTC'))));
}

const patterns: Record<string, string> = {
  '%Y': '(?<Y>\\d{4})',
  '%m': '(?<m>\\d{1,2})',
  '%d': '(?<d>\\d{1,2})',
  '%H': '(?<H>\\d{1,2})',
  '%M': '(?<M>\\d{1,2})',
  '%S': '(?<S>\\d{1,2})',
  '%L': '(?<L>\\d{1,3})',
  '%z': '(?<z>[+-]\\d{2}:?\\d{2})',
  '%%': '%',
};

/** Reads a date by a format of `$dateFromString`. @throws 241, 18536 for unknown specifiers */
export function parseDateBy(text: string, format: string, zone: Zone | undefined): Date {
  const source = format.replace(/%.|[^%]/g, (token) => {
    if (!token.startsWith('%')) return token.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    const pattern = patterns[token];
    if (!pattern) throw refused(`the date format specifier ${token}`);
    return pattern;
  });
  const groups = new RegExp(`^${source}$`).exec(text)?.groups;
  if (!groups?.['Y'] || !groups['m'] || !groups['d']) throw failure(text);
  const numbers = ['Y', 'm', 'd', 'H', 'M', 'S'].map((name) => Number(groups[name] ?? 0));
  const local = localOf([...numbers, Number((groups['L'] ?? '0').padEnd(3, '0'))], text);
  return new Date(instantOf(local, groups['z'] ? zoneOf(groups['z']) : (zone ?? zoneOf('UTC'))));
}
