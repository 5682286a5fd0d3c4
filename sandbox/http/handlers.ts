import { batchOperationHandlers } from './batch-operations.ts'
import type { Handlers } from './call.ts'
import { clusterInfoHandlers } from './cluster-info.ts'
import { clusterVariableHandlers } from './cluster-variables.ts'
import { documentHandlers } from './documents.ts'
import { elementInstanceHandlers } from './element-instances.ts'
import { expressionHandlers } from './expressions.ts'
import { identityHandlers } from './identity.ts'
import { incidentHandlers } from './incidents.ts'
import { jobHandlers } from './jobs.ts'
import { messageHandlers, signalHandlers } from './messages.ts'
import { processDefinitionHandlers } from './process-definitions.ts'
import { processInstanceHandlers } from './process-instances.ts'
import { resourceHandlers } from './resources.ts'
import { statisticsHandlers } from './statistics.ts'
import { userTaskHandlers } from './user-tasks.ts'
import { variableHandlers } from './variables.ts'

/** Everything that the sandbox serves, by operationId. */
export const HANDLERS: Handlers = {
  ...processDefinitionHandlers,
  ...processInstanceHandlers,
  ...elementInstanceHandlers,
  ...variableHandlers,
  ...jobHandlers,
  ...userTaskHandlers,
  ...incidentHandlers,
  ...messageHandlers,
  ...signalHandlers,
  ...resourceHandlers,
  ...batchOperationHandlers,
  ...statisticsHandlers,
  ...identityHandlers,
  ...clusterVariableHandlers,
  ...expressionHandlers,
  ...documentHandlers,
  ...clusterInfoHandlers,
}
