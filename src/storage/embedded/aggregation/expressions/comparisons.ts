import { compareValues } from '../../bson/compare.js';
import { isDoc, type Value } from '../../bson/values.js';
import { StoreError } from '../../errors.js';
import { argumentsOf, fixed, isNullish, namedArguments } from '../operands.js';
import { type Build, type Evaluate, isTrue } from '../scope.js';

const comparison = (name: string, holds: (c: number) => boolean): Build =>
  fixed(name, 2, (a, b) => holds(compareValues(a, b)));

const many =
  (name: string, min: number, make: (args: Evaluate[]) => Evaluate): Build =>
  (operand, compile) =>
    make(argumentsOf(name, operand, compile, min, Number.POSITIVE_INFINITY));

const condition: Build = (operand, compile) => {
  const parts = Array.isArray(operand)
    ? undefined
    : namedArguments('$cond', operand, compile, ['if', 'then', 'else']);
  const [test, yes, no] = (
    parts ? [parts['if'], parts['then'], parts['else']] : argumentsOf('$cond', operand, compile, 3, 3)
  ) as [Evaluate, Evaluate, Evaluate];
  return (scope) => (isTrue(test(scope)) ? yes(scope) : no(scope));
};

const choice: Build = (operand, compile) => {
  const branches = isDoc(operand) ? operand.get('branches') : undefined;
  if (!isDoc(operand) || !Array.isArray(branches) || branches.length === 0) {
    throw new StoreError(40068, '$switch requires at least one branch');
  }
  const cases = branches.map((b) => namedArguments('$switch', b, compile, ['case', 'then']));
  const fallback = operand.has('default') ? compile(operand.get('default') as Value) : undefined;
  return (scope) => {
    const hit = cases.find((c) => isTrue((c['case'] as Evaluate)(scope)));
    if (hit) return (hit['then'] as Evaluate)(scope);
    if (fallback) return fallback(scope);
    throw new StoreError(
      40066,
      '$switch could not find a matching branch for an input, and no default was specified.',
    );
  };
};

/** Comparison, logic and choice. */
export const comparisons: Record<string, Build> = {
  $eq: comparison('$eq', (c) => c === 0),
  $ne: comparison('$ne', (c) => c !== 0),
  $gt: comparison('$gt', (c) => c > 0),
  $gte: comparison('$gte', (c) => c >= 0),
  $lt: comparison('$lt', (c) => c < 0),
  $lte: comparison('$lte', (c) => c <= 0),
  $cmp: fixed('$cmp', 2, (a, b) => compareValues(a, b)),
  $and: many('$and', 0, (args) => (scope) => args.every((arg) => isTrue(arg(scope)))),
  $or: many('$or', 0, (args) => (scope) => args.some((arg) => isTrue(arg(scope)))),
  $not: fixed('$not', 1, (v) => !isTrue(v)),
  $cond: condition,
  $switch: choice,
  $ifNull: many('$ifNull', 2, (args) => (scope) => {
    for (const arg of args.slice(0, -1)) {
      const value = arg(scope);
      if (!isNullish(value)) return value;
    }
    return args.at(-1)?.(scope);
  }),
};
