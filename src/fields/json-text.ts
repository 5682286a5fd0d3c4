import type { Context } from '../request/context.ts'
import { isLazy, type MaybeLazy } from '../upstream/catalog/lazy.ts'
import type { Operation } from '../upstream/catalog/operation.ts'
import { parseExact } from '../upstream/json/exact-json.ts'
import type { Upstream } from '../upstream/loading/upstream.ts'
import { upstreamOf } from './upstream-of.ts'

/**
 * A value that Camunda answers as JSON text: variables and forms. Rejects with an UpstreamFailure where the text is no JSON.
 * @param operation the REST operationId that the text came by, for the error
 */
export function readJsonText(upstream: Upstream, operation: string, text: string): unknown {
  return upstream.readable(operation, () => {
    try {
      return parseExact(text)
    } catch {
      throw new TypeError('a text that must be JSON is not')
    }
  })
}

/**
 * A field whose value the row has as JSON text; null if it has none.
 * @param operation the operation that answered the row
 */
export function jsonText<Parent>(
  operation: Operation,
  textOf: (parent: Parent) => MaybeLazy<string | null | undefined>,
) {
  return (parent: Parent, _args: object, context: Context): unknown => {
    const read = (text: string | null | undefined) =>
      text ? readJsonText(upstreamOf(parent, context), operation.operation, text) : null
    const text = textOf(parent)
    return isLazy(text) ? text().then(read) : read(text)
  }
}
