import { evaluation } from '../fields/evaluation.ts'
import type { QueryEvaluateExpressionArgs, Resolvers } from '../generated/schema.ts'
import { operations } from '../upstream/catalog/operation.ts'
import type { ExpressionEvaluationResult } from '../upstream/contract/types.ts'
import { InvalidInput } from '../upstream/failures/failure.ts'

export const resolvers: Resolvers = {
  Query: {
    evaluateExpression: evaluation<QueryEvaluateExpressionArgs, ExpressionEvaluationResult>(
      operations.evaluateExpression,
      ({ expression }) => {
        if (expression.trim() === '') throw new InvalidInput('expression', 'give an expression, such as =1 + 1.')
      },
    ),
  },
}
