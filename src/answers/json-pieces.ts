import { turns } from '../admission/turns.ts'
import { isRawNumber } from '../upstream/json/exact-json.ts'

/** Characters of a piece: large enough to have few pieces, small enough to be written within a millisecond. */
const PIECE_LENGTH = 65_536
/** The most items that are written at once: later items may be larger than earlier ones. */
const MAX_AT_ONCE = 100

/**
 * The JSON text of a value in pieces, each made when it is asked for: `JSON.stringify` of a large answer would keep the
 * event loop from everything else. The pieces together are what it would write. The value must have JSON: no function,
 * no undefined.
 */
export function* jsonPieces(value: unknown): Generator<string, void> {
  if (Array.isArray(value)) yield* listPieces(value)
  else if (isPlainObject(value)) yield* objectPieces(value)
  else yield JSON.stringify(value)
}

function* objectPieces(value: object): Generator<string, void> {
  let before = '{'
  for (const [key, field] of Object.entries(value)) {
    if (!hasText(field)) continue
    yield `${before}${JSON.stringify(key)}:`
    yield* jsonPieces(field)
    before = ','
  }
  yield before === '{' ? '{}' : '}'
}

/**
 * Items are written together until they fill a piece, judged by the size of those before; an item larger than a piece
 * is split.
 */
function* listPieces(list: readonly unknown[]): Generator<string, void> {
  let before = '['
  let atOnce = 0
  for (let index = 0; index < list.length; ) {
    let written = 0
    const count = Math.max(1, Math.min(atOnce, list.length - index))
    if (atOnce === 0) {
      yield before
      for (const piece of hasText(list[index]) ? jsonPieces(list[index]) : ['null']) {
        written += piece.length
        yield piece
      }
    } else {
      const text = JSON.stringify(list.slice(index, index + count)).slice(1, -1)
      written = text.length
      yield before + text
    }
    before = ','
    index += count
    atOnce = Math.min(MAX_AT_ONCE, 2 * count, Math.floor((PIECE_LENGTH * count) / Math.max(1, written)))
  }
  yield before === '[' ? '[]' : ']'
}

/** Whether an object is written property by property. Others, such as raw numbers, have their own JSON. */
function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !('toJSON' in value) && !isRawNumber(value)
}

/** `JSON.stringify` leaves out properties of these kinds, and writes null for them in lists. */
function hasText(value: unknown): boolean {
  return value !== undefined && typeof value !== 'function' && typeof value !== 'symbol'
}

/**
 * Writes a large value as JSON, in UTF-8, and gives the event loop back whenever a turn is over.
 * @param owner whose work it is, as for `turns`
 */
export async function jsonInTurns(value: unknown, owner: unknown): Promise<Buffer[]> {
  const pieces = jsonPieces(value)
  const buffers: Buffer[] = []
  await turns.repeat(owner, () => {
    const text = nextPiece(pieces)
    if (text !== '') buffers.push(Buffer.from(text))
    return text !== ''
  })
  return buffers
}

/** The next pieces together; empty at the end. */
function nextPiece(pieces: Generator<string, void>): string {
  let text = ''
  while (text.length < PIECE_LENGTH) {
    const next = pieces.next()
    if (next.done) return text
    text += next.value
  }
  return text
}
