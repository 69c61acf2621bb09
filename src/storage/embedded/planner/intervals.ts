import { BSONRegExp, MaxKey, MinKey } from 'bson';
import { isDoc, typeRank, type Value } from '../bson/values.js';
import { encodeValue } from '../keys/encode-key.js';
import { literalPrefix } from '../matcher/regex.js';
import type { Predicate } from './predicates.js';

/** Keys between two beginnings, both included with everything that begins like them. */
export interface Interval {
  from: Buffer;
  to: Buffer;
}

const point = (value: Value | undefined): Interval => {
  const key = encodeValue(value);
  return { from: key, to: key };
};

const bracket = (value: Value): Buffer => Buffer.from([typeRank(value)]);

/** Where values equal to `value` are in an index; an array is also found by its first element. */
function equalTo(value: Value): Interval[] {
  if (value instanceof BSONRegExp) return matching(value);
  return Array.isArray(value) ? [point(value[0]), point(value)] : [point(value)];
}

function matching(expression: BSONRegExp): Interval[] {
  const start = Buffer.concat([Buffer.from([typeRank('')]), Buffer.from(literalPrefix(expression))]);
  return [{ from: start, to: start }, point(expression)];
}

/** The intervals of an index that hold every match of a predicate; undefined when it cannot narrow. */
export function intervalsOf({ operator, value, spec }: Predicate): Interval[] | undefined {
  switch (operator) {
    case '$eq':
      return normal(equalTo(value));
    case '$in':
      return Array.isArray(value) ? normal(value.flatMap(equalTo)) : undefined;
    case '$regex':
      return regexIntervals(value, spec?.get('$options'));
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return rangeOf(operator, value);
    default:
      return undefined;
  }
}

function regexIntervals(value: Value, options: Value | undefined): Interval[] {
  const expression =
    value instanceof BSONRegExp && options === undefined
      ? value
      : new BSONRegExp(value instanceof BSONRegExp ? value.pattern : String(value), String(options ?? ''));
  return normal(matching(expression));
}

function rangeOf(operator: string, value: Value): Interval[] | undefined {
  if (Array.isArray(value) || isDoc(value) || value instanceof MinKey || value instanceof MaxKey)
    return undefined;
  if (value === null) return [point(null)];
  const key = encodeValue(value);
  return [operator.startsWith('$g') ? { from: key, to: bracket(value) } : { from: bracket(value), to: key }];
}

/** Order of upper ends: of two where one begins like the other, the longer ends first. */
function compareEnds(a: Buffer, b: Buffer): number {
  const length = Math.min(a.length, b.length);
  return Buffer.compare(a.subarray(0, length), b.subarray(0, length)) || b.length - a.length;
}

const empty = ({ from, to }: Interval): boolean => Buffer.compare(from.subarray(0, to.length), to) > 0;

/** Sorted, without overlaps. */
function normal(intervals: Interval[]): Interval[] {
  const sorted = [...intervals].sort((a, b) => Buffer.compare(a.from, b.from));
  const result: Interval[] = [];
  for (const next of sorted) {
    const last = result.at(-1);
    if (last && Buffer.compare(next.from.subarray(0, last.to.length), last.to) <= 0) {
      if (compareEnds(next.to, last.to) > 0) last.to = next.to;
    } else result.push({ ...next });
  }
  return result;
}

/** What two lists of intervals have in common. */
export function intersect(a: Interval[], b: Interval[]): Interval[] {
  const found = a.flatMap((x) =>
    b.map((y) => ({
      from: Buffer.compare(x.from, y.from) > 0 ? x.from : y.from,
      to: compareEnds(x.to, y.to) < 0 ? x.to : y.to,
    })),
  );
  return normal(found.filter((i) => !empty(i)));
}

export const isPoint = ({ from, to }: Interval): boolean => from.equals(to);
