import { children } from '../fields/children.ts'
import { connection } from '../fields/connection.ts'
import { byKey, globalId, one } from '../fields/one.ts'
import type { Resolvers } from '../generated/schema.ts'
import { agentDefinitions } from '../upstream/catalog/agent-definition.ts'
import { agentInstances } from '../upstream/catalog/agent-instance.ts'
import { processDefinitions } from '../upstream/catalog/process-definition.ts'

export const resolvers: Resolvers = {
  Query: {
    agentDefinition: byKey(agentDefinitions),
    agentDefinitions: connection(agentDefinitions),
  },
  AgentDefinition: {
    id: globalId(agentDefinitions),
    processDefinition: one(
      processDefinitions,
      (row) => row.processDefinitionKey,
      ({ processDefinitionId, processDefinitionVersion, processDefinitionVersionTag, tenantId }) => ({
        processDefinitionId,
        version: processDefinitionVersion,
        versionTag: processDefinitionVersionTag,
        tenantId,
      }),
    ),
    agentInstances: children(agentInstances, 'agentDefinitionKey', (row) => row.agentDefinitionKey),
  },
  ProcessDefinition: {
    agentDefinitions: children(agentDefinitions, 'processDefinitionKey', (row) => row.processDefinitionKey),
  },
}
