import { hash } from 'node:crypto'
import { InvalidInput } from '../failures/failure.ts'

/**
 * Where a row stands in a list. REST gives cursors for the first and the last row of a page alone, so a position is
 * "the `offset`-th row after `base`" and, with offset 0, the very row that `base` is the cursor of.
 */
export interface Position {
  /** A cursor of the cluster's; null is the start of the list. */
  base: string | null
  offset: number
  /**
   * The key of the row and of up to two rows before it: when rows came or went since, the row is found again by them.
   * Empty where the base alone is exact.
   */
  keys: readonly string[]
}

const CHECKSUM_LENGTH = 8

/** Characters of the longest cursor that is read: the cluster's own cursors hold what rows are sorted by. */
const MAX_CURSOR_LENGTH = 200_000

/** Keys that a position has at most. */
const MAX_KEYS = 3

/**
 * Writes a position as an opaque cursor. It carries all that it needs, so it survives a restart and works on any replica.
 * @param fingerprint names the list: see `fingerprint`
 */
export function encodeCursor(fingerprint: string, { base, offset, keys }: Position): string {
  const content = Buffer.from(JSON.stringify([fingerprint, base, offset, ...keys])).toString('base64url')
  return content + checksum(content)
}

/**
 * Reads a cursor. Throws InvalidInput, naming the argument, for text that is no cursor of this gateway's or one that
 * belongs to another list.
 */
export function decodeCursor(argument: string, cursor: string, fingerprint: string): Position {
  const parts = cursor.length > MAX_CURSOR_LENGTH ? undefined : readChecked(cursor)
  if (!parts) {
    throw new InvalidInput(
      argument,
      'this is not a cursor of this API, or not a whole one. Give a cursor as it was answered.',
    )
  }
  if (parts.list !== fingerprint) {
    throw new InvalidInput(
      argument,
      'this cursor belongs to another list. Use it with the same field, filter and sort as the query that answered it, or start without a cursor.',
    )
  }
  return parts
}

function readChecked(cursor: string): (Position & { list: string }) | undefined {
  const content = cursor.slice(0, -CHECKSUM_LENGTH)
  return cursor.slice(-CHECKSUM_LENGTH) === checksum(content) ? readParts(content) : undefined
}

/** The content of a cursor; undefined where it was not written by `encodeCursor`, whatever its checksum says. */
function readParts(content: string): (Position & { list: string }) | undefined {
  let parts: unknown
  try {
    parts = JSON.parse(Buffer.from(content, 'base64url').toString())
  } catch {
    return undefined
  }
  if (!Array.isArray(parts)) return undefined
  const [list, base, offset, ...keys]: unknown[] = parts
  if (typeof list !== 'string' || !(typeof base === 'string' || base === null)) return undefined
  if (typeof offset !== 'number' || !Number.isSafeInteger(offset) || offset < 0) return undefined
  if (keys.length > MAX_KEYS || !keys.every((key) => typeof key === 'string')) return undefined
  return { list, base, offset, keys }
}

/**
 * A short text that names a list: the search, its parameters, filter and sort. The order of the filter's fields does
 * not count.
 */
export function fingerprint(list: unknown): string {
  return hash('sha256', JSON.stringify(list, sortedFields), 'base64url').slice(0, 11)
}

function sortedFields(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

// Not a secret: it tells a damaged cursor from a good one before the cluster has to.
const checksum = (content: string) => hash('sha256', content, 'base64url').slice(0, CHECKSUM_LENGTH)
