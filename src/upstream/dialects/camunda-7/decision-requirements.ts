import type { DecisionRequirementsRow } from '../../catalog/decision-requirements.ts'
import { one } from '../planning/rules.ts'
import { decisionRequirementsList } from './lists.ts'
import type { Raw } from './objects.ts'
import { manyInUrl, tenants, text } from './rules.ts'
import type { RowOf, Table } from './table.ts'
import { fromEngineTenant } from './tenant.ts'

export const decisionRequirementsTable: Table = {
  operation: 'searchDecisionRequirements',
  lists: [
    {
      list: decisionRequirementsList,
      filters: {
        decisionRequirementsKey: manyInUrl('decisionRequirementsDefinitionIdIn'),
        decisionRequirementsId: one('key'),
        decisionRequirementsName: text({ eq: 'name', like: 'nameLike', looser: true }),
        resourceName: one('resourceName'),
        version: one('version'),
        tenantId: tenants('withoutTenantId'),
      },
      sorts: {},
      row: decisionRequirementsRow,
    },
  ],
  fields: {
    decisionRequirementsKey: { kind: 'text' },
    decisionRequirementsId: { kind: 'text' },
    decisionRequirementsName: { kind: 'text' },
    resourceName: { kind: 'text' },
    version: { kind: 'number' },
    tenantId: { kind: 'text' },
  },
}

/** A decision requirements graph as the contract has it. */
export function decisionRequirementsRow(raw: Raw): RowOf<DecisionRequirementsRow> {
  return {
    decisionRequirementsKey: raw.id,
    decisionRequirementsId: raw.key,
    decisionRequirementsName: raw.name,
    version: raw.version,
    resourceName: raw.resource,
    tenantId: fromEngineTenant(raw.tenantId),
  }
}
