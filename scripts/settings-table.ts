import { flagOf, type Setting, settings } from '../src/config/settings.ts'

const BEGIN = '<!-- settings -->'
const END = '<!-- /settings -->'

/** A text with the tables of all settings between its markers. */
export function withSettingsTable(text: string): string {
  const [before, rest] = text.split(BEGIN)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined) throw new Error(`README.md lacks ${BEGIN} or ${END}.`)
  return `${before}${BEGIN}\n${tables()}\n${END}${after}`
}

/** A table for each topic. */
function tables(): string {
  const lines: string[] = []
  for (const [name, { topic, description, default: standard }] of Object.entries<Setting>(settings)) {
    if (topic) {
      if (lines.length > 0) lines.push('')
      lines.push(`#### ${topic}`, '', '| setting | default | what it does |', '|---|---|---|')
    }
    const shown = standard === undefined ? '' : `\`${standard}\``
    lines.push(`| \`${name}\`<br>\`--${flagOf(name)}\` | ${shown} | ${description} |`)
  }
  return lines.join('\n')
}
