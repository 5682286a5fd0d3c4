import { afterWrite } from '../fields/after-write.ts'
import { command } from '../fields/command.ts'
import type { CorrelateMessageInput, PublishMessageInput, Resolvers } from '../generated/schema.ts'
import { operations } from '../upstream/catalog/operation.ts'
import { processInstances } from '../upstream/catalog/process-instance.ts'
import type { MessageCorrelationResult, MessagePublicationResult } from '../upstream/contract/types.ts'

export const resolvers: Resolvers = {
  Mutation: {
    publishMessage: command<PublishMessageInput, MessagePublicationResult>(operations.publishMessage),
    correlateMessage: command<CorrelateMessageInput, MessageCorrelationResult>(operations.correlateMessage),
  },
  CorrelateMessagePayload: {
    processInstance: afterWrite(processInstances),
  },
}
