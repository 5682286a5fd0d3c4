import { flag, key, text } from './fields.ts'
import type { Row, Table } from './table.ts'

/** The length from which Operate cuts values, unless it is configured otherwise. */
const CUT = 8191

export const variables: Table = {
  operation: 'searchVariables',
  path: '/variables',
  key: 'variableKey',
  fields: {
    variableKey: key('key'),
    processInstanceKey: key('processInstanceKey'),
    scopeKey: key('scopeKey'),
    name: text('name'),
    // A long value is indexed without its end.
    value: { ...text('value'), sorts: false, longest: CUT - 1 },
    isTruncated: flag('truncated'),
    tenantId: text('tenantId'),
  },
  constants: { rootProcessInstanceKey: null },
  finish: (row) => {
    row.isTruncated = row.isTruncated === true || isCut(row)
  },
}

// 8.6 answers no `truncated`, though it filters by it. Half a JSON text is none, except of a number, which is not that long.
function isCut({ value }: Row): boolean {
  try {
    JSON.parse(String(value))
    return false
  } catch {
    return true
  }
}
