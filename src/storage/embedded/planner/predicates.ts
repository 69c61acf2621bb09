import { type Doc, isDoc, type Value } from '../bson/values.js';
import { isOperatorDoc } from '../matcher/value-tests.js';

/** One condition that must hold at a path. */
export interface Predicate {
  path: string;
  operator: string;
  value: Value;
  /** The operators beside it (`$options`). */
  spec: Doc | undefined;
}

const equality = (path: string, value: Value): Predicate => ({
  path,
  operator: '$eq',
  value,
  spec: undefined,
});

/** The conditions a filter sets on single paths and that must all hold; what it cannot use it leaves out. */
export function predicatesOf(filter: Doc): Predicate[] {
  return [...filter].flatMap(([name, value]) => {
    if (name === '$and' && Array.isArray(value)) return value.filter(isDoc).flatMap(predicatesOf);
    if (name.startsWith('$')) return [];
    return isOperatorDoc(value) ? operatorPredicates(name, value) : [equality(name, value)];
  });
}

function operatorPredicates(path: string, spec: Doc): Predicate[] {
  return [...spec].flatMap(([operator, value]) => {
    if (operator === '$elemMatch' && isDoc(value)) return elementPredicates(path, value);
    if (operator === '$all' && Array.isArray(value))
      return value.filter((v) => !isOperatorDoc(v)).map((v) => equality(path, v));
    return [{ path, operator, value, spec }];
  });
}

function elementPredicates(path: string, spec: Doc): Predicate[] {
  if (isOperatorDoc(spec)) {
    const nested =
      spec.has('$elemMatch') || [...spec.keys()].some((k) => ['$and', '$or', '$nor', '$expr'].includes(k));
    return nested ? [] : operatorPredicates(path, spec).filter((p) => !Array.isArray(p.value));
  }
  return predicatesOf(spec).map((p) => ({ ...p, path: `${path}.${p.path}` }));
}
