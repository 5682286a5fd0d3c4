import type { VariableRow } from '../rows.ts'
import type { SearchRules } from '../search/rules.ts'
import { type SearchAnswer, search } from '../search/search.ts'
import { type Call, existing, type Handlers, json, pathKey } from './call.ts'
import { cutLongValues, isLong } from './long-values.ts'
import { rulesOf } from './search-rules.ts'

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
  return cutLongValues(call, search(rows, call.body, searchRules))
}

function rules(): SearchRules<VariableRow> {
  return rulesOf('searchVariables', {
    key: 'variableKey',
    special: { isTruncated: { matches: (value) => (row) => isLong(row) === value } },
  })
}
