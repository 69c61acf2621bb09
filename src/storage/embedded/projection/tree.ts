import { compileExpression } from '../aggregation/expression.js';
import type { Evaluate, Scope } from '../aggregation/scope.js';
import { asDouble } from '../bson/numbers.js';
import { type Doc, isDoc, isNumber, type Value } from '../bson/values.js';
import { StoreError } from '../errors.js';

/** `include` keeps what is named, `exclude` drops it, `add` keeps everything. */
export type Mode = 'include' | 'exclude' | 'add';

/** What becomes of a field: kept, dropped, computed, or looked into. */
export type Rule = { kind: 'keep' } | { kind: 'drop' } | { kind: 'compute'; evaluate: Evaluate } | Node;

export interface Node {
  kind: 'node';
  children: Map<string, Rule>;
  /** Whether something below is computed. */
  computes: boolean;
}

export const node = (): Node => ({ kind: 'node', children: new Map(), computes: false });

/** Puts a rule at a dotted path. @throws 31249/31250 when it collides with another */
export function addRule(root: Node, path: string, rule: Rule): void {
  const parts = path.split('.');
  if (parts.some((p) => p === '')) throw new StoreError(40352, `FieldPath '${path}' has an empty field name`);
  if (parts.some((p) => p.startsWith('$')))
    throw new StoreError(16410, `FieldPath field names may not start with '$': ${path}`);
  let at = root;
  for (const [i, part] of parts.entries()) {
    if (rule.kind === 'compute') at.computes = true;
    const found = at.children.get(part);
    if (i === parts.length - 1) {
      if (found) throw new StoreError(31250, `Path collision at ${path}`);
      at.children.set(part, rule);
    } else if (!found) {
      const next = node();
      at.children.set(part, next);
      at = next;
    } else if (found.kind === 'node') at = found;
    else
      throw new StoreError(
        31249,
        `Path collision at ${path} remaining portion ${parts.slice(i + 1).join('.')}`,
      );
  }
}

/** Shapes a document by the rules. Computed fields see the document of `scope`. */
export function shape(doc: Doc, rules: Node, mode: Mode, scope: Scope): Doc {
  const result: Doc = new Map();
  for (const [name, value] of doc) {
    const rule = rules.children.get(name);
    const kept = rule ? applyRule(rule, value, mode, scope) : mode === 'include' ? undefined : value;
    if (kept !== undefined) result.set(name, kept);
  }
  if (rules.computes) addComputed(result, doc, rules, mode, scope);
  return result;
}

function applyRule(rule: Rule, value: Value, mode: Mode, scope: Scope): Value | undefined {
  switch (rule.kind) {
    case 'keep':
      return value;
    case 'drop':
      return undefined;
    case 'compute':
      return mode === 'add' ? value : undefined;
    default:
      return descend(rule, value, mode, scope);
  }
}

/** Into documents and the elements of arrays; other values have nothing that is named. */
function descend(rules: Node, value: Value, mode: Mode, scope: Scope): Value | undefined {
  if (isDoc(value)) return shape(value, rules, mode, scope);
  if (Array.isArray(value)) {
    return value.flatMap((item) => {
      const kept = descend(rules, item, mode, scope);
      return kept === undefined ? [] : [kept];
    });
  }
  if (rules.computes) return shape(new Map(), rules, mode, scope);
  return mode === 'include' ? undefined : value;
}

function addComputed(result: Doc, doc: Doc, rules: Node, mode: Mode, scope: Scope): void {
  for (const [name, rule] of rules.children) {
    if (rule.kind === 'compute') {
      const value = rule.evaluate(scope);
      if (value !== undefined) result.set(name, value);
      else result.delete(name);
    } else if (rule.kind === 'node' && rule.computes && !doc.has(name)) {
      result.set(name, shape(new Map(), rule, mode, scope));
    }
  }
}

/** Whether a projection's value includes (true), excludes (false) or is to be computed (undefined). */
export function inclusion(value: Value): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return isNumber(value) ? asDouble(value) !== 0 : undefined;
}

export const isExpression = (value: Value): boolean =>
  isDoc(value) && (value.keys().next().value?.startsWith('$') ?? false);

/** The paths of a specification with nested documents spelt out; an empty one is an error. */
export function flatten(spec: Doc, prefix = ''): [string, Value][] {
  return [...spec].flatMap(([name, value]): [string, Value][] => {
    const path = prefix + name;
    if (!isDoc(value) || isExpression(value)) return [[path, value]];
    if (value.size === 0)
      throw new StoreError(
        51270,
        `An empty sub-projection is not a valid value. Found empty object at path ${path}`,
      );
    return flatten(value, `${path}.`);
  });
}

export const compute = (value: Value, names: readonly string[]): Rule => ({
  kind: 'compute',
  evaluate: compileExpression(value, names),
});

/** The rules of `$project` and of find's plain projections, with their mode. */
export function projectionRules(
  entries: [string, Value][],
  names: readonly string[] = [],
): { rules: Node; mode: Mode } {
  const rules = node();
  const mode = modeOf(entries);
  let id: boolean | undefined;
  for (const [path, value] of entries) {
    const included = inclusion(value);
    if (path === '_id' && included !== undefined) {
      id = included;
      continue;
    }
    checkMode(path, included, mode);
    addRule(
      rules,
      path,
      included === undefined ? compute(value, names) : { kind: included ? 'keep' : 'drop' },
    );
  }
  if (id === false) addRule(rules, '_id', { kind: 'drop' });
  else if (mode === 'include' && !rules.children.has('_id')) addRule(rules, '_id', { kind: 'keep' });
  return { rules, mode };
}

function modeOf(entries: [string, Value][]): Mode {
  const others = entries.filter(([path]) => path !== '_id');
  const decisive = others[0] ?? entries[0];
  return decisive && inclusion(decisive[1]) === false ? 'exclude' : 'include';
}

function checkMode(path: string, included: boolean | undefined, mode: Mode): void {
  if (mode === 'include' && included === false) {
    throw new StoreError(31254, `Cannot do exclusion on field ${path} in inclusion projection`);
  }
  if (mode === 'exclude' && included !== false) {
    throw new StoreError(
      included ? 31253 : 31252,
      `Cannot do inclusion on field ${path} in exclusion projection`,
    );
  }
}
