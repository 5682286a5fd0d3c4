import { getOperationAST } from 'graphql'
import { askedQuestion } from '../plugins/through-yoga.ts'
import type { GatewayPlugin } from '../request/plugin.ts'
import type { Answering } from './answering.ts'
import { holdsRawNumber, plainVariables } from './yoga/exact-numbers.ts'
import type { LaterYoga } from './yoga/yoga.ts'

/** Answers by Yoga's `getEnveloped`, for gateways with Envelop plugins of their owner's: all their hooks are called. */
export function throughEnvelop(yoga: LaterYoga, plugins: readonly GatewayPlugin[]): Answering {
  /** All that comes before the execution; undefined where Yoga has to say what is wrong. */
  async function prepare([sent, visit, req, res]: Parameters<Answering>) {
    try {
      const params = await askedQuestion(plugins, sent, visit)
      if (params.query === undefined) return undefined
      const enveloped = (await yoga.get()).getEnveloped({ req, res, params, visit })
      const { schema } = enveloped
      const document = enveloped.parse(params.query)
      if (enveloped.validate(schema, document).length > 0) return undefined
      const { operationName, variables } = params
      const operation = getOperationAST(document, operationName)
      if (!operation || operation.operation === 'subscription') return undefined
      const variableValues =
        variables && holdsRawNumber(variables) ? plainVariables(schema, document, operationName, variables) : variables
      const contextValue = await enveloped.contextFactory()
      return () => enveloped.execute({ schema, document, contextValue, variableValues, operationName })
    } catch {
      return undefined
    }
  }

  return async (...asked) => {
    const execute = await prepare(asked)
    const result = await execute?.()
    // Without data, the variables or the operation's name were refused before anything was executed.
    return result && 'data' in result ? result : undefined
  }
}
