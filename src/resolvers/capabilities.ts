import { fieldCapabilities } from '../fields/capabilities.ts'
import type { Resolvers } from '../generated/schema.ts'
import { UpstreamFailure } from '../upstream/failure.ts'

export const resolvers: Resolvers = {
  Query: {
    capabilities: () => ({}),
  },
  Capabilities: {
    generation: (_, _args, { upstream }) => upstream.cluster.dialect.generation,
    version: async (_, _args, { upstream }) => {
      try {
        return await upstream.cluster.version(upstream.caller)
      } catch (error) {
        if (error instanceof UpstreamFailure && (error.status === 401 || error.status === 403)) return null
        throw error
      }
    },
    fields: async (_, { type }, { upstream }, { schema }) => {
      const engine = { version: await upstream.version(), support: upstream.cluster.dialect.support }
      const all = fieldCapabilities(schema, engine)
      return type ? all.filter((field) => field.type === type) : [...all]
    },
  },
}
