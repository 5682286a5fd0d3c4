import { key, number, optional, text } from './fields.ts'
import type { Table } from './table.ts'

export const decisionRequirements: Table = {
  operation: 'searchDecisionRequirements',
  path: '/drd',
  key: 'decisionRequirementsKey',
  fields: {
    decisionRequirementsKey: key('key'),
    decisionRequirementsId: text('decisionRequirementsId'),
    decisionRequirementsName: optional(text('name')),
    version: number('version'),
    resourceName: text('resourceName'),
    tenantId: text('tenantId'),
  },
}
