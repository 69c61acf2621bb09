import { docOf, isDoc, typeName, type Value } from '../../bson/values.js';
import { refused, StoreError } from '../../errors.js';
import { integerOperand, isNullish, namedArguments, stringOperand } from '../operands.js';
import type { Build, Evaluate, Scope } from '../scope.js';
import { addUnits, boundariesBetween, checkUnit, truncate, weekday } from './calendar.js';
import { dateFields } from './date-fields.js';
import { formatDate } from './date-format.js';
import { dateOperand, zone } from './date-operands.js';
import { parseDate, parseDateBy } from './date-text.js';
import { instantOf } from './time-zone.js';

const toText: Build = (operand, compile) => {
  const parts = namedArguments('$dateToString', operand, compile, ['date'], ['format', 'timezone', 'onNull']);
  return (scope) => {
    const value = (parts['date'] as Evaluate)(scope);
    if (isNullish(value)) return parts['onNull'] ? parts['onNull'](scope) : null;
    const at = zone(parts['timezone'], scope);
    const format = parts['format']?.(scope);
    if (!at || (parts['format'] && isNullish(format))) return null;
    const ms = dateOperand('$dateToString', value).getTime();
    const isUtc = !parts['timezone'] || at(ms) === 0;
    const pattern =
      format === undefined
        ? `%Y-%m-%dT%H:%M:%S.%L${isUtc ? 'Z' : ''}`
        : stringOperand('$dateToString', format, 18533);
    return formatDate(ms + at(ms), at(ms), pattern);
  };
};

const fromText: Build = (operand, compile) => {
  const parts = namedArguments(
    '$dateFromString',
    operand,
    compile,
    ['dateString'],
    ['format', 'timezone', 'onError', 'onNull'],
  );
  return (scope) => {
    const text = (parts['dateString'] as Evaluate)(scope);
    if (isNullish(text)) return parts['onNull'] ? parts['onNull'](scope) : null;
    try {
      const at = parts['timezone'] ? zone(parts['timezone'], scope) : undefined;
      const format = parts['format']?.(scope);
      if ((parts['timezone'] && !at) || (parts['format'] && isNullish(format))) return null;
      if (typeof text !== 'string')
        throw new StoreError(
          241,
          `$dateFromString requires that 'dateString' be a string, found: ${typeName(text)}`,
        );
      return format === undefined
        ? parseDate(text, at)
        : parseDateBy(text, stringOperand('$dateFromString', format, 40684), at);
    } catch (error) {
      if (parts['onError'] && error instanceof StoreError && error.code === 241)
        return parts['onError'](scope);
      throw error;
    }
  };
};

const fieldNames = ['year', 'month', 'day', 'hour', 'minute', 'second', 'millisecond'];

const fromParts: Build = (operand, compile) => {
  if (isDoc(operand) && operand.has('isoWeekYear')) throw refused('$dateFromParts by ISO weeks');
  const parts = namedArguments('$dateFromParts', operand, compile, ['year'], [...fieldNames, 'timezone']);
  return (scope) => {
    const at = zone(parts['timezone'], scope);
    const values = fieldNames.map((name, i) =>
      parts[name] ? parts[name](scope) : i === 1 || i === 2 ? 1 : 0,
    );
    if (values.some(isNullish) || !at) return null;
    const [year, month, day, hour, minute, second, ms] = values.map((v) =>
      integerOperand('$dateFromParts', v, 40515),
    ) as [number, number, number, number, number, number, number];
    if (year < 1 || year > 9999)
      throw new StoreError(40523, `'year' must evaluate to an integer in the range 1 to 9999, found ${year}`);
    const date = new Date(Date.UTC(2000, 0, 1));
    date.setUTCFullYear(year, month - 1, day);
    const local = date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + ms;
    return new Date(instantOf(local, at));
  };
};

const toParts: Build = (operand, compile) => {
  const parts = namedArguments('$dateToParts', operand, compile, ['date'], ['timezone', 'iso8601']);
  return (scope) => {
    const value = (parts['date'] as Evaluate)(scope);
    const at = zone(parts['timezone'], scope);
    if (isNullish(value) || !at) return null;
    if (parts['iso8601']?.(scope)) throw refused('$dateToParts by ISO weeks');
    const ms = dateOperand('$dateToParts', value).getTime();
    const d = new Date(ms + at(ms));
    const numbers = [
      d.getUTCFullYear(),
      d.getUTCMonth() + 1,
      d.getUTCDate(),
      d.getUTCHours(),
      d.getUTCMinutes(),
      d.getUTCSeconds(),
      d.getUTCMilliseconds(),
    ];
    return docOf(Object.fromEntries(fieldNames.map((name, i) => [name, numbers[i]])));
  };
};

function arithmetic(name: string, sign: number): Build {
  return (operand, compile) => {
    const parts = namedArguments(name, operand, compile, ['startDate', 'unit', 'amount'], ['timezone']);
    return (scope) => {
      const values = ['startDate', 'unit', 'amount'].map((key) => (parts[key] as Evaluate)(scope));
      const at = zone(parts['timezone'], scope);
      if (values.some(isNullish) || !at) return null;
      const [start, unit, amount] = values as [Value, Value, Value];
      const ms = dateOperand(name, start).getTime();
      const n = sign * integerOperand(name, amount, 5166405);
      const u = checkUnit(unit);
      const local = addUnits(ms + at(ms), u, n);
      const isFixed = ['hour', 'minute', 'second', 'millisecond'].includes(u);
      return new Date(isFixed ? addUnits(ms, u, n) : instantOf(local, at));
    };
  };
}

const startOfWeek = (evaluate: Evaluate | undefined, scope: Scope): number =>
  evaluate ? weekday(evaluate(scope)) : 0;

const difference: Build = (operand, compile) => {
  const parts = namedArguments(
    '$dateDiff',
    operand,
    compile,
    ['startDate', 'endDate', 'unit'],
    ['timezone', 'startOfWeek'],
  );
  return (scope) => {
    const [from, to, unit] = ['startDate', 'endDate', 'unit'].map((key) => (parts[key] as Evaluate)(scope));
    const at = zone(parts['timezone'], scope);
    if (isNullish(from) || isNullish(to) || isNullish(unit) || !at) return null;
    const [a, b] = [dateOperand('$dateDiff', from).getTime(), dateOperand('$dateDiff', to).getTime()];
    const u = checkUnit(unit);
    const isShort = ['hour', 'minute', 'second', 'millisecond'].includes(u);
    const shift = isShort ? at(a) : undefined;
    const n = boundariesBetween(
      a + (shift ?? at(a)),
      b + (shift ?? at(b)),
      u,
      startOfWeek(parts['startOfWeek'], scope),
    );
    return BigInt(n);
  };
};

const truncation: Build = (operand, compile) => {
  const parts = namedArguments(
    '$dateTrunc',
    operand,
    compile,
    ['date', 'unit'],
    ['binSize', 'timezone', 'startOfWeek'],
  );
  return (scope) => {
    const [value, unit] = ['date', 'unit'].map((key) => (parts[key] as Evaluate)(scope));
    const at = zone(parts['timezone'], scope);
    const size = parts['binSize'] ? parts['binSize'](scope) : 1;
    if (isNullish(value) || isNullish(unit) || isNullish(size) || !at) return null;
    const bin = integerOperand('$dateTrunc', size, 5439017);
    if (bin <= 0) throw new StoreError(5439018, '$dateTrunc requires binSize to be greater than 0');
    const ms = dateOperand('$dateTrunc', value).getTime();
    return new Date(
      instantOf(truncate(ms + at(ms), checkUnit(unit), bin, startOfWeek(parts['startOfWeek'], scope)), at),
    );
  };
};

/** Expressions on dates; calendar fields are those of the given time zone. */
export const dates: Record<string, Build> = {
  ...dateFields,
  $dateToString: toText,
  $dateFromString: fromText,
  $dateFromParts: fromParts,
  $dateToParts: toParts,
  $dateAdd: arithmetic('$dateAdd', 1),
  $dateSubtract: arithmetic('$dateSubtract', -1),
  $dateDiff: difference,
  $dateTrunc: truncation,
};
