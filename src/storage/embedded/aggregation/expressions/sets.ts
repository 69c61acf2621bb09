import type { Value } from '../../bson/values.js';
import { encodeValue } from '../../keys/encode-key.js';
import { argumentsOf, arrayOperand, fixed, isNullish, nullable } from '../operands.js';
import { type Build, isTrue } from '../scope.js';

/** Values by what they are equal to, in their order. */
const setOf = (list: Value[]): Map<string, Value> => {
  const set = new Map<string, Value>();
  for (const v of list) {
    const key = encodeValue(v).toString('latin1');
    if (!set.has(key)) set.set(key, v);
  }
  return set;
};

const ordered = (set: Map<string, Value>): Value[] =>
  [...set].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, v]) => v);

const many =
  (
    name: string,
    min: number,
    code: number,
    apply: (sets: Map<string, Value>[]) => Value,
    orNull: boolean,
  ): Build =>
  (operand, compile) => {
    const args = argumentsOf(name, operand, compile, min, Number.POSITIVE_INFINITY);
    return (scope) => {
      const lists = args.map((arg) => arg(scope));
      if (orNull && lists.some(isNullish)) return null;
      return apply(lists.map((list) => setOf(arrayOperand(name, list, code))));
    };
  };

function intersection(sets: Map<string, Value>[]): Value {
  const [first = new Map<string, Value>(), ...rest] = sets;
  return ordered(new Map([...first].filter(([key]) => rest.every((set) => set.has(key)))));
}

const isSubset = (a: Map<string, Value>, b: Map<string, Value>): boolean =>
  [...a.keys()].every((key) => b.has(key));

/** Arrays as sets; results come in BSON order. */
export const sets: Record<string, Build> = {
  $setUnion: many(
    '$setUnion',
    0,
    17043,
    (all) => ordered(new Map(all.flatMap((set) => [...set]).reverse())),
    true,
  ),
  $setIntersection: many('$setIntersection', 0, 17047, intersection, true),
  $setEquals: many(
    '$setEquals',
    2,
    17044,
    ([first, ...rest]) =>
      rest.every((set) => isSubset(first as typeof set, set) && isSubset(set, first as typeof set)),
    false,
  ),
  $setDifference: nullable('$setDifference', 2, (a, b) => {
    const gone = setOf(arrayOperand('$setDifference', b, 17049));
    return [...setOf(arrayOperand('$setDifference', a, 17048))]
      .filter(([key]) => !gone.has(key))
      .map(([, v]) => v);
  }),
  $setIsSubset: fixed('$setIsSubset', 2, (a, b) =>
    isSubset(setOf(arrayOperand('$setIsSubset', a, 17046)), setOf(arrayOperand('$setIsSubset', b, 17042))),
  ),
  $anyElementTrue: fixed('$anyElementTrue', 1, (v) => arrayOperand('$anyElementTrue', v, 17041).some(isTrue)),
  $allElementsTrue: fixed('$allElementsTrue', 1, (v) =>
    arrayOperand('$allElementsTrue', v, 17040).every(isTrue),
  ),
};
