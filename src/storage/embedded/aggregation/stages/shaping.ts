import { exactInteger } from '../../bson/numbers.js';
import { type Doc, isDoc, isNumber, typeName, type Value } from '../../bson/values.js';
import { StoreError } from '../../errors.js';
import { compileFilter } from '../../matcher/match.js';
import { parseSort, sortBy } from '../../projection/sort.js';
import {
  addRule,
  compute,
  flatten,
  isExpression,
  node,
  projectionRules,
  shape,
} from '../../projection/tree.js';
import { compileExpression } from '../expression.js';
import { isTrue, type Scope } from '../scope.js';
import { type BuildStage, type Environment, namesOf, scopeOf } from '../stage.js';

export function docSpec(name: string, spec: Value): Doc {
  if (!isDoc(spec))
    throw new StoreError(15959, `the ${name} stage specification must be an object, found ${typeName(spec)}`);
  return spec;
}

const match: BuildStage = (spec, environment) => {
  const matches = compileFilter(docSpec('$match', spec), {
    compileExpression(expression) {
      const evaluate = compileExpression(expression, namesOf(environment));
      return (doc) => evaluate(scopeOf(doc, environment));
    },
    isTrue,
  });
  return (docs) => docs.filter(matches);
};

const project: BuildStage = (spec, environment) => {
  const entries = flatten(docSpec('$project', spec));
  if (entries.length === 0)
    throw new StoreError(
      51272,
      'Invalid $project :: caused by :: projection specification must have at least one field',
    );
  const { rules, mode } = projectionRules(entries, namesOf(environment));
  return (docs) => docs.map((doc) => shape(doc, rules, mode, scopeOf(doc, environment)));
};

/** `{a: {b: 1}}` adds `a.b`; an operator or any other value is computed. */
const addFields: BuildStage = (spec, environment) => {
  const fields = docSpec('$addFields', spec);
  if (fields.size === 0) throw new StoreError(40177, '$addFields specification must have at least one field');
  const rules = node();
  for (const [path, value] of addedPaths(fields)) addRule(rules, path, compute(value, namesOf(environment)));
  return (docs) => docs.map((doc) => shape(doc, rules, 'add', scopeOf(doc, environment)));
};

function addedPaths(spec: Doc, prefix = ''): [string, Value][] {
  return [...spec].flatMap(([name, value]): [string, Value][] =>
    isDoc(value) && value.size > 0 && !isExpression(value)
      ? addedPaths(value, `${prefix}${name}.`)
      : [[prefix + name, value]],
  );
}

const unset: BuildStage = (spec) => {
  const paths = Array.isArray(spec) ? spec : [spec];
  if (paths.length === 0 || !paths.every((p) => typeof p === 'string' && p !== '')) {
    throw new StoreError(
      31002,
      '$unset specification must be a string or an array containing only string values',
    );
  }
  const { rules, mode } = projectionRules((paths as string[]).map((path) => [path, false]));
  return (docs) =>
    docs.map((doc) => shape(doc, rules, mode, { root: doc, current: doc, variables: new Map() }));
};

const sort: BuildStage = (spec) => {
  const order = docSpec('$sort', spec);
  if (order.size === 0) throw new StoreError(15976, '$sort stage must have at least one sort key');
  parseSort(order);
  return (docs) => sortBy(docs, order, (doc) => doc);
};

function amount(name: string, spec: Value, least: bigint): number {
  const n = isNumber(spec) ? exactInteger(spec) : undefined;
  if (n === undefined)
    throw new StoreError(5107200, `invalid argument to ${name} stage: Expected a whole number`);
  if (n < least)
    throw new StoreError(
      15958,
      `invalid argument to ${name} stage: the value must be ${least === 1n ? 'positive' : 'non-negative'}: ${n}`,
    );
  return Number(n);
}

function newRoot(name: string, spec: Value, environment: Environment): (doc: Doc) => Doc {
  const evaluate = compileExpression(spec, namesOf(environment));
  return (doc) => {
    const value = evaluate(scopeOf(doc, environment));
    if (!isDoc(value))
      throw new StoreError(
        40228,
        `'newRoot' expression must evaluate to an object (${name}), but resulting value was of type ${typeName(value)}`,
      );
    return value;
  };
}

const replaceRoot: BuildStage = (spec, environment) => {
  const root = isDoc(spec) ? spec.get('newRoot') : undefined;
  if (root === undefined || (spec as Doc).size !== 1)
    throw new StoreError(40231, '$replaceRoot requires newRoot and nothing else');
  const replace = newRoot('$replaceRoot', root, environment);
  return (docs) => docs.map(replace);
};

const replaceWith: BuildStage = (spec, environment) => {
  const replace = newRoot('$replaceWith', spec, environment);
  return (docs) => docs.map(replace);
};

interface Unwind {
  parts: string[];
  keepEmpty: boolean;
  index: string[] | undefined;
}

function unwindOf(spec: Value): Unwind {
  const options: Doc = isDoc(spec) ? spec : new Map([['path', spec]]);
  const path = options.get('path');
  for (const key of options.keys()) {
    if (!['path', 'preserveNullAndEmptyArrays', 'includeArrayIndex'].includes(key))
      throw new StoreError(28811, `unrecognized option to $unwind stage: ${key}`);
  }
  if (typeof path !== 'string')
    throw new StoreError(28808, 'expected a string as the path for $unwind stage');
  if (!path.startsWith('$'))
    throw new StoreError(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`);
  const index = options.get('includeArrayIndex');
  return {
    parts: path.slice(1).split('.'),
    keepEmpty: options.get('preserveNullAndEmptyArrays') === true,
    index: typeof index === 'string' ? index.split('.') : undefined,
  };
}

const valueIn = (doc: Doc, parts: string[]): Value | undefined =>
  parts.reduce<Value | undefined>((v, part) => (isDoc(v) ? v.get(part) : undefined), doc);

/** A copy with the value at a path set (undefined: removed). */
function withValue(doc: Doc, [first, ...rest]: string[], value: Value | undefined): Doc {
  const copy = new Map(doc);
  const old = doc.get(first as string);
  const next = rest.length ? withValue(isDoc(old) ? old : new Map(), rest, value) : value;
  if (next === undefined) copy.delete(first as string);
  else copy.set(first as string, next);
  return copy;
}

function unwound(doc: Doc, { parts, keepEmpty, index }: Unwind): Doc[] {
  const value = valueIn(doc, parts);
  const numbered = (d: Doc, i: bigint | null) => (index ? withValue(d, index, i) : d);
  if (Array.isArray(value) && value.length > 0) {
    return value.map((item, i) => numbered(withValue(doc, parts, item), BigInt(i)));
  }
  if (value === undefined || value === null || Array.isArray(value)) {
    const kept = Array.isArray(value) ? withValue(doc, parts, undefined) : doc;
    return keepEmpty ? [numbered(kept, null)] : [];
  }
  return [numbered(doc, null)];
}

const unwind: BuildStage = (spec) => {
  const options = unwindOf(spec);
  return (docs) => docs.flatMap((doc) => unwound(doc, options));
};

const count: BuildStage = (spec) => {
  if (typeof spec !== 'string' || spec === '')
    throw new StoreError(40156, 'the count field must be a non-empty string');
  if (spec.startsWith('$')) throw new StoreError(40158, 'the count field cannot be a $-prefixed path');
  if (spec.includes('.')) throw new StoreError(40160, "the count field cannot contain '.'");
  return (docs) => (docs.length ? [new Map([[spec, docs.length]])] : []);
};

const [keep, prune, descend] = ['\0keep', '\0prune', '\0descend'];

/** `$redact`: keeps, drops or looks further into a document and those inside it. */
const redact: BuildStage = (spec, environment) => {
  const evaluate = compileExpression(spec, [...namesOf(environment)]);
  const variables = new Map([
    ...environment.variables,
    ['KEEP', keep],
    ['PRUNE', prune],
    ['DESCEND', descend],
  ] as [string, Value][]);
  function inside(value: Value, scope: Scope): Value | undefined {
    if (isDoc(value)) return level(value, scope.root);
    if (!Array.isArray(value)) return value;
    return value.flatMap((item) => {
      const kept = inside(item, scope);
      return kept === undefined ? [] : [kept];
    });
  }
  function level(doc: Doc, root: Doc): Doc | undefined {
    const scope: Scope = { root, current: doc, variables };
    const decision = evaluate(scope);
    if (decision === keep) return doc;
    if (decision === prune) return undefined;
    if (decision !== descend)
      throw new StoreError(17053, '$redact must resolve to $$DESCEND, $$PRUNE, or $$KEEP');
    return new Map(
      [...doc].flatMap(([name, value]) => {
        const kept = inside(value, scope);
        return kept === undefined ? [] : [[name, kept] as [string, Value]];
      }),
    );
  }
  return (docs) => docs.flatMap((doc) => level(doc, doc) ?? []);
};

/** Stages that look at one document at a time, or only at their number or order. */
export const shaping: Record<string, BuildStage> = {
  $match: match,
  $project: project,
  $addFields: addFields,
  $set: addFields,
  $unset: unset,
  $sort: sort,
  $limit: (spec) => {
    const n = amount('$limit', spec, 1n);
    return (docs) => docs.slice(0, n);
  },
  $skip: (spec) => {
    const n = amount('$skip', spec, 0n);
    return (docs) => docs.slice(n);
  },
  $replaceRoot: replaceRoot,
  $replaceWith: replaceWith,
  $unwind: unwind,
  $count: count,
  $redact: redact,
};
