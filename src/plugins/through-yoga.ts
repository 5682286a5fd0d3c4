import { type DocumentNode, type ExecutionResult, getOperationAST } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { streamFramingOf } from '../answers/stream-framing.ts'
import { asRefusal } from '../errors/as-refusal.ts'
import { Refused } from '../errors/refused.ts'
import type { Operations } from '../operation/operations.ts'
import type { Context } from '../request/context.ts'
import type { GatewayPlugin, Question } from '../request/plugin.ts'
import { questionOf } from '../request/question.ts'
import type { Visit } from '../request/visit.ts'
import { quoted } from '../text/cut.ts'

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
      // Before Yoga, which says that there is none and not which there are.
      return ({ result, context }) => {
        const name = nameAsked(context)
        if (isDocument(result) && !getOperationAST(result, name)) throw noOperation(result, name)
      }
    },
    onValidate({ addValidationRule, validateFn, setValidationFn }) {
      for (const rule of rules) addValidationRule(rule)
      if (hideSuggestions) {
        // Envelop passes TypeInfo and options in the wrong order, so set a function of our own.
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
      // Before it is opened: nobody would close a source whose events cannot be sent.
      const accept = request.headers.get('accept') ?? undefined
      if (prepared.schema.getSubscriptionType() && !streamFramingOf(accept)) return refuse(notAcceptable())
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

function nameAsked(context: unknown): string | undefined {
  const { params } = context as { params?: Question }
  return params?.operationName
}

function isDocument(result: unknown): result is DocumentNode {
  return typeof result === 'object' && result !== null && 'definitions' in result
}

/** Names of operations that are told at most. */
const MAX_NAMES = 5

function noOperation({ definitions }: DocumentNode, name: string | undefined): Refused {
  const found = definitions.flatMap((one) => (one.kind === 'OperationDefinition' ? [one.name?.value] : []))
  const names = found.slice(0, MAX_NAMES).map((one) => (one === undefined ? 'one without a name' : quoted(one)))
  const has =
    found.length === 0 ? 'no operation' : `${names.join(', ')}${found.length > MAX_NAMES ? ' and others' : ''}`
  const message =
    name === undefined
      ? `The document has ${has}: \`operationName\` must say which one to execute, and there must be one.`
      : `The document has no operation of the name ${quoted(name)}, which \`operationName\` gives. It has ${has}.`
  return new Refused('OPERATION_RESOLUTION_FAILURE', message, { retryable: false }, { status: 400 })
}

function visitOf(context: unknown): Visit {
  return (context as { visit: Visit }).visit
}

function isResult(result: unknown): result is ExecutionResult {
  return typeof result === 'object' && result !== null && ('data' in result || 'errors' in result)
}

function notAcceptable(): Refused {
  const message =
    'A subscription is answered by server-sent events, or by parts: ask with `accept: text/event-stream`, or with `accept: multipart/mixed; subscriptionSpec="1.0"`.'
  return new Refused('BAD_USER_INPUT', message, { retryable: false }, { status: 406 })
}
