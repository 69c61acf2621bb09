import { compareValues } from '../../bson/compare.js';
import { exactInteger } from '../../bson/numbers.js';
import { type Doc, isDoc, isNumber, type Value } from '../../bson/values.js';
import { badValue, refused, StoreError } from '../../errors.js';
import { encodeValue } from '../../keys/encode-key.js';
import { parseSort, sortBy, sortKey } from '../../projection/sort.js';
import { addRule, node, shape } from '../../projection/tree.js';
import { compileAccumulator } from '../accumulators.js';
import { compileExpression } from '../expression.js';
import type { Scope } from '../scope.js';
import { type BuildStage, type Environment, namesOf, scopeOf } from '../stage.js';
import { docSpec } from './shaping.js';

/** One value for each document of a sorted partition. */
type WindowFunction = (partition: Scope[]) => (Value | undefined)[];

const accumulating = new Set(
  '$sum $avg $min $max $count $push $addToSet $first $last $stdDevPop $stdDevSamp'.split(' '),
);

type Bound = 'unbounded' | 'current' | number;

function boundOf(value: Value | undefined): Bound {
  if (value === 'unbounded' || value === 'current') return value;
  const n = isNumber(value) ? exactInteger(value) : undefined;
  if (n === undefined)
    throw new StoreError(5339902, "Window bounds must be 'unbounded', 'current', or an integer");
  return Number(n);
}

function windowOf(spec: Value | undefined): [Bound, Bound] {
  if (spec === undefined) return ['unbounded', 'unbounded'];
  if (!isDoc(spec)) throw new StoreError(9, "'window' field must be an object");
  if (spec.has('range') || spec.has('unit')) throw refused('$setWindowFields with a range window');
  const documents = spec.get('documents');
  if (documents === undefined) return ['unbounded', 'unbounded'];
  if (!Array.isArray(documents) || documents.length !== 2)
    throw new StoreError(5339902, 'Window bounds must be a 2-element array');
  return [boundOf(documents[0]), boundOf(documents[1])];
}

const place = (bound: Bound, at: number, edge: number): number =>
  bound === 'unbounded' ? edge : bound === 'current' ? at : at + bound;

function accumulate(
  name: string,
  operand: Value,
  window: Value | undefined,
  environment: Environment,
): WindowFunction {
  const apply = compileAccumulator(new Map([[name, operand]]), namesOf(environment));
  const [lower, upper] = windowOf(window);
  return (partition) =>
    partition.map((_, i) => {
      const from = Math.max(0, place(lower, i, 0));
      const to = Math.min(partition.length - 1, place(upper, i, partition.length - 1));
      return apply(partition.slice(from, Math.max(from, to + 1)));
    });
}

/** `$rank` counts those before, `$denseRank` the distinct keys before; equal keys share theirs. */
function ranked(dense: boolean, sort: Doc | undefined): WindowFunction {
  if (sort?.size !== 1)
    throw new StoreError(
      5371602,
      '$rank must be specified with a top level sortBy expression with exactly one element',
    );
  const [field] = parseSort(sort);
  return (partition) => {
    let rank = 0;
    let before: Value | undefined;
    return partition.map(({ root }, i) => {
      const key = sortKey(root, field as NonNullable<typeof field>);
      if (i === 0 || compareValues(key, before) !== 0) rank = dense ? rank + 1 : i + 1;
      before = key;
      return rank;
    });
  };
}

function shifted(operand: Value, environment: Environment): WindowFunction {
  if (!isDoc(operand)) throw new StoreError(9, 'Argument to $shift must be an object');
  const output = compileExpression(operand.get('output') ?? null, namesOf(environment));
  const by = operand.get('by');
  const n = isNumber(by) ? exactInteger(by) : undefined;
  if (n === undefined) throw new StoreError(9, "'$shift:by' field must be an integer");
  const fallback = compileExpression(operand.get('default') ?? null, namesOf(environment));
  return (partition) =>
    partition.map((scope, i) => {
      const other = partition[i + Number(n)];
      return other ? (output(other) ?? null) : fallback(scope);
    });
}

function windowFunction(spec: Value, sort: Doc | undefined, environment: Environment): WindowFunction {
  if (!isDoc(spec)) throw badValue('the output of $setWindowFields must be an object');
  const [name] = [...spec.keys()].filter((k) => k !== 'window');
  if (name === undefined || spec.size > 2)
    throw new StoreError(9, 'a window function needs exactly one operator');
  const operand = spec.get(name) as Value;
  const ordered = ['$rank', '$denseRank', '$documentNumber', '$shift'].includes(name);
  if (ordered && spec.has('window'))
    throw new StoreError(5371601, `Rank style window functions take no other arguments: ${name}`);
  if (ordered && !sort) throw new StoreError(5371602, `${name} requires a sortBy`);
  if (name === '$rank' || name === '$denseRank') return ranked(name === '$denseRank', sort);
  if (name === '$documentNumber') return (partition) => partition.map((_, i) => i + 1);
  if (name === '$shift') return shifted(operand, environment);
  if (!accumulating.has(name)) throw refused(`the window function ${name}`);
  const [lower, upper] = windowOf(spec.get('window'));
  if (!sort && (lower !== 'unbounded' || upper !== 'unbounded'))
    throw new StoreError(5339901, 'Document-based bounds require a sortBy');
  return accumulate(name, operand, spec.get('window'), environment);
}

const setWindowFields: BuildStage = (spec, environment) => {
  const options = docSpec('$setWindowFields', spec);
  const sort = options.get('sortBy') as Doc | undefined;
  const by = compileExpression(options.get('partitionBy') ?? null, namesOf(environment));
  const output = [...docSpec('$setWindowFields', options.get('output') ?? null)].map(
    ([path, value]) => [path, windowFunction(value, sort, environment)] as const,
  );
  return (docs) => {
    const partitions = new Map<string, Doc[]>();
    for (const doc of docs) {
      const key = encodeValue(by(scopeOf(doc, environment)) ?? null).toString('latin1');
      partitions.set(key, [...(partitions.get(key) ?? []), doc]);
    }
    const inOrder = [...partitions].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, members]) => members);
    return inOrder.flatMap((members) =>
      partition(sort ? sortBy(members, sort, (d) => d) : members, output, environment),
    );
  };
};

function partition(
  docs: Doc[],
  output: (readonly [string, WindowFunction])[],
  environment: Environment,
): Doc[] {
  const scopes = docs.map((doc) => scopeOf(doc, environment));
  const columns = output.map(([path, compute]) => [path, compute(scopes)] as const);
  return docs.map((doc, i) => {
    const rules = node();
    for (const [path, values] of columns)
      addRule(rules, path, { kind: 'compute', evaluate: () => values[i] });
    return shape(doc, rules, 'add', scopes[i] as Scope);
  });
}

/** `$setWindowFields` over windows of documents. */
export const windows: Record<string, BuildStage> = { $setWindowFields: setWindowFields };
