import type { Value } from '../../bson/values.js';
import { averageOf, deviationOf, extremeOf, sumOf } from '../accumulate.js';
import type { Build } from '../scope.js';

/** Of one argument that is an array its elements count, else the arguments themselves. */
const over =
  (apply: (values: (Value | undefined)[]) => Value): Build =>
  (operand, compile) => {
    const args = (Array.isArray(operand) ? operand : [operand]).map(compile);
    return (scope) => {
      const values = args.map((arg) => arg(scope));
      return apply(values.length === 1 && Array.isArray(values[0]) ? values[0] : values);
    };
  };

/** Accumulators used as expressions. */
export const accumulatorExpressions: Record<string, Build> = {
  $sum: over(sumOf),
  $avg: over(averageOf),
  $min: over((values) => extremeOf(values, (c) => c < 0)),
  $max: over((values) => extremeOf(values, (c) => c > 0)),
  $stdDevPop: over((values) => deviationOf(values, 0)),
  $stdDevSamp: over((values) => deviationOf(values, 1)),
};
