import { StoreError } from '../../errors.js';

/** The offset from UTC, in ms, of a zone at an instant. */
export type Zone = (utcMs: number) => number;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(name: string): Intl.DateTimeFormat {
  let format = formats.get(name);
  if (!format) {
    try {
      format = new Intl.DateTimeFormat('en-US', {
        timeZone: name,
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
        era: 'short',
      });
    } catch {
      throw new StoreError(40485, `unrecognized time zone identifier: "${name}"`);
    }
    formats.set(name, format);
  }
  return format;
}

function named(name: string): Zone {
  const format = formatOf(name);
  return (utcMs) => {
    const parts = Object.fromEntries(format.formatToParts(utcMs).map(({ type, value }) => [type, value]));
    const year = parts['era'] === 'BC' ? 1 - Number(parts['year']) : Number(parts['year']);
    const local = Date.UTC(
      2000,
      Number(parts['month']) - 1,
      Number(parts['day']),
      Number(parts['hour']),
      Number(parts['minute']),
      Number(parts['second']),
    );
    const date = new Date(local);
    date.setUTCFullYear(year, Number(parts['month']) - 1, Number(parts['day']));
    return date.getTime() - Math.floor(utcMs / 1000) * 1000;
  };
}

const utc: Zone = () => 0;

/** A zone by its Olson name or as an offset (`+08`, `+0800`, `+08:00`). @throws 40485 */
export function zoneOf(name: string | undefined): Zone {
  if (name === undefined || name === 'UTC' || name === 'GMT' || name === 'Z') return utc;
  const offset = /^([+-])(\d{2}):?(\d{2})?$/.exec(name);
  if (!offset) return named(name);
  const ms = (Number(offset[2]) * 60 + Number(offset[3] ?? 0)) * 60_000 * (offset[1] === '-' ? -1 : 1);
  return () => ms;
}

/** The instant at which the clocks of a zone show `localMs`. */
export function instantOf(localMs: number, zone: Zone): number {
  const guess = localMs - zone(localMs);
  return localMs - zone(guess);
}
