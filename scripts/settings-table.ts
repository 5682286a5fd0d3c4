import { flagOf, type Setting, settings } from '../src/settings.ts'

const BEGIN = '<!-- settings -->'
const END = '<!-- /settings -->'

/** A text with the table of all settings between its markers. */
export function withSettingsTable(text: string): string {
  const [before, rest] = text.split(BEGIN)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined) throw new Error(`README.md lacks ${BEGIN} or ${END}.`)
  return `${before}${BEGIN}\n${table()}\n${END}${after}`
}

function table(): string {
  const rows = Object.entries(settings).map(([name, setting]: [string, Setting]) => {
    const standard = setting.default === undefined ? '' : `\`${setting.default}\``
    return `| \`${name}\`<br>\`--${flagOf(name)}\` | ${standard} | ${setting.description} |`
  })
  return ['| setting | default | what it does |', '|---|---|---|', ...rows].join('\n')
}
