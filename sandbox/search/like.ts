/**
 * Compiles a `$like` pattern: `*` is any text, `?` one character, and a backslash takes the next character literally.
 * The whole value must match. Case matters here; in Camunda that depends on the database.
 */
export function likePattern(pattern: string): RegExp {
  // What stands between stars.
  const parts = ['']
  const characters = [...pattern]
  const add = (source: string) => parts.push(parts.pop() + source)
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index] ?? ''
    // A backslash at the very end escapes nothing, so it stands for itself.
    if (character === '\\' && index + 1 < characters.length) add(literal(characters[++index] ?? ''))
    else if (character === '*') parts.push('')
    else add(character === '?' ? '.' : literal(character))
  }
  const [first = '', ...others] = parts
  const last = others.pop()
  if (last === undefined) return new RegExp(`^${first}$`, 'su')
  // Where each part is first found is as good a place as any other, and what a lookahead has found is not looked for
  // again: else a value that does not match would be walked through for each combination of places.
  const middle = others.filter((part) => part !== '').map((part, index) => `(?=(.*?${part}))\\${index + 1}`)
  return new RegExp(`^${first}${middle.join('')}.*${last}$`, 'su')
}

function literal(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character
}
