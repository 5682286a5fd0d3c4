import type { AgentInstanceHistoryItemResult, AgentInstanceResult } from '../contract/types.ts'
import { operations } from './operation.ts'
import { resource } from './resource.ts'

export const agentInstances = resource<AgentInstanceResult>()({
  type: 'AgentInstance',
  key: 'agentInstanceKey',
  get: operations.getAgentInstance,
  search: operations.searchAgentInstances,
})

export const agentInstanceHistoryItems = resource<AgentInstanceHistoryItemResult>()({
  type: 'AgentInstanceHistoryItem',
  key: 'historyItemKey',
  isListOnly: true,
  search: operations.searchAgentInstanceHistory,
})
