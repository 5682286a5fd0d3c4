import type { DecisionInstanceGetQueryResult, DecisionInstanceResult } from '../contract/types.ts'
import type { WithLazy } from './lazy.ts'
import { operations } from './operation.ts'
import { type RowOf, resource } from './resource.ts'

/** What Camunda 7 does not tell with a row. */
type LazyField = 'decisionDefinitionVersion' | 'result' | 'rootDecisionDefinitionKey'

/** A row. A read by key alone tells what went in and which rules matched. */
type DecisionInstance = WithLazy<DecisionInstanceResult, LazyField> &
  Partial<Pick<DecisionInstanceGetQueryResult, 'evaluatedInputs' | 'matchedRules'>>

export const decisionInstances = resource<DecisionInstance>()({
  type: 'DecisionInstance',
  key: 'decisionEvaluationInstanceKey',
  get: operations.getDecisionInstance,
  search: operations.searchDecisionInstances,
})

export type DecisionInstanceRow = RowOf<typeof decisionInstances>
