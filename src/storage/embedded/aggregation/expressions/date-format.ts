import { StoreError } from '../../errors.js';
import { dayOfYear, isoWeek, weekOfYear } from './calendar.js';

const two = (n: number): string => String(n).padStart(2, '0');
const english = new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', month: 'long' });

function offsetText(offsetMs: number): string {
  const minutes = Math.abs(Math.round(offsetMs / 60_000));
  return `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
}

const specifiers: Record<string, (d: Date, offsetMs: number) => string> = {
  '%Y': (d) => String(d.getUTCFullYear()).padStart(4, '0'),
  '%m': (d) => two(d.getUTCMonth() + 1),
  '%d': (d) => two(d.getUTCDate()),
  '%H': (d) => two(d.getUTCHours()),
  '%M': (d) => two(d.getUTCMinutes()),
  '%S': (d) => two(d.getUTCSeconds()),
  '%L': (d) => String(d.getUTCMilliseconds()).padStart(3, '0'),
  '%j': (d) => String(dayOfYear(d.getTime())).padStart(3, '0'),
  '%w': (d) => String(d.getUTCDay() + 1),
  '%u': (d) => String(d.getUTCDay() || 7),
  '%U': (d) => two(weekOfYear(d.getTime())),
  '%V': (d) => two(isoWeek(d.getTime()).week),
  '%G': (d) => String(isoWeek(d.getTime()).year).padStart(4, '0'),
  '%B': (d) => english.format(d),
  '%b': (d) => english.format(d).slice(0, 3),
  '%z': (_, offsetMs) => offsetText(offsetMs),
  '%Z': (_, offsetMs) => String(Math.round(offsetMs / 60_000)),
  '%%': () => '%',
};

/** A local time by a format of `$dateToString`. @throws 18536 for an unknown specifier */
export function formatDate(localMs: number, offsetMs: number, format: string): string {
  const date = new Date(localMs);
  return format.replace(/%[\s\S]?/g, (token) => {
    const specifier = specifiers[token];
    if (!specifier) throw new StoreError(18536, `Invalid format character '${token}' in format string`);
    return specifier(date, offsetMs);
  });
}
