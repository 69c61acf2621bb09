import { compareValues, equal } from '../bson/compare.js';
import { type Doc, isDoc, typeRank, type Value } from '../bson/values.js';
import { type ValueTest, valueTest } from '../matcher/value-tests.js';
import { intervalsOf } from './intervals.js';
import { type Predicate, predicatesOf } from './predicates.js';

const plain = (value: Value): boolean => !Array.isArray(value) && value !== null;

/** Whether a filter's predicates make sure that the condition of a partial index holds. */
export function impliesPartial(predicates: Predicate[], partial: Doc): boolean {
  const readable = [...partial].every(
    ([name, value]) => name === '$and' || (!name.startsWith('$') && readableAt(value)),
  );
  return readable && predicatesOf(partial).every((wanted) => predicates.some((p) => implies(p, wanted)));
}

const readableAt = (value: Value): boolean =>
  !isDoc(value) || (!value.has('$elemMatch') && !value.has('$all'));

function implies(given: Predicate, wanted: Predicate): boolean {
  if (given.path !== wanted.path) return false;
  if (given.operator === wanted.operator && equal(given.value, wanted.value)) return true;
  if (wanted.operator === '$exists') return wanted.value === true && excludesMissing(given);
  const test = valueTest(wanted.operator, wanted.value, wanted.spec);
  if (given.operator === '$eq') return plain(given.value) && test(given.value);
  if (given.operator === '$in') return inImplies(given.value, test);
  return rangeImplies(given, wanted);
}

const inImplies = (values: Value, test: ValueTest): boolean =>
  Array.isArray(values) && values.every((v) => plain(v) && typeRank(v) !== 13 && test(v));

function excludesMissing(given: Predicate): boolean {
  if (given.operator === '$in') return Array.isArray(given.value) && given.value.every(plain);
  return plain(given.value) && intervalsOf(given) !== undefined;
}

/** `a > 5` makes sure that `a > 3` and `a >= 5` hold. */
function rangeImplies(given: Predicate, wanted: Predicate): boolean {
  const direction = given.operator.slice(0, 2);
  if (!['$g', '$l'].includes(direction) || wanted.operator.slice(0, 2) !== direction) return false;
  if (typeRank(given.value) !== typeRank(wanted.value) || !plain(given.value)) return false;
  const difference = compareValues(given.value, wanted.value) * (direction === '$g' ? 1 : -1);
  return difference > 0 || (difference === 0 && wanted.operator.endsWith('e'));
}
