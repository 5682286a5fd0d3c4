import type { AgentInstanceResult } from '../contract/types.ts'
import { operations } from './operation.ts'
import { type RowOf, resource } from './resource.ts'

export const agentInstances = resource<AgentInstanceResult>()({
  type: 'AgentInstance',
  key: 'agentInstanceKey',
  get: operations.getAgentInstance,
  search: operations.searchAgentInstances,
})

export type AgentInstanceRow = RowOf<typeof agentInstances>
