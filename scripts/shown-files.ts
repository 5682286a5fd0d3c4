import { existsSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'

const LANGUAGES: Readonly<Record<string, string>> = { '.ts': 'ts', '.json': 'json', '.graphql': 'graphql' }

/** A page with the text of each file that a `<!-- file: PATH -->` of it names, up to the `<!-- /file -->` after it. */
export function withShownFiles(page: string): string {
  const [before = '', ...parts] = page.split('<!-- file: ')
  return before + parts.map(shown).join('')
}

function shown(part: string): string {
  const [head = '', after] = part.split('<!-- /file -->')
  const path = head.slice(0, head.indexOf(' -->'))
  const file = new URL(`../${path}`, import.meta.url)
  const language = LANGUAGES[extname(path)]
  if (after === undefined || !language || !existsSync(file)) {
    throw new Error(`<!-- file: ${path} --> has no <!-- /file -->, or names no file that can be shown.`)
  }
  const text = readFileSync(file, 'utf8').trimEnd()
  return `<!-- file: ${path} -->\n\`\`\`${language}\n${text}\n\`\`\`\n<!-- /file -->${after}`
}
