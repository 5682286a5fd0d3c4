import { command, type Written } from '../fields/command.ts'
import type { PinClockInput, Resolvers } from '../generated/schema.ts'
import { operations } from '../upstream/catalog/operation.ts'

export const resolvers: Resolvers = {
  Mutation: {
    pinClock: command<PinClockInput>(operations.pinClock, {
      body: ({ timestamp }) => ({ timestamp: Date.parse(timestamp) }),
    }),
    resetClock: command(operations.resetClock),
  },
  PinClockPayload: { timestamp: ({ input }: Written<PinClockInput>) => input.timestamp },
  ResetClockPayload: { isPinned: () => false },
}
