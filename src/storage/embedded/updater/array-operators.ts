import { BSONRegExp } from 'bson';
import { expressionContext } from '../aggregation/context.js';
import { compareValues, equal } from '../bson/compare.js';
import { exactInteger } from '../bson/numbers.js';
import { clone, type Doc, isDoc, isNumber, typeName, type Value } from '../bson/values.js';
import { badValue } from '../errors.js';
import { compileFilter } from '../matcher/match.js';
import { isOperatorDoc } from '../matcher/value-tests.js';
import { compileSort } from '../projection/sort.js';
import type { Change } from './change.js';

function arrayOf(old: Value, path: string, name: string): Value[] {
  if (Array.isArray(old)) return old;
  throw badValue(`The field '${path}' must be an array but is of type ${typeName(old)} (${name})`);
}

interface Push {
  each: Value[];
  position: number | undefined;
  slice: number | undefined;
  sort: ((a: Value, b: Value) => number) | undefined;
}

/** `$push`: one value, or `$each` with `$position`, `$sort` and `$slice`, applied in that order. */
export function push(operand: Value, path: string): Change {
  const plan = isDoc(operand) && operand.has('$each') ? parsePush(operand) : plainPush(operand);
  return (old) => {
    const array = [...arrayOf(old ?? [], path, '$push')];
    array.splice(plan.position ?? array.length, 0, ...plan.each.map(clone));
    if (plan.sort) array.sort(plan.sort);
    return plan.slice === undefined ? array : sliced(array, plan.slice);
  };
}

const plainPush = (value: Value): Push => ({
  each: [value],
  position: undefined,
  slice: undefined,
  sort: undefined,
});

const sliced = (array: Value[], n: number): Value[] =>
  n === 0 ? [] : n > 0 ? array.slice(0, n) : array.slice(n);

function parsePush(spec: Doc): Push {
  for (const name of spec.keys()) {
    if (!['$each', '$slice', '$sort', '$position'].includes(name))
      throw badValue(`Unrecognized clause in $push: ${name}`);
  }
  const each = spec.get('$each') as Value;
  if (!Array.isArray(each)) throw badValue('The argument to $each in $push must be an array');
  const sort = spec.get('$sort');
  return {
    each,
    position: integerClause(spec, '$position'),
    slice: integerClause(spec, '$slice'),
    sort: sort === undefined ? undefined : elementOrder(sort),
  };
}

function integerClause(spec: Doc, name: string): number | undefined {
  const value = spec.get(name);
  if (value === undefined) return undefined;
  const n = isNumber(value) ? exactInteger(value) : undefined;
  if (n === undefined)
    throw badValue(`The value for ${name} must be an integer value but was given type: ${typeName(value)}`);
  return Number(n);
}

function elementOrder(sort: Value): (a: Value, b: Value) => number {
  const direction = isNumber(sort) ? exactInteger(sort) : undefined;
  if (direction === 1n) return compareValues;
  if (direction === -1n) return (a, b) => compareValues(b, a);
  if (!isDoc(sort) || sort.size === 0)
    throw badValue(
      'The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields',
    );
  const compare = compileSort(sort);
  const holder = (v: Value): Doc => (isDoc(v) ? v : new Map());
  return (a, b) => compare(holder(a), holder(b));
}

/** `$addToSet`: appends what no element is equal to. */
export function addToSet(operand: Value, path: string): Change {
  const values = isDoc(operand) && operand.keys().next().value === '$each' ? eachOf(operand) : [operand];
  return (old) => {
    const before = arrayOf(old ?? [], path, '$addToSet');
    const array = [...before];
    for (const value of values) if (!array.some((v) => equal(v, value))) array.push(clone(value));
    return old !== undefined && array.length === before.length ? undefined : array;
  };
}

function eachOf(spec: Doc): Value[] {
  const each = spec.get('$each');
  if (!Array.isArray(each)) throw badValue('The argument to $each in $addToSet must be an array');
  if (spec.size > 1) throw badValue('Found unexpected fields after $each in $addToSet');
  return each;
}

const culled =
  (path: string, name: string, drop: (v: Value) => boolean): Change =>
  (old) => {
    if (old === undefined) return undefined;
    const array = arrayOf(old, path, name);
    const kept = array.filter((v) => !drop(v));
    return kept.length === array.length ? undefined : kept;
  };

/** `$pull`: removes elements equal to a value, or matching a condition. */
export function pull(operand: Value, path: string): Change {
  return culled(path, '$pull', pullTest(operand));
}

function pullTest(operand: Value): (v: Value) => boolean {
  const first = isDoc(operand) ? operand.keys().next().value : undefined;
  const logical = first !== undefined && ['$and', '$or', '$nor'].includes(first);
  if ((isOperatorDoc(operand) && !logical) || operand instanceof BSONRegExp) {
    const matches = compileFilter(new Map([['v', operand]]), expressionContext);
    return (v) => matches(new Map([['v', v]]));
  }
  if (!isDoc(operand)) return (v) => equal(v, operand);
  const matches = compileFilter(operand, expressionContext);
  return (v) => isDoc(v) && matches(v);
}

/** `$pullAll`: removes elements equal to one of a list. */
export function pullAll(operand: Value, path: string): Change {
  if (!Array.isArray(operand))
    throw badValue(`$pullAll requires an array argument but was given a ${typeName(operand)}`);
  return culled(path, '$pullAll', (v) => operand.some((o) => equal(v, o)));
}

/** `$pop`: removes the last or the first element. */
export const pop =
  (last: boolean): Change =>
  (old) => {
    if (old === undefined) return undefined;
    if (!Array.isArray(old)) throw typeMismatchPop(old);
    if (old.length === 0) return undefined;
    return last ? old.slice(0, -1) : old.slice(1);
  };

const typeMismatchPop = (old: Value) =>
  badValue(`Path contains an element of type ${typeName(old)}, $pop needs an array`);
