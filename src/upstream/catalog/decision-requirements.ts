import type { DecisionRequirementsResult } from '../contract/types.ts'
import { operations } from './operation.ts'
import { type RowOf, resource } from './resource.ts'

export const decisionRequirements = resource<DecisionRequirementsResult>()({
  type: 'DecisionRequirements',
  key: 'decisionRequirementsKey',
  get: operations.getDecisionRequirements,
  search: operations.searchDecisionRequirements,
  // A deployed version never changes, but it is deleted.
  immutable: true,
})

export type DecisionRequirementsRow = RowOf<typeof decisionRequirements>
