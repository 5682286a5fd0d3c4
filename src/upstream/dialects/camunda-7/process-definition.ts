import type { Wire } from '../dialect.ts'
import { fetchRows } from './engine.ts'
import { processDefinitionList } from './lists.ts'
import type { Page } from './page.ts'
import { manyInUrl, one, orExists, tenants, text } from './rules.ts'
import type { FilterRule, Query, Raw, SearchTable } from './table.ts'
import { fromEngineTenant } from './tenant.ts'

const latest: FilterRule = {
  operators: ['$eq'],
  // False asks for nothing: all versions come without it.
  ask: ({ $eq }) => ({ queries: [$eq === true ? { latestVersion: true } : {}] }),
}

/** Every definition that is not deleted is in use. */
const state: FilterRule = { operators: ['$eq'], ask: ({ $eq }) => ({ queries: $eq === 'ACTIVE' ? [{}] : [] }) }

export const processDefinitionTable: SearchTable = {
  operation: 'searchProcessDefinitions',
  sources: [
    {
      list: processDefinitionList,
      filters: {
        processDefinitionKey: manyInUrl('processDefinitionIdIn'),
        processDefinitionId: manyInUrl('keysIn'),
        name: text({ eq: 'name', like: 'nameLike', looser: true }),
        resourceName: one('resourceName'),
        version: one('version'),
        versionTag: orExists(one('versionTag'), { false: { withoutVersionTag: true } }),
        isLatestVersion: latest,
        state,
        tenantId: tenants('withoutTenantId'),
      },
      sorts: { processDefinitionKey: { by: 'id', order: 'text' } },
      row: definitionRow,
    },
  ],
  plain: ['processDefinitionKey', 'processDefinitionId', 'name', 'version', 'versionTag', 'resourceName', 'tenantId'],
  orders: { version: { order: 'number' } },
  instead: { hasStartForm: 'Ask for hasStartForm of each row.' },
}

/** A definition as the contract has it. */
export function definitionRow(raw: Raw, page: Page): object {
  return {
    processDefinitionKey: raw.id,
    processDefinitionId: raw.key,
    name: raw.name,
    version: raw.version,
    versionTag: raw.versionTag,
    resourceName: raw.resource,
    tenantId: fromEngineTenant(raw.tenantId),
    state: 'ACTIVE',
    hasStartForm: async () => {
      const { key, camundaFormRef } = await page.once(`startForm ${raw.id}`, () => startForm(page.wire, String(raw.id)))
      return (key ?? camundaFormRef ?? null) !== null
    },
  }
}

/** Where the start form of a definition is. */
export async function startForm(wire: Wire, id: string): Promise<Raw> {
  const path = `/process-definition/${encodeURIComponent(id)}/startForm`
  const answer = await wire.send({ operation: 'getStartProcessForm', method: 'GET', path, kind: 'read' })
  return (answer ?? {}) as Raw
}

/** The keys of the definitions that a query finds, for lists that filter by keys alone. */
export async function definitionKeys(wire: Wire, operation: string, query: Query): Promise<string[]> {
  const raws = await fetchRows(wire, operation, processDefinitionList, query, [], 0, MOST)
  return raws.map(({ id }) => String(id))
}

const MOST = 1_000
