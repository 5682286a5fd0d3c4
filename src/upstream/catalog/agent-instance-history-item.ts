import type { AgentInstanceHistoryItemResult } from '../contract/types.ts'
import { operations } from './operation.ts'
import { resource } from './resource.ts'

export const agentInstanceHistory = resource<AgentInstanceHistoryItemResult>()({
  type: 'AgentInstanceHistoryItem',
  key: 'historyItemKey',
  isListOnly: true,
  search: operations.searchAgentInstanceHistory,
})
