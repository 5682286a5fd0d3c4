import { type ExecutionArgs, type ExecutionResult, getOperationAST, type OperationDefinitionNode } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { Documents } from '../documents/documents.ts'
import { toClientError } from '../errors/errors.ts'
import { unfitVariables } from '../execution/variables.ts'
import type { Context } from '../request/context.ts'
import type { Execution, GatewayPlugin, Question } from '../request/plugin.ts'
import type { Visit } from '../request/visit.ts'
import { cut } from '../text/cut.ts'

/**
 * The gateway's own plugins as one of Yoga's. Only questions are left to the caller: the fast path has no `onParams`.
 * @param hideSuggestions whether errors must not tell names that are like the one that was asked for
 */
export function throughYoga(
  plugins: readonly GatewayPlugin[],
  documents: Documents,
  hideSuggestions: boolean,
): Plugin<Context & { visit: Visit }> {
  const rules = plugins.flatMap((plugin) => plugin.rules ?? [])
  const before = plugins.filter((plugin) => plugin.beforeExecution)
  const after = plugins.filter((plugin) => plugin.afterExecution)
  return {
    async onParams({ params, setParams, context }) {
      // A refusal is thrown on: Yoga would look for more that is wrong with the question.
      setParams(await askedQuestion(plugins, params, visitOf(context)))
    },
    onParse({ setParseFn }) {
      setParseFn(documents.read)
    },
    onValidate({ addValidationRule, validateFn, setValidationFn }) {
      for (const rule of rules) addValidationRule(rule)
      if (hideSuggestions) {
        // Envelop gives the type information before the options, and GraphQL takes it after them.
        setValidationFn((schema, document, rules) => validateFn(schema, document, rules, { hideSuggestions }))
      }
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const errors = unfitVariables({ ...args, hideSuggestions })
      if (errors) setResultAndStopExecution({ errors })
    },
    onExecute({ args, setResultAndStopExecution }) {
      Object.assign(args, { hideSuggestions })
      const { visit } = args.contextValue
      const operation = getOperationAST(args.document, args.operationName)
      const checking = operation ? checkExecution(before, operation, args, visit) : undefined
      const done =
        after.length === 0
          ? undefined
          : {
              onExecuteDone({ result }: { result: unknown }) {
                if (isResult(result)) for (const plugin of after) plugin.afterExecution?.(result, visit)
              },
            }
      if (!checking) return done
      return checking.then(
        () => done,
        (error: unknown) => {
          setResultAndStopExecution({ errors: [asRefusal(error)] })
        },
      )
    },
  }
}

/**
 * What is asked after all plugins had a look at it; a promise only where one of them needs it. Throws, or rejects with,
 * the Refused of the plugin that refuses it.
 */
export function askedQuestion(
  plugins: readonly GatewayPlugin[],
  question: Question,
  visit: Visit,
  first = 0,
): Question | Promise<Question> {
  let asked = question
  for (let index = first; index < plugins.length; index++) {
    const next = plugins[index]?.onQuestion?.(asked, visit)
    if (next instanceof Promise) return next.then((one) => askedQuestion(plugins, one, visit, index + 1))
    if (next) asked = next
  }
  return asked
}

/**
 * Tells the visit what is asked, and lets the plugins have a last look at it. Undefined where none wants to; rejects with
 * the Refused of the plugin that refuses.
 */
export function checkExecution(
  plugins: readonly GatewayPlugin[],
  operation: OperationDefinitionNode,
  args: ExecutionArgs,
  visit: Visit,
): Promise<void> | undefined {
  const { schema, document, variableValues, contextValue } = args
  // Cut here, for the log, metrics and spans.
  visit.operationName = operation.name && cut(operation.name.value)
  visit.operationType = operation.operation
  if (operation.operation === 'mutation') visit.hasCommand = true
  if (plugins.length === 0) return undefined
  const execution: Execution = {
    schema,
    document,
    operation,
    variables: variableValues ?? {},
    context: contextValue as Context,
    nodeCount: undefined,
  }
  const checkFrom = (first: number): Promise<void> | undefined => {
    for (let index = first; index < plugins.length; index++) {
      const checking = plugins[index]?.beforeExecution?.(execution, visit)
      if (checking) return checking.then(() => checkFrom(index + 1))
    }
    return undefined
  }
  try {
    return checkFrom(0)
  } catch (error) {
    return Promise.reject(error)
  }
}

/** Refusals are for clients to read; anything else that a plugin throws is a mistake of the gateway's and is thrown on. */
export function asRefusal(error: unknown) {
  const refusal = toClientError(error)
  if (!refusal) throw error
  return refusal
}

function visitOf(context: unknown): Visit {
  return (context as { visit: Visit }).visit
}

function isResult(result: unknown): result is ExecutionResult {
  return typeof result === 'object' && result !== null && ('data' in result || 'errors' in result)
}
