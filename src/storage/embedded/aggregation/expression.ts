import { type Doc, isDoc, type Value } from '../bson/values.js';
import { nowMs } from '../clock.js';
import { refused, StoreError } from '../errors.js';
import { accumulatorExpressions } from './expressions/accumulating.js';
import { arithmetic } from './expressions/arithmetic.js';
import { arrays } from './expressions/arrays.js';
import { comparisons } from './expressions/comparisons.js';
import { dates } from './expressions/dates.js';
import { iterations } from './expressions/iterations.js';
import { objects } from './expressions/objects.js';
import { sets } from './expressions/sets.js';
import { strings } from './expressions/strings.js';
import { conversions } from './expressions/types.js';
import type { Build, Compile, Evaluate } from './scope.js';

const operators = new Map<string, Build>(
  Object.entries({
    ...arithmetic,
    ...arrays,
    ...comparisons,
    ...conversions,
    ...dates,
    ...iterations,
    ...objects,
    ...sets,
    ...strings,
    ...accumulatorExpressions,
    $literal: (operand: Value) => () => operand,
  }),
);

/** Operators of MongoDB that this store does not have. */
const missing = new Set(
  '$function $accumulator $rand $meta $sampleRate $toHashedIndexKey $bitNot $tsIncrement $tsSecond $binarySize $bsonSize $setField $unsetField $toUUID $median $percentile $encStrContains $covariancePop $covarianceSamp $derivative $integral $expMovingAvg $linearFill $locf $sin $cos $tan $asin $acos $atan $atan2 $asinh $acosh $atanh $sinh $cosh $tanh $degreesToRadians $radiansToDegrees'.split(
    ' ',
  ),
);

const system = ['ROOT', 'CURRENT', 'NOW', 'REMOVE', 'KEEP', 'PRUNE', 'DESCEND'];

/**
 * Compiles an aggregation expression.
 * @param names variables known besides the system's
 * @throws 168 for unknown operators, 17276 for unknown variables, 238 for refused ones
 */
export function compileExpression(expression: Value, names: readonly string[] = []): Evaluate {
  return compiler(new Set([...system, ...names]))(expression);
}

function compiler(known: Set<string>): Compile {
  const compile = ((expression: Value): Evaluate => {
    if (typeof expression === 'string')
      return expression.startsWith('$') ? path(expression, known) : () => expression;
    if (Array.isArray(expression)) return arrayLiteral(expression.map(compile));
    if (isDoc(expression)) return document(expression, compile);
    return () => expression;
  }) as Compile;
  compile.with = (names) => {
    for (const name of names) {
      if (!/^[a-z\u0080-\uffff][\w\u0080-\uffff]*$/.test(name) && name !== 'CURRENT') {
        throw new StoreError(16867, `'${name}' starts with an invalid character for a user variable name`);
      }
    }
    return compiler(new Set([...known, ...names]));
  };
  return compile;
}

const arrayLiteral =
  (items: Evaluate[]): Evaluate =>
  (scope) =>
    items.map((item) => item(scope) ?? null);

function document(expression: Doc, compile: Compile): Evaluate {
  const first = expression.keys().next().value;
  if (first?.startsWith('$')) return operator(expression, first, compile);
  const fields = [...expression].map(([name, value]) => {
    if (name.startsWith('$'))
      throw new StoreError(
        15983,
        `An object representing an expression must have exactly one field: ${name}`,
      );
    if (name.includes('.')) throw new StoreError(16405, `FieldPath field names may not contain '.': ${name}`);
    return [name, compile(value)] as const;
  });
  return (scope) => {
    const doc: Doc = new Map();
    for (const [name, evaluate] of fields) {
      const value = evaluate(scope);
      if (value !== undefined) doc.set(name, value);
    }
    return doc;
  };
}

function operator(expression: Doc, name: string, compile: Compile): Evaluate {
  if (expression.size !== 1)
    throw new StoreError(15983, `An object representing an expression must have exactly one field: ${name}`);
  const build = operators.get(name);
  if (build) return build(expression.get(name) as Value, compile);
  if (missing.has(name)) throw refused(`the expression ${name}`);
  throw new StoreError(168, `Unrecognized expression '${name}'`);
}

/** `$a.b` from the current document, `$$name.a.b` from a variable. */
function path(text: string, known: Set<string>): Evaluate {
  const isVariable = text.startsWith('$$');
  const parts = text.slice(isVariable ? 2 : 1).split('.');
  if (parts.some((p) => p === ''))
    throw new StoreError(isVariable ? 9 : 40353, `FieldPath '${text}' has an empty field name`);
  if (parts.some((p) => p.startsWith('$')))
    throw new StoreError(16410, `FieldPath field names may not start with '$': ${text}`);
  if (!isVariable) return (scope) => valueAt(scope.current, parts, 0);
  const [name, ...rest] = parts as [string, ...string[]];
  if (!known.has(name)) throw new StoreError(17276, `Use of undefined variable: ${name}`);
  return variable(name, rest);
}

function variable(name: string, rest: string[]): Evaluate {
  if (name === 'ROOT') return (scope) => valueAt(scope.root, rest, 0);
  if (name === 'CURRENT') return (scope) => valueAt(scope.current, rest, 0);
  if (name === 'REMOVE') return () => undefined;
  if (name === 'NOW') {
    const now = new Date(nowMs());
    return () => (rest.length ? undefined : now);
  }
  return (scope) => valueAt(scope.variables.get(name), rest, 0);
}

/** A dotted path in an expression: of an array the values of its documents, without positions. */
export function valueAt(value: Value | undefined, parts: readonly string[], from: number): Value | undefined {
  if (from === parts.length) return value;
  if (isDoc(value)) return valueAt(value.get(parts[from] as string), parts, from + 1);
  if (!Array.isArray(value)) return undefined;
  return value.flatMap((item) => {
    const found = isDoc(item) ? valueAt(item, parts, from) : undefined;
    return found === undefined ? [] : [found];
  });
}
