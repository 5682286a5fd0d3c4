import { KeysUnavailable } from '../callers/issuer-keys.ts'
import { InvalidToken, type TokenVerifier } from '../callers/verifier.ts'
import { toRefusal } from '../errors/errors.ts'
import { Refused } from '../errors/refused.ts'
import { mayAsk } from '../request/asking.ts'
import type { GatewayPlugin, Question } from '../request/plugin.ts'
import type { Visit } from '../request/visit.ts'

const REALM = 'Bearer realm="camunda-graphql-gateway"'

/**
 * Refuses questions without a valid token of the issuer. What asks nothing stays open: GraphiQL's page, a browser's
 * preflight, probes.
 * @param logError called with errors that the caller must not see
 */
export function callers(verifier: TokenVerifier, logError: (error: unknown) => void): GatewayPlugin {
  /** Undefined once the caller is known; a promise only where the token was not seen before. */
  function refusalOf(visit: Visit): Refused | undefined | Promise<Refused | undefined> {
    if (visit.claims) return undefined
    const token = /^Bearer +([^ ]+)$/i.exec(visit.caller.authorization ?? '')?.[1]
    if (token === undefined) return missing()
    const known = verifier.known(token)
    if (known) {
      visit.claims = known
      return undefined
    }
    return verifier.verify(token).then(
      (claims) => {
        visit.claims = claims
        return undefined
      },
      (error: unknown) => {
        if (error instanceof InvalidToken) return invalid(error.message)
        // Not logged per caller: it was logged when fetching the keys failed.
        if (error instanceof KeysUnavailable) return unavailable(error.retryAfter)
        logError(error)
        return unavailable(10)
      },
    )
  }

  async function verified(question: Question, visit: Visit): Promise<Question> {
    const refusal = await refusalOf(visit)
    if (refusal) throw refusal
    return question
  }

  return {
    onArrival(visit) {
      if (!mayAsk(visit)) return undefined
      const refusal = refusalOf(visit)
      if (refusal instanceof Promise) return refusal.then((found) => found && toRefusal(found))
      return refusal && toRefusal(refusal)
    },
    /** A token may expire while its subscription is open. */
    beforeEvent(_, event) {
      delete event.claims
      const refusal = refusalOf(event)
      if (refusal instanceof Promise) {
        return refusal.then((found) => {
          if (found) throw found
        })
      }
      if (refusal) throw refusal
    },
    /** Every question comes through here, whatever its path or method. */
    onQuestion(question, visit) {
      return visit.claims ? question : verified(question, visit)
    },
  }
}

function missing(): Refused {
  const message = 'Nobody may ask without a token: send it as `Authorization: Bearer …`.'
  return new Refused('UNAUTHENTICATED', message, { retryable: false }, challenged(REALM))
}

function invalid(reason: string): Refused {
  const challenge = `${REALM}, error="invalid_token", error_description="${reason}"`
  return new Refused('UNAUTHENTICATED', `${reason} Get a new one.`, { retryable: false }, challenged(challenge))
}

const challenged = (challenge: string) => ({ status: 401, headers: { 'www-authenticate': challenge } })

function unavailable(retryAfter: number): Refused {
  return new Refused(
    'UPSTREAM_UNAVAILABLE',
    "Callers cannot be verified at the moment: the keys of the tokens' issuer cannot be had. Try again later.",
    { retryable: true, retryAfter },
    { status: 503, headers: { 'retry-after': String(retryAfter) } },
  )
}
