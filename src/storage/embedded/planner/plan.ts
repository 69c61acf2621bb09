import { equal } from '../bson/compare.js';
import { type Doc, isDoc, typeRank, type Value } from '../bson/values.js';
import { badValue, refused } from '../errors.js';
import { inverted } from '../keys/encode-key.js';
import { parseSort, type SortField } from '../projection/sort.js';
import { impliesPartial } from './implies.js';
import { type Interval, intersect, intervalsOf, isPoint } from './intervals.js';
import { type Predicate, predicatesOf } from './predicates.js';

/** What the planner needs to know of an index. */
export interface PlannedIndex {
  name: string;
  key: Doc;
  paths: string[][];
  descending: boolean[];
  tree: number;
  sparse: boolean;
  hidden: boolean;
  partial: Doc | undefined;
  multikey: boolean;
  cut: boolean;
}

/** How to find the candidates of a filter; the filter itself is always tested again. */
export interface Plan<I extends PlannedIndex = PlannedIndex> {
  index: I;
  /** Ranges of keys (without the tree), in index order. */
  ranges: Interval[];
  reverse: boolean;
  /** Whether candidates come in the order asked for. */
  sorted: boolean;
  /** Fields of the index that narrow the search. */
  bounded: number;
}

const combinationsMax = 1000;
const everything: Interval = { from: Buffer.alloc(0), to: Buffer.alloc(0) };

interface Bounds {
  prefixes: Buffer[];
  last: Interval[];
  /** Leading fields fixed to one value. */
  fixed: number;
  bounded: number;
}

/** Intervals of one field of an index; of a multikey one only a single predicate counts. */
function fieldIntervals(index: PlannedIndex, path: string, predicates: Predicate[]): Interval[] | undefined {
  const lists = predicates
    .filter((p) => p.path === path)
    .flatMap((p) => {
      const list = intervalsOf(p);
      return list ? [list] : [];
    });
  if (lists.length === 0) return undefined;
  if (!index.multikey) return lists.reduce(intersect);
  return lists.find((l) => l.every(isPoint)) ?? lists[0];
}

function boundsOf(index: PlannedIndex, predicates: Predicate[]): Bounds {
  const bounds: Bounds = { prefixes: [Buffer.alloc(0)], last: [everything], fixed: 0, bounded: 0 };
  const roots = new Set<string>();
  for (const [i, path] of [...index.key.keys()].entries()) {
    const root = (index.paths[i] as string[])[0] as string;
    if (index.multikey && roots.has(root)) break;
    roots.add(root);
    const intervals = fieldIntervals(index, path, predicates);
    if (!intervals) break;
    bounds.bounded++;
    const directed = index.descending[i]
      ? intervals.map(({ from, to }) => ({ from: inverted(to), to: inverted(from) })).reverse()
      : intervals;
    if (!directed.every(isPoint) || bounds.prefixes.length * directed.length > combinationsMax) {
      bounds.last = directed;
      break;
    }
    if (directed.length === 1 && bounds.fixed === i) bounds.fixed++;
    bounds.prefixes = bounds.prefixes.flatMap((prefix) =>
      directed.map(({ from }) => Buffer.concat([prefix, from])),
    );
  }
  return bounds;
}

const nonNull = (intervals: Interval[]): boolean =>
  intervals.every(({ from }) => from.length > 0 && (from[0] as number) > typeRank(null));

/** A sparse index lacks documents without its fields: one predicate must exclude those. */
function usable(index: PlannedIndex, predicates: Predicate[]): boolean {
  if (index.hidden) return false;
  if (index.partial && !impliesPartial(predicates, index.partial)) return false;
  if (!index.sparse) return true;
  return [...index.key.keys()].some((path) =>
    predicates.some((p) => {
      if (p.path !== path) return false;
      if (p.operator === '$exists') return p.value === true;
      const intervals = intervalsOf(p);
      return intervals !== undefined && !Array.isArray(p.value) && nonNull(intervals);
    }),
  );
}

/** Whether the index gives the sort order: 1 forwards, -1 backwards, 0 not. */
function sortDirection(index: PlannedIndex, sort: SortField[], bounds: Bounds): 0 | 1 | -1 {
  if (index.multikey || index.cut) return 0;
  const single = bounds.prefixes.length === 1;
  const fields = [...index.key.keys()];
  const fixed = new Set(single ? fields.slice(0, bounds.fixed) : []);
  const wanted = sort.filter(({ path }) => !fixed.has(path));
  if (!single && wanted.length > 0) return 0;
  const rest = fields
    .map((path, i) => ({ path, descending: index.descending[i] }))
    .slice(single ? bounds.fixed : 0);
  if (wanted.length > rest.length || wanted.some(({ path }, i) => path !== rest[i]?.path)) return 0;
  const reversals = new Set(wanted.map(({ descending }, i) => descending !== rest[i]?.descending));
  if (reversals.size > 1) return 0;
  return reversals.has(true) ? -1 : 1;
}

function planWith<I extends PlannedIndex>(index: I, predicates: Predicate[], sort: SortField[]): Plan<I> {
  const bounds = boundsOf(index, predicates);
  const direction = sortDirection(index, sort, bounds);
  const ranges = bounds.prefixes.sort(Buffer.compare).flatMap((prefix) =>
    bounds.last.map(({ from, to }) => ({
      from: Buffer.concat([prefix, from]),
      to: Buffer.concat([prefix, to]),
    })),
  );
  return { index, ranges, reverse: direction === -1, sorted: direction !== 0, bounded: bounds.bounded };
}

/** More bounded fields first, then one that spares sorting, then points before ranges. */
function score(plan: Plan, sorting: boolean): number {
  const points = plan.ranges.every(isPoint) && plan.bounded > 0 ? 1 : 0;
  const whole = plan.bounded === 0 ? (plan.index.partial ? 0.5 : 0) : 0;
  return plan.bounded * 4 + whole * 4 + points * 2 + (sorting && plan.sorted ? 3 : 0);
}

/**
 * Chooses an index for a filter and a sort; undefined means a scan of the collection.
 * @param hint an index name or key pattern, or `{$natural: 1}`.
 * @throws 2 when the hint names no index.
 */
export function choosePlan<I extends PlannedIndex>(
  indexes: I[],
  filter: Doc,
  sort: Doc | undefined,
  hint: Value | undefined,
): Plan<I> | undefined {
  const predicates = predicatesOf(filter);
  const fields = sort ? parseSort(sort) : [];
  if (hint !== undefined) return hinted(indexes, predicates, fields, hint);
  const plans = indexes
    .filter((index) => usable(index, predicates))
    .map((index) => planWith(index, predicates, fields))
    .filter((plan) => plan.bounded > 0 || plan.index.partial || (fields.length > 0 && plan.sorted));
  return plans.sort((a, b) => score(b, fields.length > 0) - score(a, fields.length > 0))[0];
}

function hinted<I extends PlannedIndex>(
  indexes: I[],
  predicates: Predicate[],
  sort: SortField[],
  hint: Value,
): Plan<I> | undefined {
  if (isDoc(hint) && hint.has('$natural')) return undefined;
  const index = indexes.find(
    (i) => !i.hidden && (typeof hint === 'string' ? i.name === hint : equal(i.key, hint)),
  );
  if (!index) {
    throw badValue(
      'error processing query: planner returned error: hint provided does not correspond to an existing index',
    );
  }
  if (!usable(index, predicates))
    throw refused('a hint at an index that lacks documents the filter may match');
  return planWith(index, predicates, sort);
}
