import { compareKeys } from '../numeric-keys.ts'
import { instantOf } from './instant.ts'
import type { Kind, Value } from './row.ts'

/** What a value is compared by. Made once for each row, for it costs more than the comparison. */
export type Rank = string | number | null

/** Points in time and numbers are ranked by their size; a date may be written in many ways. All else is its text. */
export function rankOf(kind: Kind, value: Value): Rank {
  if (value === null) return null
  if (kind === 'date') return instantOf(String(value))
  return kind === 'number' || kind === 'flag' ? Number(value) : String(value)
}

/** The order of two ranks of one kind, in which what has no value comes last. */
export function compareRanks(kind: Kind, a: Rank, b: Rank): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  if (typeof a === 'number' || typeof b === 'number') return Number(a) - Number(b)
  return kind === 'key' ? compareKeys(a, b) : compareTexts(a, b)
}

/** The order of texts by their characters, as Camunda's search has it, and not by halves of them as `<` does. */
function compareTexts(a: string, b: string): number {
  if (a === b) return 0
  let at = 0
  while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) at++
  if (at === a.length || at === b.length) return a.length - b.length
  return unitRank(a.charCodeAt(at)) - unitRank(b.charCodeAt(at))
}

/** Halves of characters are beyond U+FFFF, though their numbers are below. */
const unitRank = (unit: number) => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit)
