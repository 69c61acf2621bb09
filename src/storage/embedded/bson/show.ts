import { Decimal128, ObjectId } from 'bson';
import { Double, isDoc, typeName, type Value } from './values.js';

/** A value as MongoDB's messages print it. */
export function show(value: Value | undefined): string {
  if (isDoc(value))
    return value.size ? `{ ${[...value].map(([k, v]) => `${k}: ${show(v)}`).join(', ')} }` : '{}';
  if (Array.isArray(value)) return value.length ? `[ ${value.map(show).join(', ')} ]` : '[]';
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof ObjectId) return `ObjectId('${value.toHexString()}')`;
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (value instanceof Double) return `${value.value}.0`;
  if (value instanceof Decimal128) return value.toString();
  if (value === null || ['number', 'bigint', 'boolean'].includes(typeof value)) return String(value);
  return typeName(value);
}
