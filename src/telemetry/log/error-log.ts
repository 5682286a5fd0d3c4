import { errorIdOf } from '../../errors/error-ids.ts'
import { failureOf } from '../../errors/errors.ts'
import { toLogEntry } from './log-entry.ts'
import type { Logger } from './logger.ts'

/** Milliseconds in which errors of one kind are one line. */
const WINDOW_MS = 1_000

/** Kinds that are told apart within a window; the others are counted together. */
const MAX_KINDS = 50

/** Ids in one line. */
const MAX_IDS = 100

/** Writes errors that clients see in another form, with the id that clients are told. */
interface ErrorLog {
  /** Leaves out what clients were told. */
  log(error: unknown): void
  /** Writes what was only counted so far. */
  flush(): void
}

interface Facts {
  errorId?: string
  err?: Error
}

/** Errors that differ in nothing but their ids. */
interface Kind {
  readonly facts: Facts
  readonly message: string
  /** Since its last line. */
  more: number
  errorIds: string[]
}

const OTHERS = 'errors of other kinds'

/**
 * The first error of a kind has a line of its own at once. Those that follow it within a second are one line that tells
 * how many they were, with their ids: in an outage thousands fail alike.
 */
export function errorLog(logger: Logger): ErrorLog {
  const kinds = new Map<string, Kind>()
  // One failed call may be met by many fields, and by the requests that share it.
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
      // While it goes on it stays a line for each second.
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
