import type { Doc, Value } from '../bson/values.js';
import { isDoc } from '../bson/values.js';
import { badValue, failedToParse, refused, StoreError } from '../errors.js';
import { compileFilter, type MatchContext, type Matches } from '../matcher/match.js';
import { getAt, type Place } from './paths.js';

/** The array filters of an update by identifier. */
export type ArrayFilters = Map<string, Matches>;

const rootNames = (filter: Doc): string[] =>
  [...filter].flatMap(([name, value]) =>
    name.startsWith('$') && Array.isArray(value)
      ? value.filter(isDoc).flatMap(rootNames)
      : [name.split('.')[0] as string],
  );

/** Compiles `arrayFilters`. @throws 9 for filters of no or several identifiers. */
export function parseArrayFilters(filters: Value[], context: MatchContext): ArrayFilters {
  const result: ArrayFilters = new Map();
  for (const filter of filters) {
    if (!isDoc(filter)) throw new StoreError(14, 'each array filter must be an object');
    const names = new Set(rootNames(filter));
    const [name] = names;
    if (names.size !== 1 || name === undefined)
      throw failedToParse('Expected a single top-level field name in each array filter');
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name))
      throw badValue(
        `array filter identifier '${name}' must begin with a lowercase letter and hold only letters and digits`,
      );
    if (result.has(name))
      throw failedToParse(`Found multiple array filters with the same top-level field name ${name}`);
    result.set(name, compileFilter(filter, context));
  }
  return result;
}

/** The identifier in `$[identifier]`; '' in `$[]`; undefined for other path parts. */
export const identifierOf = (part: string): string | undefined => /^\$\[(.*)\]$/.exec(part)?.[1];

/** What stands behind the positional parts of a path in one document. */
export interface Positions {
  arrayFilters: ArrayFilters;
  /** The array position the filter matched under `prefix`, for `$`. */
  matched(prefix: string): number | undefined;
}

/** The concrete paths a path with `$`, `$[]` and `$[identifier]` stands for in this document. */
export function expandPath(doc: Doc, parts: readonly string[], positions: Positions): string[][] {
  const at = parts.findIndex((part) => part === '$' || identifierOf(part) !== undefined);
  if (at < 0) return [[...parts]];
  if (parts[at] === '$')
    return expandPath(doc, replaced(parts, at, matchedIndex(parts, at, positions)), positions);
  const prefix = parts.slice(0, at);
  const array = valueAt(doc, prefix);
  if (!Array.isArray(array)) {
    const path = prefix.join('.');
    throw badValue(
      array === undefined
        ? `The path '${path}' must exist in the document in order to apply array updates.`
        : `Cannot apply array updates to non-array element ${path}`,
    );
  }
  const name = identifierOf(parts[at] as string) as string;
  const test = name === '' ? undefined : positions.arrayFilters.get(name);
  return array.flatMap((item, i) =>
    !test || test(new Map([[name, item]])) ? expandPath(doc, replaced(parts, at, i), positions) : [],
  );
}

const replaced = (parts: readonly string[], at: number, index: number): string[] => [
  ...parts.slice(0, at),
  String(index),
  ...parts.slice(at + 1),
];

function matchedIndex(parts: readonly string[], at: number, positions: Positions): number {
  const index = positions.matched(parts.slice(0, at).join('.'));
  if (index === undefined)
    throw badValue('The positional operator did not find the match needed from the query.');
  return index;
}

function valueAt(doc: Doc, parts: readonly string[]): Value | undefined {
  let value: Value | undefined = doc;
  for (const part of parts) {
    if (!isDoc(value) && !Array.isArray(value)) return undefined;
    value = getAt({ parent: value, key: part } as Place);
  }
  return value;
}

/** The predicates of a filter that must hold, with their paths; negations say nothing of a position. */
function predicates(filter: Doc): [string, Value][] {
  return [...filter].flatMap(([name, value]) => {
    if (name === '$and' && Array.isArray(value)) return value.filter(isDoc).flatMap(predicates);
    return name.startsWith('$') ? [] : [[name, value] as [string, Value]];
  });
}

/**
 * The position of the array element a filter matched in a document, for the positional `$`.
 * Refuses where predicates on one array point at different elements: MongoDB's choice is not documented.
 */
export function matchedPosition(
  filter: Doc,
  doc: Doc,
  prefix: string,
  context: MatchContext,
): number | undefined {
  const found = new Set<number>();
  const elsewhere = new Set<number>();
  for (const [path, value] of predicates(filter)) {
    const at = arrayOnPath(doc, path.split('.'));
    if (!at) continue;
    const index = firstMatch(doc, at.path, at.array, path, value, context);
    if (index !== undefined) (at.path.join('.') === prefix ? found : elsewhere).add(index);
  }
  const candidates = found.size ? found : elsewhere;
  if (candidates.size > 1)
    throw refused('the positional operator $ after predicates that match different elements');
  return [...candidates][0];
}

/** The first array on the way of a path. */
function arrayOnPath(doc: Doc, parts: string[]): { path: string[]; array: Value[] } | undefined {
  let value: Value | undefined = doc;
  for (let i = 0; i < parts.length; i++) {
    if (!isDoc(value)) return undefined;
    value = value.get(parts[i] as string);
    if (Array.isArray(value)) return { path: parts.slice(0, i + 1), array: value };
  }
  return undefined;
}

function firstMatch(
  doc: Doc,
  arrayPath: string[],
  array: Value[],
  path: string,
  predicate: Value,
  context: MatchContext,
): number | undefined {
  const matches = compileFilter(new Map([[path, predicate]]), context);
  if (!matches(doc)) return undefined;
  const index = array.findIndex((item) => matches(nest(arrayPath, [item])));
  return index < 0 ? undefined : index;
}

const nest = (path: string[], array: Value[]): Doc =>
  path.reduceRight<Value>((inner, part) => new Map([[part, inner]]), array) as Doc;
