import { budgetRows } from '../src/admission/budgets.ts'

const BEGIN = '<!-- budgets -->'
const END = '<!-- /budgets -->'

/** A text with the table of all budgets between its markers. */
export function withBudgetsTable(text: string): string {
  const [before, rest] = text.split(BEGIN)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined) throw new Error(`docs/operations.md lacks ${BEGIN} or ${END}.`)
  const lines = Object.entries(budgetRows).map(
    ([name, { what, bound, shared, beyond }]) => `| \`${name}\` | ${what} | ${bound} | ${shared} | ${beyond} |`,
  )
  const head = ['| budget | what is counted | bound | for one | beyond it |', '|---|---|---|---|---|']
  return `${before}${BEGIN}\n${[...head, ...lines].join('\n')}\n${END}${after}`
}
