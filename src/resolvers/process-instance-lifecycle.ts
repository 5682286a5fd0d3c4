import { afterWrite, gone } from '../fields/after-write.ts'
import { command } from '../fields/command.ts'
import type { AssignProcessInstanceBusinessIdInput, Resolvers } from '../generated/schema.ts'
import { operations } from '../upstream/catalog/operation.ts'
import { hasEnded, processInstances } from '../upstream/catalog/process-instance.ts'
import { InvalidInput } from '../upstream/failures/failure.ts'

export const resolvers: Resolvers = {
  Mutation: {
    deleteProcessInstance: command(operations.deleteProcessInstance),
    suspendProcessInstance: command(operations.suspendProcessInstance),
    resumeProcessInstance: command(operations.resumeProcessInstance),
    assignProcessInstanceBusinessId: command<AssignProcessInstanceBusinessIdInput>(
      operations.assignProcessInstanceBusinessId,
      {
        check({ businessId }) {
          if (businessId.length >= 1 && businessId.length <= 256) return
          throw new InvalidInput('input.businessId', `give 1 to 256 characters; this has ${businessId.length}.`)
        },
      },
    ),
  },
  DeleteProcessInstancePayload: {
    isGone: gone(processInstances),
  },
  SuspendProcessInstancePayload: {
    processInstance: afterWrite(processInstances, {
      isVisible: (row) => row.state === 'SUSPENDED' || hasEnded(row),
    }),
  },
  ResumeProcessInstancePayload: {
    processInstance: afterWrite(processInstances, { isVisible: ({ state }) => state !== 'SUSPENDED' }),
  },
  AssignProcessInstanceBusinessIdPayload: {
    processInstance: afterWrite(processInstances, {
      isVisible: (row, { input }) => row.businessId === input.businessId || hasEnded(row),
    }),
  },
}
