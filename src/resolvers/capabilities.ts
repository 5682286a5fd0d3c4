import { upstreamOf } from '../fields/upstream-of.ts'
import type { Resolvers } from '../generated/schema.ts'
import { UpstreamFailure } from '../upstream/failures/failure.ts'
import type { Upstream } from '../upstream/loading/upstream.ts'
import { fieldCapabilities } from './shared/capabilities.ts'

export const resolvers: Resolvers = {
  Query: {
    capabilities: (source, _args, context) => upstreamOf(source, context).own({}),
  },
  Capabilities: {
    administration: (_capabilities, _args, { administration }) => administration,
    generation: (capabilities, _args, context) => upstreamOf(capabilities, context).cluster.dialect.generation,
    version: async (capabilities, _args, context) => {
      const upstream = upstreamOf(capabilities, context)
      try {
        return await upstream.cluster.version(upstream.caller)
      } catch (error) {
        if (error instanceof UpstreamFailure && (error.status === 401 || error.status === 403)) return null
        throw error
      }
    },
    fields: async (capabilities, { type }, context, { schema }) => {
      const { permissions, schemaIsSecret, administration } = context
      const upstream = upstreamOf(capabilities, context)
      if (schemaIsSecret) await checkKnown(upstream)
      const engine = { version: await upstream.version(), support: upstream.cluster.dialect.support, administration }
      const all = fieldCapabilities(schema, engine)
      return all.filter((field) => {
        if (type && field.type !== type) return false
        return permissions?.mayKnow(`${field.type}.${field.name}`) ?? true
      })
    },
  },
}

/** Rejects if the cluster does not know the caller. Asks for something that every authenticated caller may read. */
async function checkKnown(upstream: Upstream): Promise<void> {
  try {
    await upstream.cluster.dialect.version(upstream)
  } catch (error) {
    // 403: the cluster knows the caller, who may not read that.
    if (!(error instanceof UpstreamFailure && error.status === 403)) throw error
  }
}
