import type { ExecutionArgs, ExecutionResult } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { asRefusal } from '../../errors/as-refusal.ts'
import { Refused } from '../../errors/refused.ts'
import { holdsRawNumber, plainVariables } from '../../operation/plain-variables.ts'
import type { Visit } from '../../request/visit.ts'
import { ownText } from '../../text/memory.ts'
import { parseExact } from '../../upstream/json/exact-json.ts'
import { readAs } from './read-as.ts'
import { restoreNumbers } from './restore-numbers.ts'

/**
 * Reads the numbers of requests without loss, wherever they hold JSON, so that 9007199254740993 and 1.0 reach Camunda as
 * they are. Where the schema wants an Int or a Float, numbers become plain ones again; a key keeps its digits as text.
 */
export function exactNumbers(): Plugin {
  return {
    onRequestParse({ request, url, requestParser, setRequestParser, serverContext }) {
      const { json } = (serverContext as unknown as { visit: Visit }).visit
      if (!requestParser) return
      /** Where Yoga parses JSON itself, puts the exact numbers back. */
      const restore = (read: unknown, text: unknown) => {
        const value: unknown = typeof text === 'string' && text !== '' ? parseExact(text) : undefined
        if (holdsInexact(value)) restoreNumbers(read, value)
      }
      const restoreParameters = (params: Awaited<ReturnType<typeof requestParser>>, sent: URLSearchParams) => {
        if (!('query' in params)) return params
        restore(params.variables, sent.get('variables'))
        restore(params.extensions, sent.get('extensions'))
        // A substring of an address or a form would keep all of it in memory.
        return typeof params.query === 'string' ? { ...params, query: ownText(params.query) } : params
      }
      // Yoga may give a parser another request, whose body is bounded: read that one.
      setRequestParser(async (bounded) => {
        const type = request.headers.get('content-type') ?? ''
        if (request.method === 'GET') return restoreParameters(await requestParser(bounded), url.searchParams)
        if (type.startsWith('application/x-www-form-urlencoded')) {
          const text = await bounded.text()
          return restoreParameters(
            await requestParser(readAs(bounded, 'text', async () => text)),
            new URLSearchParams(text),
          )
        }
        if (type.startsWith('multipart/form-data')) {
          let form: FormData | undefined
          const read = async () => (form = await bounded.formData())
          const params = await requestParser(readAs(bounded, 'formData', read))
          restore(params, form?.get('operations'))
          return params
        }
        return requestParser(readAs(bounded, 'json', async () => (json ? json.value : readBody(await bounded.text()))))
      })
    },
    // For every way in which variables can come.
    onExecute({ args, setResultAndStopExecution }) {
      settle(args, setResultAndStopExecution)
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      settle(args, setResultAndStopExecution)
    },
  }
}

/** Throws a refusal that Yoga passes on: it would tell clients everything about any other error. */
function readBody(text: string): unknown {
  try {
    return parseExact(text)
  } catch {
    throw asRefusal(
      new Refused('BAD_USER_INPUT', 'POST body sent invalid JSON.', { retryable: false }, { status: 400 }),
    )
  }
}

/** The same as `holdsRawNumber`, with a refusal as an error that Yoga passes on. */
function holdsInexact(value: unknown): boolean {
  try {
    return holdsRawNumber(value)
  } catch (error) {
    throw asRefusal(error)
  }
}

function settle(args: ExecutionArgs, refuse: (result: ExecutionResult) => void): void {
  const { schema, document, operationName, variableValues: variables } = args
  try {
    if (variables && holdsRawNumber(variables))
      args.variableValues = plainVariables(schema, document, operationName, variables)
  } catch (error) {
    refuse({ errors: [asRefusal(error)] })
  }
}
