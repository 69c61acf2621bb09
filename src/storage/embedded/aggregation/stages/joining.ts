import { clone, type Doc, isDoc, type Value } from '../../bson/values.js';
import { refused, StoreError } from '../../errors.js';
import { someValue } from '../../matcher/paths.js';
import { compileExpression } from '../expression.js';
import { type BuildStage, type Environment, namesOf, runStages, scopeOf } from '../stage.js';
import { docSpec } from './shaping.js';

function text(options: Doc, name: string, stage: string): string | undefined {
  const value = options.get(name);
  if (value !== undefined && typeof value !== 'string')
    throw new StoreError(9, `${stage} argument '${name}' must be a string`);
  return value;
}

/** The values a document joins by: of an array its elements, missing as null. */
function localValues(doc: Doc, path: string): Value[] {
  const values: Value[] = [];
  someValue(doc, path.split('.'), 'expand', (v) => {
    if (!Array.isArray(v)) values.push(v ?? null);
    return false;
  });
  return values.length ? values : [null];
}

/** Adds to a document the value at a dotted path. */
function attach(doc: Doc, path: string, value: Value): Doc {
  const [first, ...rest] = path.split('.') as [string, ...string[]];
  const old = doc.get(first);
  const next = rest.length ? attach(isDoc(old) ? old : new Map(), rest.join('.'), value) : value;
  return new Map(doc).set(first, next);
}

interface Lookup {
  from: string;
  as: string;
  localField: string | undefined;
  foreignField: string | undefined;
  variables: [string, Value][];
  pipeline: Value[] | undefined;
}

const lookupFields = ['from', 'as', 'localField', 'foreignField', 'let', 'pipeline'];

function lookupOf(options: Doc): Lookup {
  for (const key of options.keys())
    if (!lookupFields.includes(key)) throw new StoreError(9, `unknown argument to $lookup: ${key}`);
  const [from, as] = [text(options, 'from', '$lookup'), text(options, 'as', '$lookup')];
  if (from === undefined) throw refused('$lookup without from');
  if (as === undefined) throw new StoreError(9, "must specify 'as' field for a $lookup");
  const lookup: Lookup = {
    from,
    as,
    localField: text(options, 'localField', '$lookup'),
    foreignField: text(options, 'foreignField', '$lookup'),
    variables: [...((options.get('let') as Doc | undefined) ?? new Map())],
    pipeline: options.get('pipeline') as Value[] | undefined,
  };
  if ((lookup.localField === undefined) !== (lookup.foreignField === undefined)) {
    throw new StoreError(
      9,
      "$lookup requires both or neither of 'localField' and 'foreignField' to be specified",
    );
  }
  if (!lookup.pipeline && lookup.localField === undefined)
    throw new StoreError(
      9,
      "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified",
    );
  return lookup;
}

function foreign(doc: Doc, lookup: Lookup, environment: Environment): Doc[] {
  if (lookup.localField === undefined || lookup.foreignField === undefined)
    return environment.read(lookup.from, { filter: new Map() });
  const values = localValues(doc, lookup.localField);
  const filter: Doc = new Map([[lookup.foreignField, new Map([['$in', values]])]]);
  return environment.read(lookup.from, { filter });
}

const lookup: BuildStage = (spec, environment) => {
  const options = lookupOf(docSpec('$lookup', spec));
  const variables = options.variables.map(
    ([name, value]) => [name, compileExpression(value, namesOf(environment))] as const,
  );
  const names = [...namesOf(environment), ...options.variables.map(([name]) => name)];
  if (options.pipeline)
    environment.compile(options.pipeline, {
      ...environment,
      variables: new Map(names.map((n) => [n, null])),
    });
  return (docs) =>
    docs.map((doc) => {
      const scope = scopeOf(doc, environment);
      const bound = new Map(environment.variables);
      for (const [name, evaluate] of variables) bound.set(name, evaluate(scope));
      const found = foreign(doc, options, environment).map((d) => clone(d));
      const stages = options.pipeline
        ? environment.compile(options.pipeline, { ...environment, variables: bound })
        : [];
      return attach(doc, options.as, runStages(stages, found));
    });
};

const unionWith: BuildStage = (spec, environment) => {
  const name = typeof spec === 'string' ? spec : text(docSpec('$unionWith', spec), 'coll', '$unionWith');
  if (name === undefined) throw refused('$unionWith without coll');
  const pipeline = isDoc(spec) ? ((spec.get('pipeline') as Value[] | undefined) ?? []) : [];
  const stages = environment.compile(pipeline, environment);
  return (docs) => [...docs, ...runStages(stages, environment.read(name, { filter: new Map() }))];
};

const facet: BuildStage = (spec, environment) => {
  const facets = [...docSpec('$facet', spec)].map(([name, pipeline]) => {
    if (!Array.isArray(pipeline))
      throw new StoreError(40170, `arguments to $facet must be arrays, ${name} is not`);
    if (pipeline.some((s) => isDoc(s) && s.has('$facet')))
      throw new StoreError(40600, '$facet is not allowed to be used within a $facet stage');
    return [name, environment.compile(pipeline, environment)] as const;
  });
  if (facets.length === 0) throw new StoreError(40169, 'the $facet specification must be a non-empty object');
  return (docs) => [new Map(facets.map(([name, stages]) => [name, runStages(stages, docs)]))];
};

/** Stages that read another collection or run several pipelines. */
export const joining: Record<string, BuildStage> = { $lookup: lookup, $unionWith: unionWith, $facet: facet };
