import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { UpstreamFailure } from '../failure.ts'

/** Milliseconds that a refused password is not tried again: doubled each time it is refused again, up to the longest. */
const FIRST_PAUSE = 10_000
const LONGEST_PAUSE = 60 * 60_000

/**
 * Basic passwords that Camunda has refused. Camunda 7 locks a user after a wrong password, longer each time and for good
 * after some, so that one stale password would lock a person out as often as somebody asks.
 */
export class RefusedPasswords {
  readonly #refused = new LRUCache<string, { until: number; pause: number }>({ max: 10_000 })
  readonly #now: () => number

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** Throws an UpstreamFailure for credentials that were refused a while ago. */
  check(headers: Readonly<Record<string, string>>): void {
    const name = nameOf(headers)
    const known = name === undefined ? undefined : this.#refused.get(name)
    const left = (known?.until ?? 0) - this.#now()
    if (left <= 0) return
    const status = 401
    throw new UpstreamFailure({
      kind: 'refused',
      operation: 'login',
      write: false,
      status,
      problem: {
        title: 'Unauthorized',
        status,
        detail: `Camunda has refused this user name or password (401). It is not tried again for ${Math.ceil(left / 1000)} s: wrong ones lock the user.`,
      },
      retryAfter: Math.ceil(left / 1000),
    })
  }

  /** Notes credentials that were refused with 401; answers false, because there are no others to try. */
  note(headers: Readonly<Record<string, string>>): false {
    const name = nameOf(headers)
    if (name === undefined) return false
    const known = this.#refused.get(name)
    // Calls that were on their way together are one try.
    if (known && known.until > this.#now()) return false
    const pause = known ? Math.min(known.pause * 2, LONGEST_PAUSE) : FIRST_PAUSE
    this.#refused.set(name, { until: this.#now() + pause, pause })
    return false
  }
}

/** Hashed, so that no password is kept. */
function nameOf({ authorization = '' }: Readonly<Record<string, string>>): string | undefined {
  return /^basic /i.test(authorization) ? hash('sha256', authorization, 'base64url') : undefined
}
