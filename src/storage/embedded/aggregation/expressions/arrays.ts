import { compareValues, equal } from '../../bson/compare.js';
import { isDoc, type Value } from '../../bson/values.js';
import { badValue, StoreError } from '../../errors.js';
import { sortBy } from '../../projection/sort.js';
import {
  argumentsOf,
  arrayOperand,
  between,
  fixed,
  integerOperand,
  isNullish,
  namedArguments,
  nullable,
  wrongType,
} from '../operands.js';
import type { Build, Evaluate } from '../scope.js';

const elementAt = (array: Value[], index: number): Value | undefined =>
  array[index < 0 ? array.length + index : index];

const atEnd = (name: string, index: number): Build =>
  fixed(name, 1, (v) => (isNullish(v) ? null : elementAt(arrayOperand(name, v, 28689), index)));

const concatenated: Build = (operand, compile) => {
  const args = argumentsOf('$concatArrays', operand, compile, 0, Number.POSITIVE_INFINITY);
  return (scope) => {
    const lists = args.map((arg) => arg(scope));
    return lists.some(isNullish) ? null : lists.flatMap((list) => arrayOperand('$concatArrays', list, 28664));
  };
};

function positionIn(
  array: Value | undefined,
  value: Value | undefined,
  from: Value | undefined,
  to: Value | undefined,
): Value | undefined {
  if (isNullish(array)) return null;
  const list = arrayOperand('$indexOfArray', array, 40090);
  const start = from === undefined ? 0 : nonNegative('$indexOfArray', from);
  const end = to === undefined ? list.length : Math.min(list.length, nonNegative('$indexOfArray', to));
  for (let i = start; i < end; i++) if (equal(list[i], value)) return i;
  return -1;
}

function nonNegative(name: string, v: Value): number {
  const n = integerOperand(name, v, 40096);
  if (n < 0) throw new StoreError(40097, `${name} requires a nonnegative starting index, found: ${n}`);
  return n;
}

function range(start: Value | undefined, end: Value | undefined, step: Value | undefined): Value {
  const from = integerOperand('$range', start, 34443);
  const to = integerOperand('$range', end, 34444);
  const by = step === undefined ? 1 : integerOperand('$range', step, 34446);
  if (by === 0) throw new StoreError(34449, '$range requires a non-zero step value');
  const length = Math.max(0, Math.ceil((to - from) / by));
  if (length > 5_000_000) throw badValue('$range would use too much memory');
  return Array.from({ length }, (_, i) => from + i * by);
}

function slice(array: Value | undefined, a: Value | undefined, b: Value | undefined): Value {
  if (isNullish(array) || a === null || b === null) return null;
  const list = arrayOperand('$slice', array, 28724);
  const first = integerOperand('$slice', a, 28725);
  if (b === undefined) return first >= 0 ? list.slice(0, first) : list.slice(first);
  const count = integerOperand('$slice', b, 28727);
  if (count <= 0) throw new StoreError(28729, `Third argument to $slice must be positive: ${count}`);
  const start = first < 0 ? Math.max(0, list.length + first) : first;
  return list.slice(start, start + count);
}

const sortArray: Build = (operand, compile) => {
  const input = isDoc(operand) ? operand.get('input') : undefined;
  const sort = isDoc(operand) ? operand.get('sortBy') : undefined;
  if (input === undefined || sort === undefined || (operand as Map<string, Value>).size !== 2) {
    throw new StoreError(2942503, '$sortArray requires input and sortBy');
  }
  const evaluate = compile(input);
  const order = sortOrder(sort);
  return (scope) => {
    const value = evaluate(scope);
    return isNullish(value) ? null : order(arrayOperand('$sortArray', value, 2942504));
  };
};

function sortOrder(sort: Value): (list: Value[]) => Value[] {
  if (isDoc(sort)) return (list) => sortBy(list, sort, (v) => (isDoc(v) ? v : new Map()));
  const direction = integerOperand('$sortArray', sort, 2942507);
  if (direction !== 1 && direction !== -1) throw new StoreError(2942506, '$sortArray must sort by 1 or -1');
  return (list) => [...list].sort((a, b) => direction * compareValues(a, b));
}

const some =
  (name: string, pick: (list: Value[], n: number) => Value[]): Build =>
  (operand, compile) => {
    const parts = namedArguments(name, operand, compile, ['input', 'n']);
    return (scope) => {
      const list = arrayOperand(name, (parts['input'] as Evaluate)(scope), 5788200);
      const n = integerOperand(name, (parts['n'] as Evaluate)(scope), 5787902);
      if (n <= 0) throw new StoreError(5787908, `'n' must be greater than 0, found ${n}`);
      return pick(list, n);
    };
  };

const present = (list: Value[]): Value[] => list.filter((v) => !isNullish(v));

const zip: Build = (operand, compile) => {
  const inputs = isDoc(operand) ? operand.get('inputs') : undefined;
  if (!isDoc(operand) || !Array.isArray(inputs) || inputs.length === 0)
    throw new StoreError(34465, '$zip requires inputs');
  const lists = inputs.map(compile);
  const longest = operand.get('useLongestLength') === true;
  const defaults = operand.has('defaults') ? compile(operand.get('defaults') as Value) : undefined;
  if (defaults && !longest)
    throw new StoreError(34466, 'cannot specify defaults unless useLongestLength is true');
  return (scope) => {
    const values = lists.map((list) => list(scope));
    if (values.some(isNullish)) return null;
    const arrays = values.map((v) => arrayOperand('$zip', v, 34468));
    const fill = (defaults?.(scope) ?? []) as Value[];
    const lengths = arrays.map((a) => a.length);
    const length = longest ? Math.max(...lengths) : Math.min(...lengths);
    return Array.from({ length }, (_, i) => arrays.map((a, j) => a[i] ?? fill[j] ?? null));
  };
};

/** Array expressions that need no variables. */
export const arrays: Record<string, Build> = {
  $arrayElemAt: fixed('$arrayElemAt', 2, (array, index) => {
    if (isNullish(array) || isNullish(index)) return null;
    return elementAt(
      arrayOperand('$arrayElemAt', array, 28689),
      integerOperand('$arrayElemAt', index, 28691),
    );
  }),
  $first: atEnd('$first', 0),
  $last: atEnd('$last', -1),
  $concatArrays: concatenated,
  $in: fixed('$in', 2, (value, array) => arrayOperand('$in', array, 40081).some((v) => equal(v, value))),
  $indexOfArray: between('$indexOfArray', 2, 4, positionIn),
  $isArray: fixed('$isArray', 1, (v) => Array.isArray(v)),
  $range: between('$range', 2, 3, range),
  $reverseArray: nullable('$reverseArray', 1, (v) => [...arrayOperand('$reverseArray', v, 34435)].reverse()),
  $size: fixed('$size', 1, (v) => {
    if (!Array.isArray(v)) throw wrongType(17124, '$size', v, 'an array argument');
    return v.length;
  }),
  $slice: between('$slice', 2, 3, slice),
  $sortArray: sortArray,
  $firstN: some('$firstN', (list, n) => list.slice(0, n)),
  $lastN: some('$lastN', (list, n) => list.slice(-n)),
  $minN: some('$minN', (list, n) => present(list).sort(compareValues).slice(0, n)),
  $maxN: some('$maxN', (list, n) =>
    present(list)
      .sort((a, b) => compareValues(b, a))
      .slice(0, n),
  ),
  $zip: zip,
};
