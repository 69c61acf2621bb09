import { type Doc, docOf, isDoc, type Value } from '../../bson/values.js';
import { StoreError } from '../../errors.js';
import { argumentsOf, arrayOperand, isNullish, nullable, wrongType } from '../operands.js';
import type { Build, Evaluate } from '../scope.js';

const getField: Build = (operand, compile) => {
  const spec = isDoc(operand) && operand.has('field') ? operand : undefined;
  const field = compile(spec ? (spec.get('field') as Value) : operand);
  const input: Evaluate = spec?.has('input') ? compile(spec.get('input') as Value) : (scope) => scope.current;
  return (scope) => {
    const name = field(scope);
    if (typeof name !== 'string')
      throw wrongType(5654602, '$getField', name, "'field' to evaluate to a string");
    const value = input(scope);
    if (isNullish(value)) return value === undefined ? undefined : null;
    return isDoc(value) ? value.get(name) : undefined;
  };
};

function pair(item: Value): [string, Value] {
  if (Array.isArray(item)) {
    if (item.length !== 2 || typeof item[0] !== 'string')
      throw new StoreError(40397, '$arrayToObject requires pairs of a string and a value');
    return item as [string, Value];
  }
  const key = isDoc(item) ? item.get('k') : undefined;
  if (!isDoc(item) || item.size !== 2 || typeof key !== 'string' || !item.has('v')) {
    throw new StoreError(40392, "$arrayToObject requires objects with fields 'k' and 'v'");
  }
  return [key, item.get('v') as Value];
}

const merge: Build = (operand, compile) => {
  const args = argumentsOf('$mergeObjects', operand, compile, 0, Number.POSITIVE_INFINITY);
  return (scope) => {
    const result: Doc = new Map();
    for (const arg of args) {
      const value = arg(scope);
      if (isNullish(value)) continue;
      if (!isDoc(value)) throw wrongType(40400, '$mergeObjects', value, 'object inputs');
      for (const [name, v] of value) result.set(name, v);
    }
    return result;
  };
};

/** Expressions on documents. */
export const objects: Record<string, Build> = {
  $getField: getField,
  $mergeObjects: merge,
  $objectToArray: nullable('$objectToArray', 1, (v) => {
    if (!isDoc(v)) throw wrongType(40390, '$objectToArray', v, 'a document input');
    return [...v].map(([k, value]) => docOf({ k, v: value }));
  }),
  $arrayToObject: nullable(
    '$arrayToObject',
    1,
    (v) => new Map(arrayOperand('$arrayToObject', v, 40386).map(pair)),
  ),
};
