import type { MatchContext } from '../matcher/match.js';
import { compileExpression } from './expression.js';
import { isTrue } from './scope.js';

/** What filters borrow from aggregation: `$expr`. */
export const expressionContext: MatchContext = {
  compileExpression(expression, variables) {
    const evaluate = compileExpression(expression, [...(variables?.keys() ?? [])]);
    return (doc) => evaluate({ root: doc, current: doc, variables: variables ?? new Map() });
  },
  isTrue,
};
