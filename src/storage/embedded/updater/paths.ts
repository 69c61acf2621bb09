import { type Doc, isDoc, typeName, type Value } from '../bson/values.js';
import { StoreError } from '../errors.js';
import { isIndex } from '../matcher/paths.js';

/** A place in a document: what holds it and under which name or position. */
export interface Place {
  parent: Doc | Value[];
  key: string;
}

const backfillMax = 1_500_000;

export const getAt = ({ parent, key }: Place): Value | undefined =>
  Array.isArray(parent) ? parent[Number(key)] : parent.get(key);

/** Writes a value; an array is filled with nulls up to the position. */
export function setAt({ parent, key }: Place, value: Value): void {
  if (!Array.isArray(parent)) {
    parent.set(key, value);
    return;
  }
  const index = Number(key);
  if (index - parent.length > backfillMax) {
    throw new StoreError(2, `can't backfill more than ${backfillMax} elements of an array`);
  }
  while (parent.length < index) parent.push(null);
  parent[index] = value;
}

/** Removes a field; an array element becomes null so that the others keep their places. */
export function unsetAt({ parent, key }: Place): void {
  if (Array.isArray(parent)) parent[Number(key)] = null;
  else parent.delete(key);
}

const canHold = (value: Value | undefined, key: string): value is Doc | Value[] =>
  isDoc(value) || (Array.isArray(value) && isIndex(key));

/** The place a path leads to; undefined where something on the way is missing or cannot hold it. */
export function findPlace(doc: Doc, parts: readonly string[]): Place | undefined {
  let parent: Value | undefined = doc;
  for (let i = 0; i < parts.length - 1; i++) {
    if (!canHold(parent, parts[i] as string)) return undefined;
    parent = getAt({ parent, key: parts[i] as string });
  }
  const key = parts.at(-1) as string;
  return canHold(parent, key) ? { parent, key } : undefined;
}

/**
 * The place of a path with what is missing on the way created as documents.
 * @throws 28 where a value on the way cannot hold the next name.
 */
export function makePlace(doc: Doc, parts: readonly string[]): Place {
  let parent: Doc | Value[] = doc;
  checkViable(doc, parts);
  for (let i = 0; i < parts.length - 1; i++) {
    const place: Place = { parent, key: parts[i] as string };
    let next = getAt(place);
    if (next === undefined) {
      next = new Map();
      setAt(place, next);
    }
    parent = next as Doc | Value[];
  }
  return { parent, key: parts.at(-1) as string };
}

/** Looks before writing, so that an error leaves nothing half made. */
function checkViable(doc: Doc, parts: readonly string[]): void {
  let value: Value | undefined = doc;
  for (const [i, part] of parts.entries()) {
    if (value === undefined) return;
    if (!canHold(value, part)) {
      const where = parts[i - 1] ?? '';
      throw new StoreError(28, `Cannot create field '${part}' in element {${where}: ${typeName(value)}}`);
    }
    value = getAt({ parent: value, key: part });
  }
}

const numeric = /^\d+$/;

/** Order of path parts: numbers by value, names by their bytes; MongoDB applies updates in this order. */
export function comparePaths(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const x = a[i] as string;
    const y = b[i] as string;
    if (x === y) continue;
    if (numeric.test(x) && numeric.test(y)) return Number(x) - Number(y) || (x < y ? -1 : 1);
    return Buffer.compare(Buffer.from(x), Buffer.from(y));
  }
  return a.length - b.length;
}

/** Whether a value stands on the way that can hold no further part of the path. */
export function isBlocked(doc: Doc, parts: readonly string[]): boolean {
  let value: Value | undefined = doc;
  for (const part of parts) {
    if (value === undefined) return false;
    if (!canHold(value, part)) return true;
    value = getAt({ parent: value, key: part });
  }
  return false;
}
