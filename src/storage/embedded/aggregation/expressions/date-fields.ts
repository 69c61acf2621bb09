import { isDoc, type Value } from '../../bson/values.js';
import { isNullish, namedArguments } from '../operands.js';
import type { Build, Evaluate } from '../scope.js';
import { dayOfYear, isoWeek, weekOfYear } from './calendar.js';
import { dateOperand, zone } from './date-operands.js';

/** An operator on the local time of `date`, plain or as `{date, timezone}`. */
const part =
  (name: string, read: (localMs: number) => Value): Build =>
  (operand, compile) => {
    const single = Array.isArray(operand) && operand.length === 1 ? (operand[0] as Value) : operand;
    const named = isDoc(single) && single.has('date');
    const parts = named
      ? namedArguments(name, single, compile, ['date'], ['timezone'])
      : { date: compile(single) };
    return (scope) => {
      const value = (parts['date'] as Evaluate)(scope);
      const at = zone((parts as Record<string, Evaluate>)['timezone'], scope);
      if (isNullish(value) || !at) return null;
      const ms = dateOperand(name, value).getTime();
      return read(ms + at(ms));
    };
  };

const utc = (read: (date: Date) => number) => (localMs: number) => read(new Date(localMs));

/** Fields of a date in its time zone. */
export const dateFields: Record<string, Build> = {
  $year: part(
    '$year',
    utc((d) => d.getUTCFullYear()),
  ),
  $month: part(
    '$month',
    utc((d) => d.getUTCMonth() + 1),
  ),
  $dayOfMonth: part(
    '$dayOfMonth',
    utc((d) => d.getUTCDate()),
  ),
  $hour: part(
    '$hour',
    utc((d) => d.getUTCHours()),
  ),
  $minute: part(
    '$minute',
    utc((d) => d.getUTCMinutes()),
  ),
  $second: part(
    '$second',
    utc((d) => d.getUTCSeconds()),
  ),
  $millisecond: part(
    '$millisecond',
    utc((d) => d.getUTCMilliseconds()),
  ),
  $dayOfWeek: part(
    '$dayOfWeek',
    utc((d) => d.getUTCDay() + 1),
  ),
  $isoDayOfWeek: part(
    '$isoDayOfWeek',
    utc((d) => d.getUTCDay() || 7),
  ),
  $dayOfYear: part('$dayOfYear', dayOfYear),
  $week: part('$week', weekOfYear),
  $isoWeek: part('$isoWeek', (ms) => isoWeek(ms).week),
  $isoWeekYear: part('$isoWeekYear', (ms) => BigInt(isoWeek(ms).year)),
};
