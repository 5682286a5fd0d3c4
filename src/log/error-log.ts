import { errorIdOf } from '../error-ids.ts'
import { toLogEntry } from '../errors.ts'
import type { Logger } from './logger.ts'

/** Milliseconds in which errors of one kind are one line. */
const WINDOW = 1_000

/** Kinds that are told apart within a window; the others are counted together. */
const MOST_KINDS = 50

/** Ids in one line. */
const MOST_IDS = 100

/** Writes errors that clients see in another form, with the id that clients are told. */
export interface ErrorLog {
  /** Leaves out what clients were told. */
  log(error: unknown): void
  /** Writes what was only counted so far. */
  flush(): void
}

/** Errors that differ in nothing but their ids. */
interface Kind {
  readonly facts: object
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
  let timer: NodeJS.Timeout | undefined
  const count = (kind: Kind, errorId: string | undefined) => {
    kind.more++
    if (errorId !== undefined && kind.errorIds.length < MOST_IDS) kind.errorIds.push(errorId)
  }
  const begin = (key: string, facts: object, message: string): Kind => {
    const kind: Kind = { facts, message, more: 0, errorIds: [] }
    kinds.set(key, kind)
    timer ??= setTimeout(flush, WINDOW).unref()
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
    if (kinds.size > 0) timer = setTimeout(flush, WINDOW).unref()
  }
  return {
    log(error) {
      const entry = toLogEntry(error)
      const errorId = errorIdOf(error)
      if (entry === undefined && errorId === undefined) return
      const { facts, message } = told(entry)
      const key = facts.err?.stack ?? message
      const known = kinds.get(key) ?? (kinds.size < MOST_KINDS ? undefined : (kinds.get('') ?? begin('', {}, OTHERS)))
      if (known) count(known, errorId)
      else {
        begin(key, facts, message)
        logger.error(errorId === undefined ? facts : { ...facts, errorId }, message)
      }
    },
    flush,
  }
}

function told(entry: unknown): { facts: { err?: Error }; message: string } {
  if (entry instanceof Error) return { facts: { err: withoutValue(entry) }, message: 'unexpected error' }
  return { facts: {}, message: typeof entry === 'string' ? entry : `unexpected error: ${String(entry)}` }
}

/** GraphQL quotes a value that does not fit its type: it may be one of a variable's. */
function withoutValue(error: Error): Error {
  const { message } = error
  const told = message.indexOf(' cannot represent ')
  const value = told < 0 ? -1 : message.indexOf(': ', told)
  if (value < 0) return error
  const plain = new Error(`${message.slice(0, value)}.`)
  if (error.stack !== undefined) plain.stack = error.stack.replace(message, () => plain.message)
  return plain
}
