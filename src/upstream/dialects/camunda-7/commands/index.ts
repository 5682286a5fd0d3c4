import { batchOperationCommands } from './batch-operation.ts'
import { decisionCommands } from './decision.ts'
import { deploymentCommands } from './deployment.ts'
import { identityCommands } from './identity.ts'
import { incidentCommands } from './incident.ts'
import { jobCommands } from './job.ts'
import { membershipCommands } from './membership.ts'
import { messageCommands } from './message.ts'
import type { Perform } from './perform.ts'
import { processInstanceCommands } from './process-instance.ts'
import { otherReads } from './read.ts'
import { userTaskCommands } from './user-task.ts'
import { variableCommands } from './variable.ts'

/** Every operation that is neither a search nor a read by key, by operationId. */
export const commands: Readonly<Record<string, Perform>> = {
  ...otherReads,
  ...batchOperationCommands,
  ...decisionCommands,
  ...deploymentCommands,
  ...identityCommands,
  ...incidentCommands,
  ...jobCommands,
  ...membershipCommands,
  ...messageCommands,
  ...processInstanceCommands,
  ...userTaskCommands,
  ...variableCommands,
}
