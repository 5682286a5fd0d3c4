import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { UpstreamFailure } from '../failures/failure.ts'
import type { Caller } from '../wire/credentials.ts'
import { Pause, type PauseOptions } from './pause.ts'

/** How long a refused password is not tried again. */
const PAUSE: PauseOptions = { first: 10_000, longest: 60 * 60_000 }
/** Passwords that are remembered: 3 MB at most, because each is a hash and a pause. */
const MAX_REMEMBERED = 10_000

/**
 * Basic passwords that Camunda has refused. Camunda 7 locks a user after a wrong password, longer each time and finally
 * for good, so a client that keeps asking with a stale password would lock its user out.
 */
export class RefusedPasswords {
  readonly #refused = new LRUCache<string, Pause>({ max: MAX_REMEMBERED })

  /** Throws an UpstreamFailure for credentials that were refused a while ago. */
  check(headers: Readonly<Record<string, string>>, caller: Caller): void {
    const name = nameOf(headers, caller)
    const left = (name === undefined ? undefined : this.#refused.get(name)?.left) ?? 0
    if (left === 0) return
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

  /** Notes credentials that were refused with 401; returns false, because there are no others to try. */
  note(headers: Readonly<Record<string, string>>, caller: Caller): false {
    const name = nameOf(headers, caller)
    if (name === undefined) return false
    const pause = this.#refused.get(name) ?? new Pause(PAUSE)
    this.#refused.set(name, pause)
    pause.begin()
    return false
  }
}

/** Hashed, so that no password is kept. Each physical tenant has users of its own. */
function nameOf(
  { authorization = '' }: Readonly<Record<string, string>>,
  { physicalTenant = '' }: Caller,
): string | undefined {
  return /^basic /i.test(authorization) ? hash('sha256', `${authorization}\n${physicalTenant}`, 'base64url') : undefined
}
