import type { ExecutionResult } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { takesEvents } from '../answers/framing.ts'
import { asRefusal } from '../errors/as-refusal.ts'
import { Refused } from '../errors/refused.ts'
import type { Operations } from '../operation/operations.ts'
import type { Context } from '../request/context.ts'
import type { GatewayPlugin } from '../request/plugin.ts'
import { questionOf } from '../request/question.ts'
import type { Visit } from '../request/visit.ts'

/** The gateway's own plugins and its executor as one of Yoga's. */
export function throughYoga(
  plugins: readonly GatewayPlugin[],
  operations: Operations,
): Plugin<Context & { visit: Visit; request: Request }> {
  const rules = plugins.flatMap((plugin) => plugin.rules ?? [])
  const { hideSuggestions } = operations
  return {
    async onParams({ params, setParams, context }) {
      // A refusal is thrown on: Yoga would look for more that is wrong with the question.
      setParams(await operations.asked(questionOf(params), visitOf(context)))
    },
    onParse({ setParseFn }) {
      setParseFn(operations.documents.read)
    },
    onValidate({ addValidationRule, validateFn, setValidationFn }) {
      for (const rule of rules) addValidationRule(rule)
      if (hideSuggestions) {
        // Envelop gives the type information before the options, and GraphQL takes it after them.
        setValidationFn((schema, document, rules) => validateFn(schema, document, rules, { hideSuggestions }))
      }
    },
    onSubscribe({ args, setSubscribeFn, setResultAndStopExecution }) {
      const { visit, request } = args.contextValue
      const prepared = operations.preparedBy(args)
      if (!prepared) return undefined
      const refusal = (error: unknown) => ({ errors: [asRefusal(error)] })
      const refuse = (error: unknown) => setResultAndStopExecution(refusal(error))
      setSubscribeFn((given) => operations.subscribe(operations.preparedBy(given) ?? prepared, visit).catch(refusal))
      // Before it is opened: nobody would end what cannot be sent.
      const accept = request.headers.get('accept') ?? undefined
      if (prepared.schema.getSubscriptionType() && !takesEvents(accept)) return refuse(notAcceptable())
      return operations.check(prepared, visit)?.catch(refuse)
    },
    onExecute({ args, setExecuteFn, setResultAndStopExecution }) {
      Object.assign(args, { hideSuggestions })
      setExecuteFn((given) => operations.execute(given))
      const { visit } = args.contextValue
      const prepared = operations.preparedBy(args)
      const checking = prepared && operations.check(prepared, visit)
      const done = {
        onExecuteDone({ result }: { result: unknown }) {
          if (isResult(result)) operations.finish(result, visit)
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

function visitOf(context: unknown): Visit {
  return (context as { visit: Visit }).visit
}

function isResult(result: unknown): result is ExecutionResult {
  return typeof result === 'object' && result !== null && ('data' in result || 'errors' in result)
}

function notAcceptable(): Refused {
  const message = 'A subscription is answered by server-sent events: ask with `accept: text/event-stream`.'
  return new Refused('BAD_USER_INPUT', message, { retryable: false }, { status: 406 })
}
