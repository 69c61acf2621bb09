import { BSONRegExp } from 'bson';
import { compareStrings } from '../../bson/compare.js';
import { docOf, type Value } from '../../bson/values.js';
import { StoreError } from '../../errors.js';
import { checkSubject, regexOf } from '../../matcher/regex.js';
import {
  argumentsOf,
  between,
  fixed,
  integerOperand,
  isNullish,
  namedArguments,
  nullable,
  stringOperand,
} from '../operands.js';
import type { Build, Evaluate } from '../scope.js';
import { textOf } from './text-of.js';

const upper = (s: string): string => s.replace(/[a-z]+/g, (part) => part.toUpperCase());
const lower = (s: string): string => s.replace(/[A-Z]+/g, (part) => part.toLowerCase());

/** Null counts as the empty string; numbers and dates as their text. */
const coerced = (name: string, v: Value | undefined): string => (isNullish(v) ? '' : textOf(name, v));

const concat: Build = (operand, compile) => {
  const args = argumentsOf('$concat', operand, compile, 0, Number.POSITIVE_INFINITY);
  return (scope) => {
    const values = args.map((arg) => arg(scope));
    for (const v of values) if (!isNullish(v)) stringOperand('$concat', v, 16702);
    return values.some(isNullish) ? null : values.join('');
  };
};

const bytesOf = (s: string): Buffer => Buffer.from(s, 'utf8');

function nonNegative(name: string, v: Value | undefined, code: number): number {
  const n = integerOperand(name, v, code);
  if (n < 0) throw new StoreError(code, `${name}: argument must be a nonnegative integer, found ${n}`);
  return n;
}

function substringCodePoints(v: Value | undefined, from: Value | undefined, count: Value | undefined): Value {
  const text = [...coerced('$substrCP', v)];
  const start = nonNegative('$substrCP', from, 34450);
  return text.slice(start, start + nonNegative('$substrCP', count, 34452)).join('');
}

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

function substringBytes(v: Value | undefined, from: Value | undefined, count: Value | undefined): Value {
  const bytes = bytesOf(coerced('$substrBytes', v));
  const start = integerOperand('$substrBytes', from, 16034);
  const length = integerOperand('$substrBytes', count, 16035);
  if (start < 0) throw new StoreError(50752, '$substrBytes: starting index must be non-negative');
  const end = length < 0 ? bytes.length : Math.min(bytes.length, start + length);
  if (isContinuation(bytes[start]))
    throw new StoreError(28656, '$substrBytes: Invalid range, starting index is a UTF-8 continuation byte.');
  if (isContinuation(bytes[end]))
    throw new StoreError(
      28657,
      '$substrBytes: Invalid range, ending index is in the middle of a UTF-8 character.',
    );
  return bytes.toString('utf8', start, Math.max(start, end));
}

type Units = { split(s: string): unknown[] | Buffer; length(s: string): number };
const codePoints: Units = { split: (s) => [...s], length: (s) => [...s].length };
const utf8: Units = { split: bytesOf, length: (s) => Buffer.byteLength(s) };

/** The position of a text in another, counted in code points or bytes. */
const indexOf = (name: string, units: Units): Build =>
  between(name, 2, 4, (text, part, from, to) => {
    if (isNullish(text)) return null;
    const [s, wanted] = [stringOperand(name, text, 40091), stringOperand(name, part, 40092)];
    const start = from === undefined ? 0 : nonNegative(name, from, 40096);
    const end = to === undefined ? units.length(s) : nonNegative(name, to, 40097);
    for (let at = s.indexOf(wanted); at >= 0; at = s.indexOf(wanted, at + 1)) {
      const position = units.length(s.slice(0, at));
      if (position >= start && position + units.length(wanted) <= Math.max(end, start)) return position;
      if (at === s.length) break;
    }
    return -1;
  });

const whitespace =
  '\0\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a';

const trim =
  (name: string, left: boolean, right: boolean): Build =>
  (operand, compile) => {
    const parts = namedArguments(name, operand, compile, ['input'], ['chars']);
    return (scope) => {
      const input = (parts['input'] as Evaluate)(scope);
      const given = parts['chars']?.(scope);
      if (isNullish(input) || (parts['chars'] && isNullish(given))) return null;
      const chars = new Set(parts['chars'] ? stringOperand(name, given, 50700) : whitespace);
      const text = [...stringOperand(name, input, 50699)];
      let [from, to] = [0, text.length];
      while (left && from < to && chars.has(text[from] as string)) from++;
      while (right && to > from && chars.has(text[to - 1] as string)) to--;
      return text.slice(from, to).join('');
    };
  };

const replacing =
  (name: string, all: boolean): Build =>
  (operand, compile) => {
    const parts = namedArguments(name, operand, compile, ['input', 'find', 'replacement']);
    return (scope) => {
      const values = ['input', 'find', 'replacement'].map((key) => (parts[key] as Evaluate)(scope));
      for (const v of values) if (!isNullish(v)) stringOperand(name, v, 51746);
      if (values.some(isNullish)) return null;
      const [input, find, replacement] = values as [string, string, string];
      return all ? input.replaceAll(find, () => replacement) : input.replace(find, () => replacement);
    };
  };

function split(text: Value, separator: Value): Value {
  const by = stringOperand('$split', separator, 40086);
  if (by === '') throw new StoreError(40087, '$split requires a non-empty separator');
  return stringOperand('$split', text, 40085).split(by);
}

/** The regular expression of `$regexMatch` and its kin. */
function expressionOf(name: string, regex: Value, options: Value | undefined): RegExp {
  const given = isNullish(options) ? undefined : stringOperand(name, options, 51106);
  if (regex instanceof BSONRegExp) {
    if (given && regex.options)
      throw new StoreError(
        51107,
        `${name}: found regex option(s) specified in both 'regex' and 'option' fields`,
      );
    return regexOf(regex.pattern, given ?? regex.options);
  }
  return regexOf(stringOperand(name, regex, 51105), given ?? '');
}

const matching =
  (name: string, none: Value, find: (text: string, regex: RegExp) => Value): Build =>
  (operand, compile) => {
    const parts = namedArguments(name, operand, compile, ['input', 'regex'], ['options']);
    return (scope) => {
      const [input, regex] = [(parts['input'] as Evaluate)(scope), (parts['regex'] as Evaluate)(scope)];
      if (isNullish(input) || isNullish(regex)) return none;
      const text = stringOperand(name, input, 51104);
      const expression = expressionOf(name, regex, parts['options']?.(scope));
      checkSubject(expression, text);
      return find(text, expression);
    };
  };

const found = (text: string, match: RegExpMatchArray): Value =>
  docOf({
    match: match[0],
    idx: [...text.slice(0, match.index)].length,
    captures: match.slice(1).map((c) => c ?? null),
  });

const every = (regex: RegExp): RegExp => new RegExp(regex.source, `${regex.flags}g`);

/** Expressions on strings; positions are code points or bytes as the name says, case is ASCII's. */
export const strings: Record<string, Build> = {
  $concat: concat,
  $toUpper: fixed('$toUpper', 1, (v) => upper(coerced('$toUpper', v))),
  $toLower: fixed('$toLower', 1, (v) => lower(coerced('$toLower', v))),
  $strcasecmp: fixed('$strcasecmp', 2, (a, b) =>
    compareStrings(upper(coerced('$strcasecmp', a)), upper(coerced('$strcasecmp', b))),
  ),
  $strLenCP: fixed('$strLenCP', 1, (v) => [...stringOperand('$strLenCP', v, 34471)].length),
  $strLenBytes: fixed('$strLenBytes', 1, (v) => Buffer.byteLength(stringOperand('$strLenBytes', v, 34473))),
  $substrCP: fixed('$substrCP', 3, substringCodePoints),
  $substrBytes: fixed('$substrBytes', 3, substringBytes),
  $substr: fixed('$substr', 3, substringBytes),
  $indexOfCP: indexOf('$indexOfCP', codePoints),
  $indexOfBytes: indexOf('$indexOfBytes', utf8),
  $split: nullable('$split', 2, split),
  $trim: trim('$trim', true, true),
  $ltrim: trim('$ltrim', true, false),
  $rtrim: trim('$rtrim', false, true),
  $replaceOne: replacing('$replaceOne', false),
  $replaceAll: replacing('$replaceAll', true),
  $regexMatch: matching('$regexMatch', false, (text, regex) => regex.test(text)),
  $regexFind: matching('$regexFind', null, (text, regex) => {
    const match = regex.exec(text);
    return match ? found(text, match) : null;
  }),
  $regexFindAll: matching('$regexFindAll', [], (text, regex) =>
    [...text.matchAll(every(regex))].map((m) => found(text, m)),
  ),
};
