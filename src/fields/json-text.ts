import { parseExact } from '../upstream/json/exact-json.ts'
import type { Upstream } from '../upstream/loading/upstream.ts'

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
