import type { Doc, Value } from '../bson/values.js';
import { badValue } from '../errors.js';
import { findPlace, getAt, makePlace, setAt, unsetAt } from './paths.js';

/** Moves the value of one path to another; neither may lie inside an array. */
export function rename(doc: Doc, from: readonly string[], to: readonly string[]): void {
  if (passesArray(doc, from)) {
    throw badValue(`The source field cannot be an array element, '${from.join('.')}' in doc`);
  }
  const source = findPlace(doc, from);
  const value = source && getAt(source);
  if (!source || value === undefined) return;
  if (passesArray(doc, to))
    throw badValue(`The destination field cannot be an array element, '${to.join('.')}' in doc`);
  const target = makePlace(doc, to);
  unsetAt(source);
  setAt(target, value);
}

function passesArray(doc: Doc, parts: readonly string[]): boolean {
  let value: Value | undefined = doc;
  for (const part of parts) {
    if (Array.isArray(value)) return true;
    if (!(value instanceof Map)) return false;
    value = (value as Doc).get(part);
  }
  return false;
}
