import { command } from '../fields/command.ts'
import type { BroadcastSignalInput, Resolvers } from '../generated/schema.ts'
import { operations } from '../upstream/catalog/operation.ts'
import type { SignalBroadcastResult } from '../upstream/contract/types.ts'

export const resolvers: Resolvers = {
  Mutation: {
    broadcastSignal: command<BroadcastSignalInput, SignalBroadcastResult>(operations.broadcastSignal, {
      answers: ['signalKey', 'tenantId'],
    }),
  },
}
