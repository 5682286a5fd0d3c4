import type { Batch } from '../../catalog/operation.ts'

const many: Batch = { by: '$in', since: '7.20' }

/**
 * The look-ups of many values that are fewer calls than one for each: the engine takes a list, or fewer values are left
 * after a first call. Children that its lists take one parent of a call are asked for one by one: each call then brings
 * no more rows than are wanted.
 */
const BATCHES: Readonly<Record<string, ReadonlySet<string>>> = {
  ProcessDefinition: new Set(['processDefinitionKey', 'processDefinitionId']),
  ProcessInstance: new Set(['processInstanceKey']),
  // What is open is one call; what has ended is one for each instance.
  UserTask: new Set(['processInstanceKey', 'elementInstanceKey']),
  Incident: new Set(['processInstanceKey']),
  Variable: new Set(['processInstanceKey', 'scopeKey']),
  DecisionDefinition: new Set(['decisionDefinitionKey']),
  DecisionRequirements: new Set(['decisionRequirementsKey']),
  DecisionInstance: new Set(['decisionEvaluationInstanceKey', 'elementInstanceKey', 'decisionDefinitionKey']),
  User: new Set(['username']),
  Group: new Set(['groupId']),
  Job: new Set(['jobKey', 'processInstanceKey']),
}

export const batchOf = (type: string, field: string): Batch | undefined =>
  BATCHES[type]?.has(field) ? many : undefined
