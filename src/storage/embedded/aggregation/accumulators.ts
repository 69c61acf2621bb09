import { compareValues } from '../bson/compare.js';
import { type Doc, isDoc, type Value } from '../bson/values.js';
import { refused, StoreError } from '../errors.js';
import { sortBy } from '../projection/sort.js';
import { averageOf, deviationOf, distinctOf, extremeOf, sumOf } from './accumulate.js';
import { compileExpression } from './expression.js';
import { integerOperand, isNullish } from './operands.js';
import type { Evaluate, Scope } from './scope.js';

/** Makes one value of the documents of a group, in their order. */
export type Accumulator = (scopes: Scope[]) => Value | undefined;

type Values = (Value | undefined)[];

const orNull = (values: Values): Value[] => values.map((v) => v ?? null);

function mergeAll(values: Values): Value {
  const result: Doc = new Map();
  for (const v of values) {
    if (isNullish(v)) continue;
    if (!isDoc(v)) throw new StoreError(40400, '$mergeObjects requires object inputs');
    for (const [name, x] of v) result.set(name, x);
  }
  return result;
}

const simple: Record<string, (values: Values) => Value> = {
  $sum: sumOf,
  $avg: averageOf,
  $min: (values) => extremeOf(values, (c) => c < 0),
  $max: (values) => extremeOf(values, (c) => c > 0),
  $first: (values) => values[0] ?? null,
  $last: (values) => values.at(-1) ?? null,
  $push: (values) => values.filter((v) => v !== undefined),
  $addToSet: distinctOf,
  $stdDevPop: (values) => deviationOf(values, 0),
  $stdDevSamp: (values) => deviationOf(values, 1),
  $mergeObjects: mergeAll,
};

const picks: Record<string, (values: Values, n: number) => Value[]> = {
  $firstN: (values, n) => orNull(values.slice(0, n)),
  $lastN: (values, n) => orNull(values.slice(-n)),
  $minN: (values, n) => (values.filter((v) => !isNullish(v)) as Value[]).sort(compareValues).slice(0, n),
  $maxN: (values, n) =>
    (values.filter((v) => !isNullish(v)) as Value[]).sort((a, b) => compareValues(b, a)).slice(0, n),
};

const unsupported = new Set(['$accumulator', '$median', '$percentile']);

/** Compiles `{$operator: …}` of `$group` and its kin. @throws 15952 unknown */
export function compileAccumulator(spec: Value, names: readonly string[]): Accumulator {
  if (!isDoc(spec)) throw new StoreError(40234, 'The field must be an accumulator object');
  if (spec.size !== 1) throw new StoreError(40238, 'The field must specify one accumulator');
  const [[name, operand]] = [...spec] as [[string, Value]];
  if (name === '$count') return counting(operand);
  const apply = simple[name];
  if (apply) {
    const evaluate = compileExpression(operand, names);
    return (scopes) => apply(scopes.map(evaluate));
  }
  if (name in picks) return picking(name, operand, names);
  if (['$top', '$bottom', '$topN', '$bottomN'].includes(name)) return ranking(name, operand, names);
  if (unsupported.has(name)) throw refused(`the accumulator ${name}`);
  throw new StoreError(15952, `unknown group operator '${name}'`);
}

function counting(operand: Value): Accumulator {
  if (!isDoc(operand) || operand.size !== 0)
    throw new StoreError(10, '$count takes no arguments, i.e. $count:{}');
  return (scopes) => scopes.length;
}

function part(name: string, operand: Value, key: string): Value {
  const value = isDoc(operand) ? operand.get(key) : undefined;
  if (value === undefined) throw new StoreError(5787906, `Missing value for '${key}' in ${name}`);
  return value;
}

/** How many, by an expression on the group's documents. */
function amount(name: string, evaluate: Evaluate, scopes: Scope[]): number {
  const n = integerOperand(name, evaluate(scopes[0] as Scope), 5787902);
  if (n <= 0) throw new StoreError(5787908, `'n' must be greater than 0, found ${n}`);
  return n;
}

function picking(name: string, operand: Value, names: readonly string[]): Accumulator {
  const [input, n] = [
    compileExpression(part(name, operand, 'input'), names),
    compileExpression(part(name, operand, 'n'), names),
  ];
  return (scopes) => picks[name]?.(scopes.map(input), amount(name, n, scopes));
}

function ranking(name: string, operand: Value, names: readonly string[]): Accumulator {
  const sort = part(name, operand, 'sortBy');
  if (!isDoc(sort)) throw new StoreError(10065, `${name} requires sortBy to be an object`);
  const output = compileExpression(part(name, operand, 'output'), names);
  const many = name.endsWith('N');
  const n: Evaluate = many ? compileExpression(part(name, operand, 'n'), names) : () => 1;
  return (scopes) => {
    const sorted = sortBy(scopes, sort, ({ root }) => root);
    const count = amount(name, n, scopes);
    const chosen = name.startsWith('$top') ? sorted.slice(0, count) : sorted.slice(-count);
    const values = orNull(chosen.map(output));
    return many ? values : values[0];
  };
}
