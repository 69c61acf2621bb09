import { BSONRegExp } from 'bson';
import { type Doc, isDoc, type Value } from '../bson/values.js';
import { badValue } from '../errors.js';
import { isOperatorDoc, type ValueTest, valueTest } from './value-tests.js';

/** Compiles a filter on the fields of an element. */
export type CompileFilter = (filter: Doc) => (doc: Doc) => boolean;

const logical = new Set(['$and', '$or', '$nor', '$where', '$expr', '$comment']);

/** `$elemMatch`: the test whether a value is an array one of whose elements satisfies everything. */
export function elemMatch(spec: Value, compile: CompileFilter): ValueTest {
  if (!isDoc(spec)) throw badValue('$elemMatch needs an Object');
  const test = elementTest(spec, compile);
  return (value) => Array.isArray(value) && value.some(test);
}

/** The test of one element: by operators on the element itself, or by a filter on its fields. */
export function elementTest(spec: Doc, compile: CompileFilter): ValueTest {
  const first = spec.keys().next().value;
  if (isOperatorDoc(spec) && !logical.has(first as string)) return valueTests(spec, compile);
  const matches = compile(spec);
  return (value) => {
    if (isDoc(value)) return matches(value);
    return Array.isArray(value) && matches(asDoc(value));
  };
}

/** An array seen as a document whose names are its positions. */
const asDoc = (array: Value[]): Doc => new Map(array.map((item, i) => [String(i), item]));

function valueTests(spec: Doc, compile: CompileFilter): ValueTest {
  const tests = [...spec]
    .filter(([name]) => name !== '$options')
    .map(([name, value]) => singleTest(name, value, spec, compile));
  return (value) => tests.every((test) => test(value));
}

function singleTest(name: string, value: Value, spec: Doc, compile: CompileFilter): ValueTest {
  switch (name) {
    case '$ne':
      return inverse(valueTest('$eq', value, spec));
    case '$nin':
      return inverse(valueTest('$in', value, spec));
    case '$not':
      if (value instanceof BSONRegExp) return inverse(valueTest('$regex', value, undefined));
      if (!isDoc(value) || value.size === 0) throw badValue('$not needs a regex or a document');
      return inverse(valueTests(value, compile));
    case '$elemMatch':
      return elemMatch(value, compile);
    case '$all':
      return allOf(value, compile);
    default:
      return valueTest(name, value, spec);
  }
}

function allOf(value: Value, compile: CompileFilter): ValueTest {
  if (!Array.isArray(value)) throw badValue('$all needs an array');
  const tests = value.map((item) => {
    const inner = isDoc(item) ? item.get('$elemMatch') : undefined;
    return inner === undefined ? valueTest('$eq', item, undefined) : elemMatch(inner, compile);
  });
  return (element) => tests.length > 0 && tests.every((test) => test(element));
}

const inverse =
  (test: ValueTest): ValueTest =>
  (value) =>
    !test(value);
