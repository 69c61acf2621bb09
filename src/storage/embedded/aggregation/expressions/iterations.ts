import { type Doc, isDoc, type Value } from '../../bson/values.js';
import { StoreError } from '../../errors.js';
import { arrayOperand, integerOperand, isNullish } from '../operands.js';
import { type Build, type Evaluate, isTrue, type Scope } from '../scope.js';

function fields(name: string, operand: Value, required: string[], optional: string[]): Doc {
  if (!isDoc(operand)) throw new StoreError(28646, `${name} only supports an object as its argument`);
  for (const key of operand.keys()) {
    if (![...required, ...optional].includes(key))
      throw new StoreError(28647, `Unrecognized parameter to ${name}: ${key}`);
  }
  for (const key of required)
    if (!operand.has(key)) throw new StoreError(28648, `Missing '${key}' parameter to ${name}`);
  return operand;
}

const bind = (scope: Scope, name: string, value: Value | undefined): Scope => ({
  ...scope,
  variables: new Map(scope.variables).set(name, value),
});

const nameIn = (spec: Doc): string => (spec.get('as') as string | undefined) ?? 'this';

const filter: Build = (operand, compile) => {
  const spec = fields('$filter', operand, ['input', 'cond'], ['as', 'limit']);
  const name = nameIn(spec);
  const input = compile(spec.get('input') as Value);
  const test = compile.with([name])(spec.get('cond') as Value);
  const limit = spec.has('limit') ? compile(spec.get('limit') as Value) : undefined;
  return (scope) => {
    const list = input(scope);
    if (isNullish(list)) return null;
    const max = limit?.(scope);
    const count = isNullish(max) ? Number.POSITIVE_INFINITY : integerOperand('$filter', max, 327391);
    if (count <= 0) throw new StoreError(327392, '$filter: limit must be greater than 0');
    return arrayOperand('$filter', list, 28651)
      .filter((item) => isTrue(test(bind(scope, name, item))))
      .slice(0, count);
  };
};

const map: Build = (operand, compile) => {
  const spec = fields('$map', operand, ['input', 'in'], ['as']);
  const name = nameIn(spec);
  const input = compile(spec.get('input') as Value);
  const evaluate = compile.with([name])(spec.get('in') as Value);
  return (scope) => {
    const list = input(scope);
    if (isNullish(list)) return null;
    return arrayOperand('$map', list, 16883).map((item) => evaluate(bind(scope, name, item)) ?? null);
  };
};

const reduce: Build = (operand, compile) => {
  const spec = fields('$reduce', operand, ['input', 'initialValue', 'in'], []);
  const [input, start] = [compile(spec.get('input') as Value), compile(spec.get('initialValue') as Value)];
  const step = compile.with(['this', 'value'])(spec.get('in') as Value);
  return (scope) => {
    const list = input(scope);
    if (isNullish(list)) return null;
    return arrayOperand('$reduce', list, 40080).reduce<Value | undefined>(
      (value, item) => step(bind(bind(scope, 'this', item), 'value', value)),
      start(scope),
    );
  };
};

const letBuild: Build = (operand, compile) => {
  const spec = fields('$let', operand, ['vars', 'in'], []);
  const vars = spec.get('vars');
  if (!isDoc(vars)) throw new StoreError(10065, 'invalid parameter: expected an object (vars)');
  const values = [...vars].map(([name, value]) => [name, compile(value)] as [string, Evaluate]);
  const body = compile.with([...vars.keys()])(spec.get('in') as Value);
  return (scope) => {
    const variables = new Map(scope.variables);
    for (const [name, evaluate] of values) variables.set(name, evaluate(scope));
    const current = vars.has('CURRENT') ? variables.get('CURRENT') : scope.current;
    return body({ ...scope, current, variables });
  };
};

/** Expressions that bind variables. */
export const iterations: Record<string, Build> = {
  $filter: filter,
  $map: map,
  $reduce: reduce,
  $let: letBuild,
};
