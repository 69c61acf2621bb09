import { BSONRegExp, MaxKey, MinKey } from 'bson';
import { compareValues, equal } from '../bson/compare.js';
import { asDouble, asInteger, exactInteger, isNaNValue } from '../bson/numbers.js';
import {
  type Doc,
  isDoc,
  isNumber,
  type TypeNumber,
  typeNames,
  typeNumber,
  typeRank,
  type Value,
} from '../bson/values.js';
import { badValue, failedToParse, refused, StoreError, typeMismatch } from '../errors.js';
import { bitsTest } from './bits.js';
import type { Visit } from './paths.js';
import { regexTest } from './regex.js';

/** A test of one value a path leads to; undefined is missing. */
export type ValueTest = Visit;

const references = new Set(['$ref', '$id', '$db']);

/** Whether a value is a document of operators rather than one to be equal to. */
export function isOperatorDoc(value: Value | undefined): value is Doc {
  if (!isDoc(value)) return false;
  const first = value.keys().next().value;
  return first?.startsWith('$') === true && !references.has(first);
}

/** The test an operator makes of a single value. `spec` holds its neighbours (`$options`). */
export function valueTest(name: string, value: Value, spec: Doc | undefined): ValueTest {
  const make = makers[name];
  if (make) return make(value, spec);
  if (refusedOperators.has(name)) throw refused(`the query operator ${name}`);
  throw badValue(`unknown operator: ${name}`);
}

const refusedOperators = new Set([
  '$near',
  '$nearSphere',
  '$geoWithin',
  '$geoIntersects',
  '$within',
  '$text',
  '$where',
  '$expr',
  '$jsonSchema',
]);

const makers: Record<string, (value: Value, spec: Doc | undefined) => ValueTest> = {
  $eq: equality,
  $gt: (value) => comparison(value, (c) => c > 0, false, '$gt'),
  $gte: (value) => comparison(value, (c) => c >= 0, true, '$gte'),
  $lt: (value) => comparison(value, (c) => c < 0, false, '$lt'),
  $lte: (value) => comparison(value, (c) => c <= 0, true, '$lte'),
  $in: membership,
  $exists: (value) => {
    const wanted = truthy(value);
    return (v) => (v !== undefined) === wanted;
  },
  $type: typeTest,
  $size: sizeTest,
  $mod: modTest,
  $regex: (value, spec) => regexTest(regexWithOptions(value, spec)),
  $bitsAllSet: (value) => bitsTest('$bitsAllSet', value),
  $bitsAllClear: (value) => bitsTest('$bitsAllClear', value),
  $bitsAnySet: (value) => bitsTest('$bitsAnySet', value),
  $bitsAnyClear: (value) => bitsTest('$bitsAnyClear', value),
};

const truthy = (value: Value): boolean =>
  value !== null && value !== false && !(isNumber(value) && asDouble(value) === 0);

function equality(value: Value): ValueTest {
  if (value instanceof BSONRegExp) return regexTest(value);
  if (value === null) return (v) => v === null || v === undefined;
  if (typeof value === 'string') return (v) => v === value;
  return (v) => v !== undefined && equal(v, value);
}

function comparison(value: Value, holds: (c: number) => boolean, orEqual: boolean, name: string): ValueTest {
  if (value instanceof BSONRegExp)
    throw badValue(`Can't have RegEx as arg to predicate over field with ${name}`);
  if (value === null) return (v) => orEqual && (v === null || v === undefined);
  if (value instanceof MinKey) return (v) => (v instanceof MinKey ? orEqual : name.startsWith('$g'));
  if (value instanceof MaxKey) return (v) => (v instanceof MaxKey ? orEqual : name.startsWith('$l'));
  if (isNumber(value)) return numberComparison(value, holds, orEqual);
  const rank = typeRank(value);
  return (v) => v !== undefined && typeRank(v) === rank && holds(compareValues(v, value));
}

function numberComparison(value: Value, holds: (c: number) => boolean, orEqual: boolean): ValueTest {
  const nan = isNumber(value) && isNaNValue(value);
  return (v) => {
    if (!isNumber(v)) return false;
    if (nan || isNaNValue(v)) return orEqual && nan && isNaNValue(v);
    return holds(compareValues(v, value));
  };
}

function membership(value: Value): ValueTest {
  if (!Array.isArray(value)) throw badValue('$in needs an array');
  if (value.some(isOperatorDoc)) throw badValue('cannot nest $ under $in');
  const strings = new Set(value.filter((v) => typeof v === 'string'));
  const others = value.filter((v) => typeof v !== 'string').map(equality);
  return (v) => (typeof v === 'string' && strings.has(v)) || others.some((test) => test(v));
}

/** The types a `$type` operand names. */
function typesOf(value: Value): TypeNumber[] {
  if (value === 'number') return [1, 16, 18, 19];
  if (typeof value === 'string') {
    const entry = Object.entries(typeNames).find(([n, name]) => name === value && n !== '0');
    if (!entry) throw badValue(`Unknown type name alias: ${value}`);
    return [Number(entry[0])];
  }
  if (!isNumber(value)) throw typeMismatch('type must be represented as a number or a string');
  const n = exactInteger(value);
  const type = n === -1n ? 255 : Number(n);
  if (n === undefined || n === 0n || n === 255n || !(type in typeNames)) {
    throw badValue(`Invalid numerical type code: ${n ?? asDouble(value)}`);
  }
  return [type];
}

function typeTest(value: Value): ValueTest {
  if (Array.isArray(value) && value.length === 0) throw failedToParse('$type must match at least one type');
  const types = new Set((Array.isArray(value) ? value : [value]).flatMap(typesOf));
  return (v) => v !== undefined && types.has(typeNumber(v));
}

function sizeTest(value: Value): ValueTest {
  const size = isNumber(value) ? exactInteger(value) : undefined;
  if (size === undefined) throw failedToParse('Failed to parse $size. Expected an integer');
  if (size < 0n) throw failedToParse('Failed to parse $size. Expected a non-negative number');
  return (v) => Array.isArray(v) && BigInt(v.length) === size;
}

function modTest(value: Value): ValueTest {
  if (!Array.isArray(value)) throw badValue('malformed mod, needs to be an array');
  if (value.length < 2) throw badValue('malformed mod, not enough elements');
  if (value.length > 2) throw badValue('malformed mod, too many elements');
  const [divisor, remainder] = value.map((v, i) => {
    const n = isNumber(v) ? asInteger(v) : undefined;
    if (n === undefined) throw badValue(`malformed mod, ${i === 0 ? 'divisor' : 'remainder'} not a number`);
    return n;
  }) as [bigint, bigint];
  if (divisor === 0n) throw badValue('divisor cannot be 0');
  return (v) => {
    const n = isNumber(v) ? asInteger(v) : undefined;
    return n !== undefined && BigInt.asIntN(64, n) === n && n % divisor === remainder;
  };
}

function regexWithOptions(value: Value, spec: Doc | undefined): BSONRegExp {
  const options = spec?.get('$options');
  if (options !== undefined && typeof options !== 'string') throw badValue('$options has to be a string');
  if (value instanceof BSONRegExp) {
    if (options && value.options) throw new StoreError(51075, 'options set in both $regex and $options');
    return options === undefined ? value : new BSONRegExp(value.pattern, options);
  }
  if (typeof value !== 'string') throw badValue('$regex has to be a string');
  if (value.includes('\0')) throw badValue('Regular expression cannot contain an embedded null byte');
  if (/[^imsxu]/.test(options ?? ''))
    throw new StoreError(51108, `invalid flag in regex options: ${options}`);
  return new BSONRegExp(value, options ?? '');
}
