import type { DecisionDefinitionResult } from '../contract/types.ts'
import { operations } from './operation.ts'
import { type RowOf, resource } from './resource.ts'

export const decisionDefinitions = resource<DecisionDefinitionResult>()({
  type: 'DecisionDefinition',
  key: 'decisionDefinitionKey',
  get: operations.getDecisionDefinition,
  search: operations.searchDecisionDefinitions,
  restrictedBy: { filter: 'isLatestVersion' },
  // A deployed version never changes, but it is deleted.
  immutable: true,
})

export type DecisionDefinitionRow = RowOf<typeof decisionDefinitions>
