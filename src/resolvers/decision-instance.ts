import { gone, waitFor } from '../fields/after-write.ts'
import { children } from '../fields/children.ts'
import { command } from '../fields/command.ts'
import { connection } from '../fields/connection.ts'
import { jsonText } from '../fields/json-text.ts'
import { byKey, globalId, one } from '../fields/one.ts'
import { processRelations } from '../fields/process-relations.ts'
import { upstreamOf } from '../fields/upstream-of.ts'
import { whole } from '../fields/whole.ts'
import type { Resolvers } from '../generated/schema.ts'
import { decisionDefinitions } from '../upstream/catalog/decision-definition.ts'
import { type DecisionInstanceRow, decisionInstances } from '../upstream/catalog/decision-instance.ts'
import { elementInstances } from '../upstream/catalog/element-instance.ts'
import { operations } from '../upstream/catalog/operation.ts'

export const resolvers: Resolvers = {
  Query: {
    decisionInstance: byKey(decisionInstances),
    decisionInstances: connection(decisionInstances),
  },
  DecisionInstance: {
    id: globalId(decisionInstances),
    result: jsonText(operations.searchDecisionInstances, ({ result }) => result),
    evaluationFailure: ({ evaluationFailure }) => evaluationFailure || null,
    evaluatedInputs: whole(decisionInstances, 'evaluatedInputs'),
    matchedRules: whole(decisionInstances, 'matchedRules'),
    decisionDefinition: one(
      decisionDefinitions,
      (row) => row.decisionDefinitionKey,
      (row) => ({
        decisionDefinitionId: row.decisionDefinitionId,
        name: row.decisionDefinitionName,
        version: row.decisionDefinitionVersion,
        tenantId: row.tenantId,
      }),
    ),
    rootDecisionDefinition: one(decisionDefinitions, (row) => row.rootDecisionDefinitionKey),
    elementInstance: one(
      elementInstances,
      (row) => row.elementInstanceKey,
      ({ processInstanceKey, processDefinitionKey, tenantId }) => ({
        processInstanceKey,
        processDefinitionKey,
        tenantId,
      }),
    ),
    ...processRelations,
  },
  ProcessInstance: {
    decisionInstances: children(decisionInstances, 'processInstanceKey', (row) => row.processInstanceKey),
  },
  ElementInstance: {
    decisionInstances: children(decisionInstances, 'elementInstanceKey', (row) => row.elementInstanceKey),
  },
  ProcessDefinition: {
    decisionInstances: children(decisionInstances, 'processDefinitionKey', (row) => row.processDefinitionKey),
  },
  DecisionDefinition: {
    decisionInstances: children(decisionInstances, 'decisionDefinitionKey', (row) => row.decisionDefinitionKey),
  },
  DecisionRequirements: {
    decisionInstances: children(decisionInstances, 'decisionRequirementsKey', (row) => row.decisionRequirementsKey),
  },
  Mutation: {
    deleteDecisionInstance: command(operations.deleteDecisionInstance),
  },
  EvaluateDecisionPayload: {
    decisionInstances: async (payload, _args, context) => {
      const upstream = upstreamOf(payload, context)
      const { decisionEvaluationKey, evaluatedDecisions } = payload
      // Camunda 7 does not tell it.
      if (!decisionEvaluationKey) return null
      const expected = evaluatedDecisions?.length ?? 0
      const request = {
        search: operations.searchDecisionInstances,
        filter: { decisionEvaluationKey },
        sort: decisionInstances.sort,
      }
      return waitFor(upstream, payload.operation, async () => {
        const page = { limit: Math.max(1, expected) }
        const { rows } = await upstream.search<DecisionInstanceRow>(request, decisionInstances.key, page)
        return rows.length < expected ? undefined : rows.toSorted(byPlace)
      })
    },
  },
  DeleteDecisionInstancePayload: {
    isGone: gone(decisionInstances, 'decisionEvaluationKey'),
  },
}

/** The place of a decision in its evaluation stands behind the hyphen of its key. */
const byPlace = (one: DecisionInstanceRow, other: DecisionInstanceRow) => placeOf(one) - placeOf(other)
const placeOf = ({ decisionEvaluationInstanceKey }: DecisionInstanceRow) =>
  Number(decisionEvaluationInstanceKey.split('-').at(-1))
