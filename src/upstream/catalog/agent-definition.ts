import type { AgentDefinitionResult } from '../contract/types.ts'
import { operations } from './operation.ts'
import { resource } from './resource.ts'

export const agentDefinitions = resource<AgentDefinitionResult>()({
  type: 'AgentDefinition',
  key: 'agentDefinitionKey',
  get: operations.getAgentDefinition,
  search: operations.searchAgentDefinitions,
  immutable: true,
})
