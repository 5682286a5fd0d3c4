import { errorCodes } from '../src/errors/error-code.ts'

const BEGIN = '<!-- errors -->'
const END = '<!-- /errors -->'

/** A text with the table of all codes of errors between its markers. */
export function withErrorsTable(text: string): string {
  const [before, rest] = text.split(BEGIN)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined) throw new Error(`README.md lacks ${BEGIN} or ${END}.`)
  const lines = Object.entries(errorCodes).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`)
  return `${before}${BEGIN}\n${['| `extensions.code` | what it means |', '|---|---|', ...lines].join('\n')}\n${END}${after}`
}
