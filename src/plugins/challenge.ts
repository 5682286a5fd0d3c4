import type { ExecutionResult } from 'graphql'
import type { GatewayPlugin } from '../request/plugin.ts'
import type { Visit } from '../request/visit.ts'
import { UpstreamFailure } from '../upstream/failures/failure.ts'

/**
 * Where callers ask with their own rights: the cluster's WWW-Authenticate reaches those whom it does not know, with any
 * answer that holds such a refusal. Where all that was asked for was refused so, the answer's status is 401, too, whether
 * or not the cluster gave a challenge: it has none for sessions and their CSRF tokens, and none is made up for it.
 */
export function challenge(): GatewayPlugin {
  // The answers of a batch are sent together.
  const challenges = new WeakMap<Visit, Set<string>>()
  return {
    afterExecution(result, visit) {
      if (!result.errors) return
      const found = challenges.get(visit) ?? new Set()
      for (const { originalError } of result.errors) {
        if (originalError instanceof UpstreamFailure && originalError.challenge) found.add(originalError.challenge)
      }
      if (found.size > 0) {
        challenges.set(visit, found)
        visit.headers.set('www-authenticate', [...found].join(', '))
      }
      // Yoga takes the status from here, and leaves this out of the answer.
      if (allRefused(result)) result.extensions = { ...result.extensions, http: { status: 401 } }
    },
  }
}

function allRefused({ data, errors = [] }: ExecutionResult): boolean {
  if (Object.values(data ?? {}).some((value) => value !== null)) return false
  return errors.every(({ originalError }) => originalError instanceof UpstreamFailure && originalError.status === 401)
}
