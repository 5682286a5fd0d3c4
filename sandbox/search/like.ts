/**
 * Compiles a `$like` pattern: `*` is any text, `?` one character, and a backslash takes the next character literally.
 * The whole value must match. Case matters here; in Camunda that depends on the database.
 */
export function likePattern(pattern: string): RegExp {
  let source = ''
  const characters = [...pattern]
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index] ?? ''
    // A backslash at the very end escapes nothing, so it stands for itself.
    if (character === '\\' && index + 1 < characters.length) source += literal(characters[++index] ?? '')
    else if (character === '*') {
      // A run of stars means one: more would make the pattern slow on long values that do not match.
      if (!source.endsWith('.*')) source += '.*'
    } else if (character === '?') source += '.'
    else source += literal(character)
  }
  return new RegExp(`^${source}$`, 'su')
}

function literal(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character
}
