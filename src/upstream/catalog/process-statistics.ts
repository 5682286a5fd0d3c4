import type {
  IncidentProcessInstanceStatisticsByDefinitionResult,
  IncidentProcessInstanceStatisticsByErrorResult,
  ProcessDefinitionInstanceStatisticsResult,
  ProcessDefinitionInstanceVersionStatisticsResult,
} from '../contract/types.ts'
import { operations } from './operation.ts'
import { resource } from './resource.ts'
import { identifiedBy, type WithRowKey } from './row-key.ts'

export const processDefinitionInstanceStatistics = resource<WithRowKey<ProcessDefinitionInstanceStatisticsResult>>()({
  type: 'ProcessDefinitionInstanceStatistics',
  key: 'rowKey',
  isListOnly: true,
  search: identifiedBy(operations.getProcessDefinitionInstanceStatistics, 'tenantId', 'processDefinitionId'),
  sort: [{ field: 'processDefinitionId', order: 'ASC' }],
})

export const processDefinitionInstanceVersionStatistics = resource<ProcessDefinitionInstanceVersionStatisticsResult>()({
  type: 'ProcessDefinitionInstanceVersionStatistics',
  key: 'processDefinitionKey',
  isListOnly: true,
  search: operations.getProcessDefinitionInstanceVersionStatistics,
  sort: [
    { field: 'processDefinitionVersion', order: 'DESC' },
    { field: 'processDefinitionKey', order: 'ASC' },
  ],
})

export const processInstanceStatisticsByError = resource<WithRowKey<IncidentProcessInstanceStatisticsByErrorResult>>()({
  type: 'ProcessInstanceStatisticsByError',
  key: 'rowKey',
  isListOnly: true,
  search: identifiedBy(operations.getProcessInstanceStatisticsByError, 'errorHashCode'),
  sort: [
    { field: 'activeInstancesWithErrorCount', order: 'DESC' },
    { field: 'errorMessage', order: 'ASC' },
  ],
})

export const processInstanceStatisticsByDefinition = resource<IncidentProcessInstanceStatisticsByDefinitionResult>()({
  type: 'ProcessInstanceStatisticsByDefinition',
  key: 'processDefinitionKey',
  isListOnly: true,
  search: operations.getProcessInstanceStatisticsByDefinition,
  sort: [
    { field: 'activeInstancesWithErrorCount', order: 'DESC' },
    { field: 'processDefinitionKey', order: 'ASC' },
  ],
})
