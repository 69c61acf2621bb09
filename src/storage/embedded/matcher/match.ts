import { BSONRegExp } from 'bson';
import { type Doc, isDoc, type Value } from '../bson/values.js';
import { badValue, refused } from '../errors.js';
import { elemMatch } from './elem-match.js';
import { type Leaf, someValue } from './paths.js';
import { isOperatorDoc, type ValueTest, valueTest } from './value-tests.js';

/** What a filter, once compiled, says of a document. */
export type Matches = (doc: Doc) => boolean;

/** What filters need from outside: `$expr` is given in so that the matcher knows nothing of aggregation. */
export interface MatchContext {
  compileExpression(expression: Value, variables?: Doc): (doc: Doc) => Value | undefined;
  isTrue(value: Value | undefined): boolean;
}

const and =
  (tests: Matches[]): Matches =>
  (doc) =>
    tests.every((test) => test(doc));

/** Compiles a filter. @throws 2/9/14/51091… as MongoDB does, 238 for what is refused by name. */
export function compileFilter(filter: Doc, context: MatchContext): Matches {
  const tests = [...filter].map(([name, value]) =>
    name.startsWith('$') ? topLevel(name, value, context) : fieldTest(name, value, context),
  );
  return tests.length === 1 ? (tests[0] as Matches) : and(tests);
}

const unsupported = new Set([
  '$where',
  '$text',
  '$jsonSchema',
  '$sampleRate',
  '$alwaysTrue',
  '$alwaysFalse',
  '$near',
  '$geoWithin',
]);

function topLevel(name: string, value: Value, context: MatchContext): Matches {
  switch (name) {
    case '$and':
      return and(branches(name, value, context));
    case '$or': {
      const tests = branches(name, value, context);
      return (doc) => tests.some((test) => test(doc));
    }
    case '$nor': {
      const tests = branches(name, value, context);
      return (doc) => !tests.some((test) => test(doc));
    }
    case '$expr': {
      const evaluate = context.compileExpression(value);
      return (doc) => context.isTrue(evaluate(doc));
    }
    case '$comment':
      return () => true;
    default:
      if (unsupported.has(name)) throw refused(`the query operator ${name}`);
      throw badValue(
        `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
      );
  }
}

function branches(name: string, value: Value, context: MatchContext): Matches[] {
  if (!Array.isArray(value)) throw badValue(`${name} must be an array`);
  if (value.length === 0) throw badValue('$and/$or/$nor must be a nonempty array');
  return value.map((branch) => {
    if (!isDoc(branch)) throw badValue('$or/$and/$nor entries need to be full objects');
    return compileFilter(branch, context);
  });
}

/** Applies a test to the values at a path. */
function atPath(path: string, leaf: Leaf, test: ValueTest): Matches {
  const parts = path.split('.');
  if (parts.length === 1 && leaf === 'expand') return atField(path, test);
  return (doc) => someValue(doc, parts, leaf, test);
}

function atField(name: string, test: ValueTest): Matches {
  return (doc) => {
    const value = doc.get(name);
    return (Array.isArray(value) && value.some(test)) || test(value);
  };
}

function fieldTest(path: string, value: Value, context: MatchContext): Matches {
  if (!isOperatorDoc(value)) return atPath(path, 'expand', valueTest('$eq', value, undefined));
  return operators(path, value, context);
}

function operators(path: string, spec: Doc, context: MatchContext): Matches {
  const tests: Matches[] = [];
  for (const [name, value] of spec) {
    if (!name.startsWith('$')) throw badValue(`unknown operator: ${name}`);
    if (name === '$options') {
      if (!spec.has('$regex')) throw badValue('$options needs a $regex');
      continue;
    }
    tests.push(operator(path, name, value, spec, context));
  }
  return tests.length === 1 ? (tests[0] as Matches) : and(tests);
}

const not =
  (test: Matches): Matches =>
  (doc) =>
    !test(doc);

function operator(path: string, name: string, value: Value, spec: Doc, context: MatchContext): Matches {
  switch (name) {
    case '$ne':
      if (value instanceof BSONRegExp) throw badValue("Can't have regex as arg to $ne.");
      return not(atPath(path, 'expand', valueTest('$eq', value, spec)));
    case '$nin':
      return not(atPath(path, 'expand', valueTest('$in', value, spec)));
    case '$not':
      return not(negated(path, value, context));
    case '$all':
      return all(path, value, context);
    case '$exists': {
      const exists = atPath(path, 'expand', (v) => v !== undefined);
      return valueTest(name, value, spec)(undefined) ? not(exists) : exists;
    }
    case '$size':
      return atPath(path, 'whole', valueTest(name, value, spec));
    case '$elemMatch':
      return atPath(
        path,
        'whole',
        elemMatch(value, (filter) => compileFilter(filter, context)),
      );
    default:
      return atPath(path, 'expand', valueTest(name, value, spec));
  }
}

function negated(path: string, value: Value, context: MatchContext): Matches {
  if (value instanceof BSONRegExp) return atPath(path, 'expand', valueTest('$regex', value, undefined));
  if (!isDoc(value)) throw badValue('$not needs a regex or a document');
  if (value.size === 0) throw badValue('$not cannot be empty');
  return operators(path, value, context);
}

function all(path: string, value: Value, context: MatchContext): Matches {
  if (!Array.isArray(value)) throw badValue('$all needs an array');
  if (value.length === 0) return () => false;
  const isElemMatch = (v: Value) => isDoc(v) && v.keys().next().value === '$elemMatch';
  if (isElemMatch(value[0] as Value)) {
    return and(
      value.map((item) => {
        if (!isElemMatch(item)) throw badValue('$all/$elemMatch has to be consistent');
        return atPath(
          path,
          'whole',
          elemMatch((item as Doc).get('$elemMatch') as Value, (filter) => compileFilter(filter, context)),
        );
      }),
    );
  }
  return and(
    value.map((item) => {
      if (isOperatorDoc(item)) throw badValue('no $ expressions in $all');
      return atPath(path, 'expand', valueTest('$eq', item, undefined));
    }),
  );
}
