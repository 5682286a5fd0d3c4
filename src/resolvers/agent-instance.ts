import { afterWrite } from '../fields/after-write.ts'
import { children } from '../fields/children.ts'
import { command } from '../fields/command.ts'
import { connection, searchConnection } from '../fields/connection.ts'
import { byKey, globalId, many, one } from '../fields/one.ts'
import { isPresent } from '../fields/present.ts'
import { processRelations } from '../fields/process-relations.ts'
import type { CreateAgentInstanceInput, Resolvers, UpdateAgentInstanceInput } from '../generated/schema.ts'
import { agentDefinitions } from '../upstream/catalog/agent-definition.ts'
import { agentInstanceHistoryItems, agentInstances } from '../upstream/catalog/agent-instance.ts'
import { elementInstances } from '../upstream/catalog/element-instance.ts'
import { jobs } from '../upstream/catalog/job.ts'
import { operations } from '../upstream/catalog/operation.ts'
import type { AgentInstanceCreationResult, AgentInstanceUpdateResult } from '../upstream/contract/types.ts'
import { checkAgentHistory, withAgentHistory } from './shared/agent-history.ts'

export const resolvers: Resolvers = {
  Query: {
    agentInstance: byKey(agentInstances),
    agentInstances: connection(agentInstances),
  },
  AgentInstance: {
    id: globalId(agentInstances),
    ...processRelations,
    agentDefinition: one(agentDefinitions, (row) => row.agentDefinitionKey),
    elementInstances: many(elementInstances, (row) => row.elementInstanceKeys),
    history: searchConnection(
      agentInstanceHistoryItems,
      operations.searchAgentInstanceHistory,
      ({ agentInstanceKey }) => ({
        agentInstanceKey,
      }),
    ),
  },
  AgentInstanceHistoryItem: {
    elementInstance: one(elementInstances, (row) => row.elementInstanceKey),
    job: one(jobs, (row) => row.jobKey),
  },
  ProcessInstance: {
    agentInstances: children(agentInstances, 'processInstanceKey', (row) => row.processInstanceKey),
  },
  ProcessDefinition: {
    agentInstances: children(agentInstances, 'processDefinitionKey', (row) => row.processDefinitionKey),
  },
  ElementInstance: {
    agentInstances: children(agentInstances, 'elementInstanceKeys', (row) => row.elementInstanceKey),
  },
  Mutation: {
    createAgentInstance: command<CreateAgentInstanceInput, AgentInstanceCreationResult>(
      operations.createAgentInstance,
      { check: checkAgentHistory, body: withAgentHistory, answers: ['agentInstanceKey'] },
    ),
    updateAgentInstance: command<UpdateAgentInstanceInput, AgentInstanceUpdateResult>(operations.updateAgentInstance, {
      check: checkAgentHistory,
      body: ({ agentInstanceKey: _, ...input }) => withAgentHistory(input),
    }),
  },
  CreateAgentInstancePayload: {
    agentInstance: afterWrite(agentInstances),
  },
  UpdateAgentInstancePayload: {
    agentInstance: afterWrite(agentInstances, {
      changes: ({ status, lastUpdatedDate }) => [status, lastUpdatedDate],
      isVisible: (row, { input: { status } }) => !isPresent(status) || row.status === status,
    }),
  },
}
