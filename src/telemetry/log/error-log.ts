import { errorIdOf } from '../../errors/error-ids.ts'
import { failureOf } from '../../errors/errors.ts'
import { toLogEntry } from './log-entry.ts'
import type { Logger } from './logger.ts'

/** Milliseconds in which errors of one kind become one line. */
const WINDOW_MS = 1_000

/** The most kinds per window; further ones are counted together. */
const MAX_KINDS = 50

/** Ids in one line. */
const MAX_IDS = 100

/** Logs errors that are masked for clients, with the id that clients get. */
interface ErrorLog {
  /** Logs an error, unless clients were told everything about it. */
  log(error: unknown): void
  /** Writes what was only counted so far. */
  flush(): void
}

interface Facts {
  errorId?: string
  err?: Error
}

/** Errors that differ only in their ids. */
interface Kind {
  readonly facts: Facts
  readonly message: string
  /** Since its last line. */
  more: number
  errorIds: string[]
}

const OTHERS = 'errors of other kinds'

/**
 * The first error of a kind is logged at once. Those that follow within a second become one line with their number and
 * ids: in an outage thousands fail the same way.
 */
export function errorLog(logger: Logger): ErrorLog {
  const kinds = new Map<string, Kind>()
  // One failed call may affect many fields, and several requests that share it.
  const told = new WeakSet<object>()
  let timer: NodeJS.Timeout | undefined
  const count = (kind: Kind, errorId: string | undefined) => {
    kind.more++
    if (errorId !== undefined && kind.errorIds.length < MAX_IDS) kind.errorIds.push(errorId)
  }
  const begin = (key: string, facts: Facts, message: string): Kind => {
    const kind: Kind = { facts, message, more: 0, errorIds: [] }
    kinds.set(key, kind)
    timer ??= setTimeout(flush, WINDOW_MS).unref()
    return kind
  }
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    for (const [key, kind] of kinds) {
      const { facts, message, more, errorIds } = kind
      // While it goes on, there is one line per second.
      if (more === 0) kinds.delete(key)
      else logger.error({ ...facts, more, ...(errorIds.length > 0 ? { errorIds } : {}) }, message)
      kind.more = 0
      kind.errorIds = []
    }
    if (kinds.size > 0) timer = setTimeout(flush, WINDOW_MS).unref()
  }
  return {
    log(error) {
      const failure = failureOf(error)
      if (failure && told.has(failure)) return
      if (failure) told.add(failure)
      const line = lineOf(error)
      if (!line) return
      const { message, facts } = line
      const { errorId, ...same } = facts
      const key = facts.err?.stack ?? message
      const known = kinds.get(key) ?? (kinds.size < MAX_KINDS ? undefined : (kinds.get('') ?? begin('', {}, OTHERS)))
      if (known) count(known, errorId)
      else {
        begin(key, same, message)
        logger.error(facts, message)
      }
    },
    flush,
  }
}

function lineOf(error: unknown): { message: string; facts: Facts } | undefined {
  const entry = toLogEntry(error)
  if (!entry || 'message' in entry) return entry
  const { unexpected } = entry
  const errorId = errorIdOf(error)
  const facts: Facts = errorId === undefined ? {} : { errorId }
  if (!(unexpected instanceof Error)) return { message: `unexpected error: ${String(unexpected)}`, facts }
  return { message: 'unexpected error', facts: { err: unexpected, ...facts } }
}
