import { type Doc, isDoc, type Value } from '../bson/values.js';
import { StoreError } from '../errors.js';

/** What a path of an index finds in a document: one value, or one per array element. */
export interface PathValues {
  values: (Value | undefined)[];
  /** Whether an array was met on the way or at the end. */
  multi: boolean;
  /** Whether anything was there; a sparse index leaves out documents where nothing is. */
  found: boolean;
}

const missing: PathValues = { values: [null], multi: false, found: false };

/** The index values of a dotted path, as MongoDB extracts them (missing is null, an empty array undefined). */
export function pathValues(value: Value | undefined, parts: readonly string[], from = 0): PathValues {
  if (Array.isArray(value)) return arrayValues(value, parts, from);
  if (from === parts.length)
    return value === undefined ? missing : { values: [value], multi: false, found: true };
  if (!isDoc(value)) return missing;
  return pathValues(value.get(parts[from] as string), parts, from + 1);
}

function arrayValues(array: Value[], parts: readonly string[], from: number): PathValues {
  if (from === parts.length) {
    const values: (Value | undefined)[] = array.length ? array : [undefined];
    return { values, multi: true, found: true };
  }
  const part = parts[from] as string;
  const results = array.filter(isDoc).map((item) => pathValues(item, parts, from));
  if (/^(0|[1-9]\d*)$/.test(part) && Number(part) < array.length) {
    const item = array[Number(part)];
    results.push(from + 1 === parts.length ? offsetLeaf(item) : pathValues(item, parts, from + 1));
  }
  if (results.length < array.length || array.length === 0) results.push(missing);
  return {
    values: results.flatMap((r) => r.values),
    multi: true,
    found: results.some((r) => r.found),
  };
}

/** An element reached by its position is a value of its own, and so are the elements it may hold. */
function offsetLeaf(item: Value | undefined): PathValues {
  const values = Array.isArray(item) ? [item, ...item] : [item];
  return { values, multi: true, found: true };
}

/**
 * Every combination of values a compound index holds for a document.
 * @throws 171 when two of its paths end in different arrays.
 */
export function combinations(doc: Doc, paths: readonly (readonly string[])[]) {
  const found = paths.map((parts) => pathValues(doc, parts));
  const multi = found.map((f) => f.multi);
  const roots = new Set(paths.filter((_, i) => multi[i]).map((parts) => parts[0]));
  if (roots.size > 1) throw new StoreError(171, `cannot index parallel arrays [${[...roots].join('] [')}]`);
  let tuples: (Value | undefined)[][] = [[]];
  for (const { values } of found) tuples = tuples.flatMap((tuple) => values.map((v) => [...tuple, v]));
  return { tuples, multi: multi.includes(true), found: found.some((f) => f.found) };
}
