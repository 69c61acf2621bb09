import { expressionContext } from '../aggregation/context.js';
import { exactInteger } from '../bson/numbers.js';
import { type Doc, isDoc, isNumber, type Value } from '../bson/values.js';
import { badValue, refused, StoreError } from '../errors.js';
import { elementTest } from '../matcher/elem-match.js';
import { compileFilter } from '../matcher/match.js';
import { matchedPosition } from '../updater/positional.js';
import { addRule, flatten, inclusion, isExpression, type Mode, projectionRules, shape } from './tree.js';

/** Changes the value at a path of a document that is already a copy; undefined drops it. */
interface Special {
  path: string;
  apply(value: Value, doc: Doc): Value | undefined;
}

export type Project = (doc: Doc) => Doc;

/**
 * Compiles the projection of a find; undefined when it changes nothing.
 * Takes what `$project` takes, and `$slice`, `$elemMatch` and the positional `.$`.
 */
export function compileProjection(spec: Doc | undefined, filter: Doc): Project | undefined {
  if (!spec?.size) return undefined;
  const entries = flatten(spec);
  const specials = entries.flatMap(([path, value]) => special(path, value, filter) ?? []);
  const plain = entries.filter(([path, value]) => !special(path, value, filter));
  const { rules, mode } = rulesOf(plain, specials, entries);
  return (doc) => {
    const prepared = specials.reduce(
      (d, { path, apply }) => changeAt(d, path.split('.'), (v) => apply(v, doc)) as Doc,
      doc,
    );
    return shape(prepared, rules, mode, { root: doc, current: doc, variables: new Map() });
  };
}

/** A lone `$slice` keeps the other fields; `$elemMatch` and `.$` include only what is named. */
function rulesOf(plain: [string, Value][], specials: Special[], entries: [string, Value][]) {
  const including = entries.some(([path, value]) => path.endsWith('.$') || isElemMatch(value));
  const decided = plain.some(
    ([path, value]) => path !== '_id' || (inclusion(value) === true && specials.length === 0),
  );
  const { rules, mode } = projectionRules(plain);
  if (including && decided && mode === 'exclude')
    throw refused('$elemMatch or .$ in an exclusion projection');
  const final: Mode = specials.length === 0 || decided ? mode : including ? 'include' : 'exclude';
  if (final === 'include') for (const { path } of specials) addRule(rules, path, { kind: 'keep' });
  if (final === 'include' && !rules.children.has('_id')) addRule(rules, '_id', { kind: 'keep' });
  return { rules, mode: final };
}

const isElemMatch = (value: Value): boolean => isDoc(value) && isExpression(value) && value.has('$elemMatch');

function special(path: string, value: Value, filter: Doc): Special | undefined {
  if (path.endsWith('.$')) return positional(path.slice(0, -2), value, filter);
  if (!isDoc(value) || !isExpression(value)) return undefined;
  if (value.has('$slice')) return sliced(path, value.get('$slice') as Value);
  if (value.has('$elemMatch')) return elementMatching(path, value.get('$elemMatch') as Value);
  if (value.has('$meta')) throw refused('the projection $meta');
  return undefined;
}

function positional(path: string, value: Value, filter: Doc): Special {
  if (!inclusion(value)) throw new StoreError(31395, 'positional projection cannot be used with exclusion');
  return {
    path,
    apply(array, doc) {
      if (!Array.isArray(array)) return array;
      const index = matchedPosition(filter, doc, path, expressionContext);
      if (index === undefined || index >= array.length) {
        throw new StoreError(
          51246,
          "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
        );
      }
      return [array[index] as Value];
    },
  };
}

function whole(v: Value | undefined): number {
  const n = isNumber(v) ? exactInteger(v) : undefined;
  if (n === undefined)
    throw new StoreError(
      28667,
      'Invalid $slice syntax. The given syntax did not match the find() syntax: an integer or a pair of integers is needed',
    );
  return Number(n);
}

function sliced(path: string, spec: Value): Special {
  if (!Array.isArray(spec)) {
    const n = whole(spec);
    return { path, apply: (v) => (Array.isArray(v) ? (n >= 0 ? v.slice(0, n) : v.slice(n)) : v) };
  }
  if (spec.length !== 2) throw refused('$slice as an expression in a find projection');
  const [skip, limit] = spec.map(whole) as [number, number];
  if (limit <= 0)
    throw new StoreError(28724, 'First argument to $slice must be an array, or the limit must be positive');
  return {
    path,
    apply(v) {
      if (!Array.isArray(v)) return v;
      const from = skip < 0 ? Math.max(0, v.length + skip) : skip;
      return v.slice(from, from + limit);
    },
  };
}

function elementMatching(path: string, spec: Value): Special {
  if (path.includes('.'))
    throw new StoreError(31275, `Cannot use $elemMatch projection on a nested field: ${path}`);
  if (!isDoc(spec)) throw badValue('elemMatch: Invalid argument, object required, but got something else');
  const test = elementTest(spec, (filter) => compileFilter(filter, expressionContext));
  return {
    path,
    apply(v) {
      const found = Array.isArray(v) ? v.find(test) : undefined;
      return found === undefined ? undefined : [found];
    },
  };
}

/** A copy in which the value at a path, through arrays, is changed. */
function changeAt(value: Value, parts: string[], change: (v: Value) => Value | undefined): Value | undefined {
  const [first, ...rest] = parts;
  if (first === undefined) return change(value);
  if (Array.isArray(value)) return value.map((item) => changeAt(item, parts, change) as Value);
  const old = isDoc(value) ? value.get(first) : undefined;
  if (!isDoc(value) || old === undefined) return value;
  const changed = changeAt(old, rest, change);
  const copy = new Map(value);
  if (changed === undefined) copy.delete(first);
  else copy.set(first, changed);
  return copy;
}
