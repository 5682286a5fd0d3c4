import type { ProcessDefinitionVariableNameSearchResult } from '../contract/types.ts'
import { operations } from './operation.ts'
import { resource } from './resource.ts'

export const variableNames = resource<ProcessDefinitionVariableNameSearchResult>()({
  type: 'ProcessDefinitionVariableName',
  key: 'name',
  isListOnly: true,
  search: operations.searchProcessDefinitionVariableNames,
})
