import { isDoc, type Value } from '../bson/values.js';

/** Called with each value a path leads to (undefined: missing); true ends the walk. */
export type Visit = (value: Value | undefined) => boolean;

export const isIndex = (part: string): boolean => /^(0|[1-9]\d*)$/.test(part);

/** How an array at the end of a path counts: `expand` its elements and itself, or only `whole`. */
export type Leaf = 'expand' | 'whole';

/**
 * Walks a dotted path as MongoDB's matcher does: through documents by name, through arrays into every
 * element that is a document, and by position. Says whether `visit` accepted a value.
 */
export function someValue(
  root: Value,
  parts: readonly string[],
  leaf: Leaf,
  visit: Visit,
  from = 0,
): boolean {
  let value: Value | undefined = root;
  for (let i = from; i < parts.length; i++) {
    if (!isDoc(value)) return visit(undefined);
    value = value.get(parts[i] as string);
    if (Array.isArray(value)) return someInArray(value, parts, leaf, visit, i + 1);
  }
  return visit(value);
}

function someInArray(
  array: Value[],
  parts: readonly string[],
  leaf: Leaf,
  visit: Visit,
  from: number,
): boolean {
  if (from === parts.length) {
    return (leaf === 'expand' && array.some((item) => visit(item))) || visit(array);
  }
  const position = isIndex(parts[from] as string) ? Number(parts[from]) : -1;
  for (let i = 0; i < array.length; i++) {
    const item = array[i] as Value;
    if (isDoc(item) && someValue(item, parts, leaf, visit, from)) return true;
    if (i === position && atPosition(item, parts, leaf, visit, from + 1)) return true;
  }
  return false;
}

/** An element chosen by its number: at the end of the path it counts as it is, an array unexpanded. */
function atPosition(item: Value, parts: readonly string[], leaf: Leaf, visit: Visit, from: number): boolean {
  if (from === parts.length) return visit(item);
  if (Array.isArray(item)) return someInArray(item, parts, leaf, visit, from);
  return isDoc(item) && someValue(item, parts, leaf, visit, from);
}
