import type { ProcessDefinitionRow } from '../../catalog/process-definition.ts'
import { one, orExists, valuesOf } from '../planning/rules.ts'
import type { FilterRule, Query } from '../planning/translation.ts'
import { at, Engine } from './engine.ts'
import { processDefinitionList } from './lists.ts'
import { isObject, type Raw } from './objects.ts'
import type { Page } from './page.ts'
import { latest, manyInUrl, tenants, text } from './rules.ts'
import type { EngineRule, RowOf, Table } from './table.ts'
import { fromEngineTenant } from './tenant.ts'

/** Every definition that is not deleted is in use. */
const state: FilterRule = { operators: ['$eq'], translate: ({ $eq }) => ({ queries: $eq === 'ACTIVE' ? [{}] : [] }) }

export const processDefinitionTable: Table = {
  operation: 'searchProcessDefinitions',
  lists: [
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
      notWith: { isLatestVersion: ['version'] },
      sorts: {},
      row: definitionRow,
    },
  ],
  fields: {
    processDefinitionKey: { kind: 'text' },
    processDefinitionId: { kind: 'text' },
    name: { kind: 'text' },
    version: { kind: 'number' },
    versionTag: { kind: 'text' },
    resourceName: { kind: 'text' },
    tenantId: { kind: 'text' },
  },
  instead: { hasStartForm: 'Ask for hasStartForm of each row.' },
}

/** A definition as the contract has it. */
export function definitionRow(raw: Raw, page: Page): RowOf<ProcessDefinitionRow> {
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
      const { key, camundaFormRef } = await page.once(`startForm ${raw.id}`, () =>
        startForm(page.engine, String(raw.id)),
      )
      return (key ?? camundaFormRef ?? null) !== null
    },
  }
}

/** Where the start form of a definition is. */
export async function startForm({ wire }: Engine, id: string): Promise<Raw> {
  const answer = await new Engine(wire, 'getStartProcessForm').get(at('/process-definition', id, '/startForm'))
  return isObject(answer) ? answer : {}
}

/** A rule for the ids of processes, for lists that know the keys of their versions alone. */
export const byDefinitionIds = (operators: EngineRule['operators']): EngineRule => ({
  operators,
  translate: async (operators, engine) => {
    const keysIn = valuesOf(operators)
    return keysIn && { queries: await byDefinitions(engine, { keysIn }) }
  },
})

/** A query for each of the definitions that a query of theirs finds. */
export async function byDefinitions(engine: Engine, query: Query): Promise<Query[]> {
  const raws = await engine.rows(processDefinitionList, query, MOST)
  return raws.map(({ id }) => ({ processDefinitionId: String(id) }))
}

const MOST = 1_000
