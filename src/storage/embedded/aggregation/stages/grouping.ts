import { compareValues } from '../../bson/compare.js';
import { exactInteger } from '../../bson/numbers.js';
import { type Doc, docOf, isDoc, isNumber, typeRank, type Value } from '../../bson/values.js';
import { refused, StoreError } from '../../errors.js';
import { encodeValue } from '../../keys/encode-key.js';
import { sortBy } from '../../projection/sort.js';
import { type Accumulator, compileAccumulator } from '../accumulators.js';
import { compileExpression } from '../expression.js';
import type { Scope } from '../scope.js';
import { type BuildStage, type Environment, namesOf, scopeOf } from '../stage.js';
import { docSpec } from './shaping.js';

function accumulators(spec: Iterable<[string, Value]>, environment: Environment): [string, Accumulator][] {
  return [...spec].map(([name, value]) => {
    if (name.includes('.')) throw new StoreError(40235, `The field name '${name}' cannot contain '.'`);
    if (name.startsWith('$'))
      throw new StoreError(40236, `The field name '${name}' cannot be an operator name`);
    return [name, compileAccumulator(value, namesOf(environment))];
  });
}

function collect(id: Value, fields: [string, Accumulator][], scopes: Scope[]): Doc {
  const doc: Doc = new Map([['_id', id]]);
  for (const [name, accumulate] of fields) {
    const value = accumulate(scopes);
    if (value !== undefined) doc.set(name, value);
  }
  return doc;
}

const group: BuildStage = (spec, environment) => {
  const options = docSpec('$group', spec);
  const id = options.get('_id');
  if (id === undefined) throw new StoreError(15955, 'a group specification must include an _id');
  const key = compileExpression(id, namesOf(environment));
  const fields = accumulators(
    [...options].filter(([name]) => name !== '_id'),
    environment,
  );
  return (docs) => {
    const groups = new Map<string, { id: Value; scopes: Scope[] }>();
    for (const doc of docs) {
      const scope = scopeOf(doc, environment);
      const value = key(scope) ?? null;
      const text = encodeValue(value).toString('latin1');
      const found = groups.get(text);
      if (found) found.scopes.push(scope);
      else groups.set(text, { id: value, scopes: [scope] });
    }
    return [...groups.values()].map((g) => collect(g.id, fields, g.scopes));
  };
};

const sortByCount: BuildStage = (spec, environment) => {
  if (!(typeof spec === 'string' && spec.startsWith('$')) && !isDoc(spec)) {
    throw new StoreError(
      40149,
      'the sortByCount field must be defined as a $-prefixed path or an expression inside an object',
    );
  }
  const grouped = group(docOf({ _id: spec, count: docOf({ $sum: 1 }) }), environment);
  return (docs) => sortBy(grouped(docs), docOf({ count: -1 }), (doc) => doc);
};

const counted = docOf({ count: docOf({ $sum: 1 }) });

const bucket: BuildStage = (spec, environment) => {
  const options = docSpec('$bucket', spec);
  const boundaries = boundariesOf(options);
  const by = compileExpression(options.get('groupBy') ?? null, namesOf(environment));
  const fallback = options.get('default');
  const fields = accumulators((options.get('output') as Doc | undefined) ?? counted, environment);
  return (docs) => {
    const buckets: Scope[][] = boundaries.slice(1).map(() => []);
    const others: Scope[] = [];
    for (const doc of docs) {
      const scope = scopeOf(doc, environment);
      const value = by(scope);
      const at = boundaries.findIndex(
        (b, i) =>
          compareValues(b, value) <= 0 &&
          i + 1 < boundaries.length &&
          compareValues(value, boundaries[i + 1]) < 0,
      );
      if (at < 0 && fallback === undefined)
        throw new StoreError(
          40066,
          '$switch could not find a matching branch for an input, and no default was specified.',
        );
      (at < 0 ? others : (buckets[at] as Scope[])).push(scope);
    }
    const results = buckets.flatMap((scopes, i) =>
      scopes.length ? [collect(boundaries[i] as Value, fields, scopes)] : [],
    );
    if (others.length) results.push(collect(fallback as Value, fields, others));
    return sortBy(results, docOf({ _id: 1 }), (doc) => doc);
  };
};

function boundariesOf(options: Doc): Value[] {
  const boundaries = options.get('boundaries');
  if (!options.has('groupBy'))
    throw new StoreError(40198, '$bucket requires groupBy and boundaries to be specified.');
  if (!Array.isArray(boundaries) || boundaries.length < 2)
    throw new StoreError(40192, 'The $bucket boundaries field must have at least 2 values');
  for (const [i, b] of boundaries.entries()) {
    if (isDoc(b) || (typeof b === 'string' && b.startsWith('$')))
      throw refused('$bucket with boundaries that are expressions');
    const next = boundaries[i + 1];
    if (next === undefined) continue;
    if (typeRank(b) !== typeRank(next))
      throw new StoreError(40193, 'All values in the boundaries option to $bucket must have the same type.');
    if (compareValues(b, next) >= 0)
      throw new StoreError(
        40194,
        'The boundaries option to $bucket must be sorted, but elements are not in ascending order',
      );
  }
  return boundaries;
}

const bucketAuto: BuildStage = (spec, environment) => {
  const options = docSpec('$bucketAuto', spec);
  if (options.has('granularity')) throw refused('the option granularity of $bucketAuto');
  const wanted = options.get('buckets');
  const count = isNumber(wanted) ? Number(exactInteger(wanted) ?? 0n) : 0;
  if (count < 1) throw new StoreError(40243, "The $bucketAuto 'buckets' field must be greater than 0");
  const by = compileExpression(options.get('groupBy') ?? null, namesOf(environment));
  const fields = accumulators((options.get('output') as Doc | undefined) ?? counted, environment);
  return (docs) => {
    const items = docs.map((doc) => ({
      scope: scopeOf(doc, environment),
      value: by(scopeOf(doc, environment)) ?? null,
    }));
    items.sort((a, b) => compareValues(a.value, b.value));
    return evenBuckets(items, count).map(({ members, max }) =>
      collect(
        docOf({ min: members[0]?.value, max }),
        fields,
        members.map((m) => m.scope),
      ),
    );
  };
};

interface Item {
  scope: Scope;
  value: Value;
}

/** Buckets of about the same size; equal values stay together. */
function evenBuckets(items: Item[], count: number): { members: Item[]; max: Value }[] {
  const size = Math.max(1, Math.round(items.length / count));
  const buckets: Item[][] = [];
  for (let at = 0; at < items.length; ) {
    const isLast = buckets.length === count - 1;
    let end = isLast ? items.length : Math.min(items.length, at + size);
    while (end < items.length && compareValues(items[end]?.value, items[end - 1]?.value) === 0) end++;
    buckets.push(items.slice(at, end));
    at = end;
  }
  return buckets.map((members, i) => ({
    members,
    max: (buckets[i + 1]?.[0] ?? (members.at(-1) as Item)).value,
  }));
}

/** Stages that make one document of many. */
export const grouping: Record<string, BuildStage> = {
  $group: group,
  $sortByCount: sortByCount,
  $bucket: bucket,
  $bucketAuto: bucketAuto,
};
