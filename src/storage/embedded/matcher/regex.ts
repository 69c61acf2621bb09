import { BSONRegExp } from 'bson';
import type { Value } from '../bson/values.js';
import { refused, StoreError } from '../errors.js';

/** A pattern that PCRE2 and JavaScript read alike, or a refusal that names what differs. */
const differences: [RegExp, string][] = [
  [/\(\?[#>|&R+\-\d(^a-zA-Z]|\(\?P|\(\*/, 'group syntax of PCRE'],
  [/\(\?<?[=!][^)]*\\\d/, 'back reference in a lookaround'],
  [/(?:[*+?}])\+/, 'possessive quantifier'],
  [/\[\[:|\[:\w+:\]/, 'POSIX character class'],
  [/\\[AZzGKQEXRhHNVCLUlugop]/, 'escape sequence of PCRE'],
  [/\\[aec]/, 'escape sequence of PCRE'],
  [/\\(?:x\{|k|[1-9])/, 'back reference or escape sequence of PCRE'],
  [/\\[pP]/, 'Unicode property'],
];

/** Whether a `?` at this place makes something optional (and does not open a group or make a quantifier lazy). */
const isOptional = (plain: string, at: number): boolean =>
  plain[at] === '?' && at > 0 && !'(*+?}'.includes(plain[at - 1] as string);

/** A quantified group that holds a quantifier or alternatives can take exponential time. */
function nestedQuantifier(pattern: string): boolean {
  const plain = pattern.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
  const risky: boolean[] = [];
  for (let i = 0; i < plain.length; i++) {
    const c = plain[i] as string;
    if (c === '(') risky.push(false);
    else if (c === ')') {
      const inner = risky.pop() ?? false;
      const repeated = /^[*+{]/.test(plain.slice(i + 1));
      if (inner && repeated) return true;
      if (risky.length && (inner || repeated)) risky[risky.length - 1] = true;
    } else if (risky.length && (/[*+|{]/.test(c) || isOptional(plain, i))) {
      risky[risky.length - 1] = true;
    }
  }
  return false;
}

/** The longest text a pattern is tried on, by how often it repeats: a search takes up to length^(repetitions + 1) steps. */
const subjectMax = [Number.POSITIVE_INFINITY, 20_000, 1000, 200, 100];
const optionalMax = 10;

/** How often a pattern repeats without bound (or with a high one). */
function repetitionsOf(pattern: string): number {
  const plain = pattern.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
  return plain.match(/[*+]|\{\d+,\}|\{(?:\d+,)?\d{2,}\}/g)?.length ?? 0;
}

function checkCost(pattern: string): void {
  const plain = pattern.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
  if (nestedQuantifier(pattern))
    throw refused('a regular expression with a repeated group that itself repeats');
  if (repetitionsOf(pattern) >= subjectMax.length) {
    throw refused(`a regular expression with more than ${subjectMax.length - 1} repetitions`);
  }
  const optional = [...plain].filter((_, at) => isOptional(plain, at)).length;
  if (optional > optionalMax)
    throw refused(`a regular expression with more than ${optionalMax} optional parts`);
}

const extended = (pattern: string): string =>
  pattern.replace(/(\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\])|\s+|#[^\n]*/g, (_, kept) => kept ?? '');

/** `$` without `m` also matches before a final newline in PCRE; `.` without `s` stops only at \n there. */
function translated(pattern: string, options: string): string {
  return pattern.replace(/\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|[.$^]/g, (token) => {
    if (token === '.') return options.includes('s') ? '[\\s\\S]' : '[^\\n]';
    if (token === '$') return options.includes('m') ? '(?=\\n|(?![\\s\\S]))' : '(?=\\n?(?![\\s\\S]))';
    if (token === '^') return options.includes('m') ? '(?<=\\n|(?<![\\s\\S]))' : token;
    return classes(token);
  });
}

/** PCRE without UCP: \d, \w, \s and \b are ASCII; JavaScript's \s takes in Unicode spaces. */
function classes(token: string): string {
  const inside = token.startsWith('[');
  const space = '\\t\\n\\v\\f\\r ';
  if (token === '\\s') return `[${space}]`;
  if (token === '\\S') return `[^${space}]`;
  if (inside && /\\S/.test(token)) throw refused('\\S inside a character class of a regular expression');
  return inside ? token.replace(/\\s/g, space) : token;
}

const cache = new Map<string, RegExp>();
const cacheMax = 200;

function compile(pattern: string, options: string): RegExp {
  const source = options.includes('x') ? extended(pattern) : pattern;
  for (const [sign, name] of differences) {
    if (sign.test(source.replace(/\\\\/g, ''))) throw refused(`a regular expression with ${name}`);
  }
  checkCost(source);
  try {
    return new RegExp(translated(source, options), options.includes('i') ? 'iu' : 'u');
  } catch (unicodeError) {
    return withoutUnicode(source, options, unicodeError);
  }
}

/** Identity escapes such as `\-` are an error under the `u` flag only. */
function withoutUnicode(source: string, options: string, cause: unknown): RegExp {
  const relaxed = source
    .replace(/\\([^\w\s^$.*+?()[\]{}|/\\-])/g, '$1')
    .replace(/(\[[^\]]*)?\\-/g, (m, inside) => (inside ? m : '-'));
  try {
    return new RegExp(translated(relaxed, options), options.includes('i') ? 'iu' : 'u');
  } catch {
    throw new StoreError(51091, `Regular expression is invalid: ${(cause as Error).message}`);
  }
}

/** Compiles a pattern with the options `imsx`. @throws 51091 invalid, 51108 bad option, 238 refused. */
export function regexOf(pattern: string, options: string): RegExp {
  const bad = options.match(/[^imsxu]/);
  if (bad) throw new StoreError(51108, `invalid flag in regex options: ${bad[0]}`);
  const key = `${options}/${pattern}`;
  let regex = cache.get(key);
  if (!regex) {
    regex = compile(pattern, options);
    longest.set(regex, subjectMax[repetitionsOf(pattern)] as number);
    if (cache.size >= cacheMax) cache.clear();
    cache.set(key, regex);
  }
  return regex;
}

const longest = new WeakMap<RegExp, number>();

/** Refuses a text on which this pattern could take too long. */
export function checkSubject(regex: RegExp, text: string): void {
  const limit = longest.get(regex) ?? Number.POSITIVE_INFINITY;
  if (text.length > limit) throw refused(`this regular expression on a text over ${limit} characters`);
}

/** The test a regular expression in a filter makes of one value. */
export function regexTest(expected: BSONRegExp): (value: Value | undefined) => boolean {
  const regex = regexOf(expected.pattern, expected.options);
  return (value) => {
    if (value instanceof BSONRegExp) {
      return value.pattern === expected.pattern && value.options === expected.options;
    }
    if (typeof value !== 'string') return false;
    checkSubject(regex, value);
    return regex.test(value);
  };
}

/** The literal text every match of the pattern begins with; empty when there is none. */
export function literalPrefix(expression: BSONRegExp): string {
  if (/[imx]/.test(expression.options) || !expression.pattern.startsWith('^')) return '';
  if (expression.pattern.includes('|')) return '';
  const literal = expression.pattern.slice(1).match(/^[^\\[\](){}.*+?|^$]*/)?.[0] ?? '';
  const next = expression.pattern[literal.length + 1];
  return next !== undefined && '*?{'.includes(next) ? [...literal].slice(0, -1).join('') : literal;
}
