import { type ExecutionArgs, type ExecutionResult, type GraphQLSchema, getOperationAST } from 'graphql'
import type { Documents } from '../documents/documents.ts'
import { askedQuestion, asRefusal, checkExecution } from '../plugins/through-yoga.ts'
import type { Context } from '../request/context.ts'
import type { GatewayPlugin, Question } from '../request/plugin.ts'
import type { Visit } from '../request/visit.ts'
import { holdsRawNumber, plainVariables } from './yoga/exact-numbers.ts'

export interface DirectAnswering {
  schema: GraphQLSchema
  /** The gateway's own; Yoga's plugins take no part. */
  plugins: readonly GatewayPlugin[]
  documents: Documents
  /** Whether errors must not tell names that are like the one that was asked for. */
  hideSuggestions: boolean
  execute(args: ExecutionArgs): ExecutionResult | Promise<ExecutionResult>
  contextOf(visit: Visit): Context
  /** The errors as clients may see them. */
  mask(errors: NonNullable<ExecutionResult['errors']>): NonNullable<ExecutionResult['errors']>
}

/**
 * Answers a question past Yoga's Fetch layer. Undefined where Yoga has to say what is wrong with it, such as syntax
 * errors: nothing was executed by then. Rejects with mistakes of the gateway's own alone.
 */
export type DirectAnswer = (question: Question, visit: Visit) => Promise<ExecutionResult | undefined>

/** Answers without Yoga and Envelop, for gateways whose owner has no plugins of theirs: the same steps, each taken once. */
export function directly({
  schema,
  plugins,
  documents,
  hideSuggestions,
  execute,
  contextOf,
  mask,
}: DirectAnswering): DirectAnswer {
  const asking = plugins.filter((plugin) => plugin.onQuestion)
  const before = plugins.filter((plugin) => plugin.beforeExecution)
  const after = plugins.filter((plugin) => plugin.afterExecution)
  return async (sent, visit) => {
    try {
      const asked = askedQuestion(asking, sent, visit)
      const question = asked instanceof Promise ? await asked : asked
      const { query, operationName, variables } = question
      const document = query === undefined ? undefined : documents.get(query)
      const operation = document && getOperationAST(document, operationName)
      if (!document || !operation || operation.operation === 'subscription') return undefined
      const args: ExecutionArgs = {
        schema,
        document,
        operationName,
        hideSuggestions,
        contextValue: contextOf(visit),
        variableValues:
          variables && holdsRawNumber(variables)
            ? plainVariables(schema, document, operationName, variables)
            : variables,
      }
      const checking = checkExecution(before, operation, args, visit)
      if (checking) await checking
      const result = await execute(args)
      for (const plugin of after) plugin.afterExecution?.(result, visit)
      return result.errors ? { ...result, errors: mask(result.errors) } : result
    } catch (error) {
      return { errors: [asRefusal(error)] }
    }
  }
}
