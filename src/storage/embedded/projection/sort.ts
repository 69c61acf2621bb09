import { compareValues } from '../bson/compare.js';
import { exactInteger } from '../bson/numbers.js';
import { type Doc, isDoc, isNumber, type Value } from '../bson/values.js';
import { badValue, refused, StoreError } from '../errors.js';
import { pathValues } from '../keys/index-keys.js';

export interface SortField {
  path: string;
  parts: string[];
  descending: boolean;
}

/** Reads a sort specification. @throws 15975/2 as MongoDB does; `$meta` is refused. */
export function parseSort(spec: Doc): SortField[] {
  return [...spec].map(([path, direction]) => {
    if (isDoc(direction)) throw refused('sorting by $meta');
    const n = isNumber(direction) ? exactInteger(direction) : undefined;
    if (n !== 1n && n !== -1n)
      throw new StoreError(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    if (path === '' || path.split('.').includes(''))
      throw badValue('FieldPath field names may not be empty strings.');
    if (path.startsWith('$'))
      throw new StoreError(16410, `FieldPath field names may not start with '$': ${path}`);
    return { path, parts: path.split('.'), descending: n === -1n };
  });
}

/** The value a document is sorted by: of an array the lowest element, or the highest when descending. */
export function sortKey(doc: Doc, { parts, descending }: SortField): Value | undefined {
  if (parts.length === 1) {
    const value = doc.get(parts[0] as string);
    if (!Array.isArray(value)) return value === undefined ? null : value;
  }
  const { values } = pathValues(doc, parts);
  return values.reduce((best, v) => (compareValues(v, best) < 0 === descending ? best : v));
}

export type Compare = (a: Doc, b: Doc) => number;

/** Orders documents by a sort specification. */
export function compileSort(spec: Doc): Compare {
  const fields = parseSort(spec);
  return (a, b) => {
    for (const field of fields) {
      const result = compareValues(sortKey(a, field), sortKey(b, field));
      if (result) return field.descending ? -result : result;
    }
    return 0;
  };
}

/** Sorts documents (or what carries one), computing each key once. Stable. */
export function sortBy<T>(items: T[], spec: Doc, docOf: (item: T) => Doc): T[] {
  const fields = parseSort(spec);
  const keyed = items.map((item) => ({ item, keys: fields.map((f) => sortKey(docOf(item), f)) }));
  keyed.sort((a, b) => {
    for (const [i, field] of fields.entries()) {
      const result = compareValues(a.keys[i], b.keys[i]);
      if (result) return field.descending ? -result : result;
    }
    return 0;
  });
  return keyed.map(({ item }) => item);
}
