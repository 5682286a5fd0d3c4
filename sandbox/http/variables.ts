import type { VariableRow } from '../rows.ts'
import type { SearchRules } from '../search/rules.ts'
import { type SearchAnswer, search } from '../search/search.ts'
import { type Call, existing, type Handlers, json, pathKey } from './call.ts'
import { rulesOf } from './search-rules.ts'

/** Values beyond this are cut in searches, as with Camunda's default `variable-size-threshold`. */
const MAX_VALUE_LENGTH = 8191

export const variableHandlers: Handlers = {
  searchVariables: (call) => json(searchVariables(call, [...call.cluster.view.variables.values()], rules())),

  getVariable: (call) => json(existing(call.cluster.view.variables, 'Variable', pathKey(call, 'variableKey'))),
}

/** Searches variables; long values are cut unless the query says `truncateValues=false`. */
export function searchVariables(
  call: Call,
  rows: readonly VariableRow[],
  searchRules: SearchRules<VariableRow>,
): SearchAnswer<VariableRow & { isTruncated: boolean }> {
  const { items, page } = search(rows, call.body, searchRules)
  const isFull = call.query.get('truncateValues') === 'false'
  return {
    items: items.map((row) => {
      const isTruncated = !isFull && isLong(row)
      return { ...row, value: isTruncated ? row.value.slice(0, MAX_VALUE_LENGTH) : row.value, isTruncated }
    }),
    page,
  }
}

function rules(): SearchRules<VariableRow> {
  return rulesOf('searchVariables', {
    key: 'variableKey',
    special: { isTruncated: { matches: (value) => (row) => isLong(row) === value } },
  })
}

function isLong({ value }: VariableRow): boolean {
  return value.length > MAX_VALUE_LENGTH
}
