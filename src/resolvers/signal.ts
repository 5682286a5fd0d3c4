import type { SignalBroadcastResult } from '@camunda8/orchestration-cluster-api'
import { command } from '../fields/command.ts'
import type { BroadcastSignalInput, Resolvers } from '../generated/schema.ts'
import { operations } from '../upstream/catalog/operation.ts'

export const resolvers: Resolvers = {
  Mutation: {
    broadcastSignal: command<BroadcastSignalInput, SignalBroadcastResult>(operations.broadcastSignal, {
      answers: ['signalKey', 'tenantId'],
    }),
  },
}
