import { key, number, optional, shown, text } from './fields.ts'
import type { Table } from './table.ts'

export const decisionDefinitions: Table = {
  operation: 'searchDecisionDefinitions',
  path: '/decision-definitions',
  key: 'decisionDefinitionKey',
  versionsOf: 'decisionDefinitionId',
  fields: {
    decisionDefinitionKey: key('key'),
    decisionDefinitionId: text('decisionId'),
    name: optional(text('name')),
    version: number('version'),
    decisionRequirementsId: text('decisionRequirementsId'),
    decisionRequirementsKey: key('decisionRequirementsKey'),
    // Operate adds both to its answer: it cannot sort by them.
    decisionRequirementsName: shown(text('decisionRequirementsName')),
    decisionRequirementsVersion: shown(number('decisionRequirementsVersion')),
    tenantId: text('tenantId'),
  },
}
