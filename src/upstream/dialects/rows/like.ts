/** What a pattern asks for at one place: this character, or any one. */
type Token = number | 'any'

/**
 * Compiles a pattern of `like`: `*` stands for any characters, `?` for one, and a backslash before one of these or before
 * another backslash for itself. The whole text must match, by characters and not by halves of them.
 *
 * What stands between two stars is looked for once, from the end of what came before it: the first place is as good as
 * any. So a text is walked once, where a backtracking expression takes its length to the power of the stars.
 */
export function likeMatcher(pattern: string): (text: string) => boolean {
  const [first = [], ...others] = piecesOf(pattern)
  const last = others.pop()
  const finders = others.filter((tokens) => tokens.length > 0).map(finderOf)
  return (text) => {
    let from = endOf(first, text, 0)
    if (from < 0) return false
    if (!last) return from === text.length
    const to = startOf(last, text)
    for (const find of finders) {
      from = find(text, from)
      if (from < 0 || from > to) return false
    }
    return from <= to
  }
}

/** What stands before, between and after the stars. */
function piecesOf(pattern: string): Token[][] {
  let piece: Token[] = []
  const pieces = [piece]
  const characters = [...pattern]
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index] ?? ''
    const next = characters[index + 1]
    if (character === '\\' && (next === '*' || next === '?' || next === '\\')) {
      piece.push(next.charCodeAt(0))
      index++
    } else if (character === '*') {
      piece = []
      pieces.push(piece)
    } else piece.push(character === '?' ? 'any' : (character.codePointAt(0) ?? 0))
  }
  return pieces
}

const lengthOf = (character: number) => (character > 0xffff ? 2 : 1)

/** Where a piece ends that begins here; -1 where it does not. */
function endOf(tokens: readonly Token[], text: string, start: number): number {
  let at = start
  for (const token of tokens) {
    const character = text.codePointAt(at)
    if (character === undefined || (token !== 'any' && token !== character)) return -1
    at += lengthOf(character)
  }
  return at
}

/** Where a piece begins that ends the text; -1 where none does. */
function startOf(tokens: readonly Token[], text: string): number {
  let at = text.length
  for (let index = tokens.length - 1; index >= 0; index--) {
    const pair = at > 1 ? (text.codePointAt(at - 2) ?? 0) : 0
    const character = pair > 0xffff ? pair : text.codePointAt(at - 1)
    if (at <= 0 || character === undefined || (tokens[index] !== 'any' && tokens[index] !== character)) return -1
    at -= lengthOf(character)
  }
  return at
}

/** Finds a piece from a place on, and answers where it ends; -1 where it is not there. */
type Finder = (text: string, from: number) => number

function finderOf(tokens: readonly Token[]): Finder {
  const literal = String.fromCodePoint(...tokens.filter((token) => token !== 'any'))
  // Half of a character would be found within a whole one.
  if (tokens.includes('any') || !literal.isWellFormed()) return shiftingFinder(tokens)
  if (literal.length > SHORT) return fallingBackFinder(literal)
  return (text, from) => {
    const found = text.indexOf(literal, from)
    return found < 0 ? -1 : found + literal.length
  }
}

/** How long a text may be that `indexOf` looks for: it may compare all of it at each place. */
const SHORT = 16

/** Knuth, Morris and Pratt's: after a difference it goes on with the longest beginning that may still be the right one. */
function fallingBackFinder(literal: string): Finder {
  const fallback = new Int32Array(literal.length + 1)
  const further = (matched: number, unit: number) => {
    let length = matched
    while (length > 0 && literal.charCodeAt(length) !== unit) length = fallback[length] ?? 0
    return literal.charCodeAt(length) === unit ? length + 1 : 0
  }
  for (let end = 1; end < literal.length; end++) {
    fallback[end + 1] = further(fallback[end] ?? 0, literal.charCodeAt(end))
  }
  return (text, from) => {
    let matched = 0
    for (let at = from; at < text.length; at++) {
      matched = further(matched, text.charCodeAt(at))
      if (matched === literal.length) return at + 1
    }
    return -1
  }
}

/** The places of a piece that one number holds, a bit for each. */
const WORD = 32

/** All beginnings of the piece that the last characters may be are kept side by side, as bits. */
function shiftingFinder(tokens: readonly Token[]): Finder {
  const words = Math.ceil(tokens.length / WORD)
  const places = (wanted: number | undefined) => {
    const bits = new Int32Array(words)
    for (const [place, token] of tokens.entries()) {
      const word = Math.floor(place / WORD)
      if (token === 'any' || token === wanted) bits[word] = (bits[word] ?? 0) | (1 << (place % WORD))
    }
    return bits
  }
  const others = places(undefined)
  const byCharacter = new Map<number, Int32Array>()
  for (const token of tokens) if (token !== 'any' && !byCharacter.has(token)) byCharacter.set(token, places(token))
  const lastBit = 1 << ((tokens.length - 1) % WORD)
  return (text, from) => {
    const begun = new Int32Array(words)
    for (let at = from; at < text.length; ) {
      const character = text.codePointAt(at) ?? 0
      at += lengthOf(character)
      const fitting = byCharacter.get(character) ?? others
      let carried = 1
      for (let word = 0; word < words; word++) {
        const before = begun[word] ?? 0
        begun[word] = ((before << 1) | carried) & (fitting[word] ?? 0)
        carried = before >>> (WORD - 1)
      }
      if ((begun[words - 1] ?? 0) & lastBit) return at
    }
    return -1
  }
}
