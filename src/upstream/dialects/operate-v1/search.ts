import { processInstanceIncidents } from '../../catalog/incident.ts'
import type { RestFilter } from '../../catalog/resource.ts'
import { NotSupported } from '../../failures/failure.ts'
import { withKeys } from '../planning/rules.ts'
import { operatorsOf } from '../rows/operators.ts'
import { emptyPage } from '../rows/page.ts'
import type { SearchAnswer, SearchRequest, WirePage } from '../search.ts'
import { instancesWith } from './by-variables.ts'
import { decisionDefinitions } from './decision-definition.ts'
import { decisionInstances } from './decision-instance.ts'
import { decisionRequirements } from './decision-requirements.ts'
import { elementInstances } from './element-instance.ts'
import { hierarchyOf } from './hierarchy.ts'
import { incidents } from './incident.ts'
import { fetchPage, readMatching } from './pages.ts'
import { type Plan, plan } from './plan.ts'
import { processDefinitions } from './process-definition.ts'
import { processInstances } from './process-instance.ts'
import type { Source } from './source.ts'
import type { Row, Table } from './table.ts'
import { variables } from './variable.ts'
import { fillWhole } from './whole-values.ts'

/** The tables of Operate, by the contract's searches of them. */
export const tables = {
  searchProcessDefinitions: processDefinitions,
  searchProcessInstances: processInstances,
  searchElementInstances: elementInstances,
  searchIncidents: incidents,
  searchVariables: variables,
  searchDecisionDefinitions: decisionDefinitions,
  searchDecisionRequirements: decisionRequirements,
  searchDecisionInstances: decisionInstances,
} satisfies Readonly<Record<string, Table>>

export type Tables = Readonly<Record<keyof typeof tables, Table>>

/** One page of a search of the contract. @param of where the rows are, if not all in Operate */
export async function search(
  source: Source,
  request: SearchRequest,
  page: WirePage,
  of: Tables = tables,
): Promise<SearchAnswer<Row>> {
  const { operation } = request.search
  if (operation === processInstanceIncidents.operation) {
    const { processInstanceKey = '' } = request.parameters ?? {}
    const keys = await hierarchyOf(source, processInstanceKey)
    const filter = withKeys(request.filter ?? {}, 'processInstanceKey', keys)
    return find(source, of.searchIncidents, { ...request, filter }, page)
  }
  const table = Object.hasOwn(of, operation) ? of[operation as keyof Tables] : undefined
  if (!table) throw new TypeError(`Operate has no ${operation}.`)
  const { isLatestVersion, ...filter } = request.filter ?? {}
  const { versionsOf } = table
  if (isLatestVersion === true && versionsOf !== undefined) {
    checkOfAllVersions(source, filter, versionsOf)
    return find(source, table, { ...request, filter }, page, (rows) => newest(rows, versionsOf))
  }
  const found = await find(source, table, { ...request, filter }, page)
  // This is how the contract's search is asked not to cut values.
  if (table === variables && request.query === 'truncateValues=false') await fillWhole(source, found.rows)
  return found
}

async function find(
  source: Source,
  table: Table,
  { filter = {}, sort = [] }: SearchRequest,
  page: WirePage,
  pick?: Plan['pick'],
): Promise<SearchAnswer<Row>> {
  const narrowed = await throughDefinitions(source, table.fromDefinition, await throughVariables(source, filter))
  const order = sort.length > 0 ? sort : [{ field: table.key, order: 'ASC' as const }]
  const made = narrowed && (await plan(table, narrowed, order, source.generation))
  if (!made) return emptyPage()
  return fetchPage(source, pick ? { ...made, pick, reads: ['filter.isLatestVersion'] } : made, page)
}

/** A filter of instances by their variables is one by the keys of those that have them. */
async function throughVariables(source: Source, filter: RestFilter): Promise<RestFilter> {
  const { variables: asked, ...others } = filter
  const keys = await instancesWith(source, asked)
  return keys ? withKeys(others, 'processInstanceKey', keys) : filter
}

/** Operators that a missing value does not meet. */
const POSITIVE = new Set(['$eq', '$in', '$like'])

/**
 * Operate's rows name their definition by its key alone: a filter by what the definition says is one by the keys of the
 * definitions that say so. Undefined where none does.
 */
export async function throughDefinitions(
  source: Source,
  names: Table['fromDefinition'],
  filter: RestFilter,
): Promise<RestFilter | undefined> {
  let narrowed = filter
  for (const [name, theirs] of Object.entries(names ?? {})) {
    const { [name]: asked, ...others } = narrowed
    if (asked === undefined || !Object.keys(operatorsOf(asked)).every((operator) => POSITIVE.has(operator))) continue
    const rows = await readMatching(source, processDefinitions, { [theirs]: asked })
    if (rows.length === 0) return undefined
    const keys = rows.map((row) => String(row.processDefinitionKey))
    narrowed = withKeys(others, 'processDefinitionKey', keys)
  }
  return narrowed
}

/** Throws NotSupported for a filter that takes some versions and leaves others: the newest must be the same with and without it. */
function checkOfAllVersions({ generation }: Source, filter: RestFilter, versionsOf: string): void {
  const other = Object.keys(filter).find((name) => name !== versionsOf && name !== 'tenantId')
  if (other === undefined) return
  throw NotSupported.byGeneration(`filter.${other} with filter.isLatestVersion`, generation, 'Leave one of them out.')
}

/** The newest version of each. */
function newest(rows: readonly Row[], versionsOf: string): Row[] {
  const found = new Map<string, Row>()
  for (const row of rows) {
    const name = JSON.stringify([row.tenantId, row[versionsOf]])
    const known = found.get(name)
    if (!known || Number(row.version) > Number(known.version)) found.set(name, row)
  }
  return [...found.values()]
}
