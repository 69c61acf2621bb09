import { ObjectId, Timestamp } from 'bson';
import { typeName, type Value } from '../../bson/values.js';
import { StoreError } from '../../errors.js';
import { isNullish, stringOperand } from '../operands.js';
import type { Evaluate, Scope } from '../scope.js';
import { type Zone, zoneOf } from './time-zone.js';

/** A value that can stand for a date. @throws 16006 */
export function dateOperand(name: string, v: Value): Date {
  if (v instanceof Date) return v;
  if (v instanceof ObjectId) return v.getTimestamp();
  if (v instanceof Timestamp) return new Date(v.getHighBits() * 1000);
  throw new StoreError(16006, `can't convert from BSON type ${typeName(v)} to Date (${name})`);
}

/** The zone of an optional argument; undefined when it is null, which makes the result null. */
export function zone(evaluate: Evaluate | undefined, scope: Scope): Zone | undefined {
  if (!evaluate) return zoneOf(undefined);
  const name = evaluate(scope);
  if (isNullish(name)) return undefined;
  return zoneOf(stringOperand('timezone', name, 40517));
}
