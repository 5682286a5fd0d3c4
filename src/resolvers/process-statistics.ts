import { connection, searchConnection } from '../fields/connection.ts'
import { one } from '../fields/one.ts'
import type { Resolvers } from '../generated/schema.ts'
import { operations } from '../upstream/catalog/operation.ts'
import { processDefinitions } from '../upstream/catalog/process-definition.ts'
import { processInstances } from '../upstream/catalog/process-instance.ts'
import {
  processDefinitionInstanceStatistics,
  processDefinitionInstanceVersionStatistics,
  processInstanceStatisticsByDefinition,
  processInstanceStatisticsByError,
} from '../upstream/catalog/process-statistics.ts'

/** What the rows about one version of a process say of it. */
interface OfVersion {
  processDefinitionKey: string
  processDefinitionId: string
  processDefinitionName?: string | null
  processDefinitionVersion: number
  tenantId: string
}

const processDefinition = one(
  processDefinitions,
  (row: OfVersion) => row.processDefinitionKey,
  ({ processDefinitionId, processDefinitionName, processDefinitionVersion, tenantId }) => ({
    processDefinitionId,
    name: processDefinitionName,
    version: processDefinitionVersion,
    tenantId,
  }),
)

/** What all versions of a process have in common. */
interface OfProcess {
  processDefinitionId: string
  tenantId?: string
}

const ofProcess = ({ processDefinitionId, tenantId }: OfProcess) => ({ processDefinitionId, tenantId })

const versions = searchConnection(
  processDefinitionInstanceVersionStatistics,
  operations.getProcessDefinitionInstanceVersionStatistics,
  () => ({}),
  ofProcess,
)

export const resolvers: Resolvers = {
  Query: {
    processDefinitionInstanceStatistics: connection(processDefinitionInstanceStatistics),
    processDefinitionInstanceVersionStatistics: connection(processDefinitionInstanceVersionStatistics),
    processInstanceStatisticsByError: connection(processInstanceStatisticsByError),
    processInstanceStatisticsByDefinition: connection(processInstanceStatisticsByDefinition),
  },
  ProcessDefinitionInstanceStatistics: {
    versions,
    processDefinitions: searchConnection(
      processDefinitions,
      operations.searchProcessDefinitions,
      () => ({}),
      ofProcess,
    ),
  },
  ProcessDefinitionInstanceVersionStatistics: { processDefinition },
  ProcessInstanceStatisticsByError: {
    byDefinition: searchConnection(
      processInstanceStatisticsByDefinition,
      operations.getProcessInstanceStatisticsByDefinition,
      () => ({}),
      ({ errorHashCode }) => ({ errorHashCode }),
    ),
    processInstances: searchConnection(
      processInstances,
      operations.searchProcessInstances,
      () => ({}),
      ({ errorHashCode }) => ({ incidentErrorHashCode: errorHashCode }),
    ),
  },
  ProcessInstanceStatisticsByDefinition: { processDefinition },
  ProcessDefinition: {
    instanceVersionStatistics: versions,
  },
}
