import type { DecisionDefinitionResult } from '../contract/types.ts'
import type { WithLazy } from './lazy.ts'
import { operations } from './operation.ts'
import { type RowOf, resource } from './resource.ts'

/** What Camunda 7 does not tell with a row. */
type LazyField = 'decisionRequirementsName' | 'decisionRequirementsVersion'

export const decisionDefinitions = resource<WithLazy<DecisionDefinitionResult, LazyField>>()({
  type: 'DecisionDefinition',
  key: 'decisionDefinitionKey',
  get: operations.getDecisionDefinition,
  search: operations.searchDecisionDefinitions,
  restrictedBy: { filter: 'isLatestVersion' },
  // A deployed version never changes, but it is deleted.
  immutable: true,
})

export type DecisionDefinitionRow = RowOf<typeof decisionDefinitions>
