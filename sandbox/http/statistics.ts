import { TENANT } from '../engine/records.ts'
import type { ReadView } from '../export.ts'
import type { ProcessInstanceRow } from '../rows.ts'
import { filterRule, type SearchRules } from '../search/rules.ts'
import { search } from '../search/search.ts'
import { type Handlers, json, object } from './call.ts'
import { errorHashCode } from './process-instance-search.ts'

/** Statistics page by offset only. */
const OFFSET = { page: ['from'] } as const satisfies Partial<SearchRules<object>>

export const statisticsHandlers: Handlers = {
  getProcessDefinitionInstanceStatistics: ({ cluster: { view }, body }) => {
    const rows = [...groups(view, (row) => row.processDefinitionId)].map(([processDefinitionId, counts]) => {
      const versions = versionsOf(view, processDefinitionId)
      return {
        processDefinitionId,
        tenantId: TENANT,
        latestProcessDefinitionName: versions.at(-1)?.name ?? null,
        hasMultipleVersions: versions.length > 1,
        ...counts,
      }
    })
    return json(
      search(rows, body, {
        ...OFFSET,
        key: 'processDefinitionId',
        keyType: 'string',
        filters: {},
        sort: { processDefinitionId: { type: 'string' }, ...COUNT_SORT },
      }),
    )
  },

  getProcessDefinitionInstanceVersionStatistics: ({ cluster: { view }, body }) => {
    const counts = groups(view, (row) => row.processDefinitionKey)
    const rows = [...counts].flatMap(([processDefinitionKey, count]) => {
      const definition = view.processDefinitions.get(processDefinitionKey)
      if (!definition) return []
      const { processDefinitionId, name, version } = definition
      return {
        processDefinitionId,
        processDefinitionKey,
        processDefinitionName: name,
        processDefinitionVersion: version,
        tenantId: TENANT,
        ...count,
      }
    })
    return json(
      search(rows, body, {
        ...OFFSET,
        key: 'processDefinitionKey',
        filters: { processDefinitionId: filterRule('string'), tenantId: filterRule('string') },
        sort: {
          processDefinitionId: { type: 'string' },
          processDefinitionKey: { type: 'key' },
          processDefinitionName: { type: 'string' },
          processDefinitionVersion: { type: 'integer' },
          ...COUNT_SORT,
        },
      }),
    )
  },

  getProcessInstanceStatisticsByError: ({ cluster: { view }, body }) => {
    const instances = new Map<string, Set<string>>()
    for (const row of activeIncidents(view)) add(instances, row.errorMessage, row.processInstanceKey)
    const rows = [...instances].map(([errorMessage, keys]) => ({
      errorHashCode: errorHashCode(errorMessage),
      errorMessage,
      activeInstancesWithErrorCount: keys.size,
    }))
    return json(
      search(rows, body, {
        ...OFFSET,
        key: 'errorMessage',
        keyType: 'string',
        filters: {},
        sort: { errorMessage: { type: 'string' }, activeInstancesWithErrorCount: { type: 'integer' } },
      }),
    )
  },

  getProcessInstanceStatisticsByDefinition: ({ cluster: { view }, body }) => {
    const { filter, ...request } = body
    const wanted = object(filter).errorHashCode
    const instances = new Map<string, Set<string>>()
    for (const row of activeIncidents(view)) {
      if (errorHashCode(row.errorMessage) === wanted) add(instances, row.processDefinitionKey, row.processInstanceKey)
    }
    const rows = [...instances].flatMap(([processDefinitionKey, keys]) => {
      const definition = view.processDefinitions.get(processDefinitionKey)
      if (!definition) return []
      return {
        processDefinitionId: definition.processDefinitionId,
        processDefinitionKey,
        processDefinitionName: definition.name ?? definition.processDefinitionId,
        processDefinitionVersion: definition.version,
        tenantId: TENANT,
        activeInstancesWithErrorCount: keys.size,
      }
    })
    return json(
      search(rows, request, {
        ...OFFSET,
        key: 'processDefinitionKey',
        filters: {},
        sort: {
          activeInstancesWithErrorCount: { type: 'integer' },
          processDefinitionKey: { type: 'key' },
          tenantId: { type: 'string' },
        },
      }),
    )
  },
}

const COUNT_SORT = {
  activeInstancesWithIncidentCount: { type: 'integer' },
  activeInstancesWithoutIncidentCount: { type: 'integer' },
} as const

/** Active instances in groups, those with an incident apart. Definitions without any are groups too. */
function groups(
  view: ReadView,
  groupOf: (row: Pick<ProcessInstanceRow, 'processDefinitionId' | 'processDefinitionKey'>) => string,
) {
  const counts = new Map<
    string,
    { activeInstancesWithIncidentCount: number; activeInstancesWithoutIncidentCount: number }
  >()
  for (const definition of view.processDefinitions.values()) {
    counts.set(groupOf(definition), { activeInstancesWithIncidentCount: 0, activeInstancesWithoutIncidentCount: 0 })
  }
  for (const row of view.processInstances.values()) {
    const count = counts.get(groupOf(row))
    if (!count || row.state !== 'ACTIVE') continue
    if (row.hasIncident) count.activeInstancesWithIncidentCount++
    else count.activeInstancesWithoutIncidentCount++
  }
  return counts
}

function versionsOf(view: ReadView, processDefinitionId: string) {
  return [...view.processDefinitions.values()]
    .filter((row) => row.processDefinitionId === processDefinitionId)
    .sort((left, right) => left.version - right.version)
}

function activeIncidents(view: ReadView) {
  return [...view.incidents.values()].filter((row) => row.state === 'ACTIVE')
}

function add(groups: Map<string, Set<string>>, group: string, member: string): void {
  const members = groups.get(group) ?? new Set()
  groups.set(group, members.add(member))
}
