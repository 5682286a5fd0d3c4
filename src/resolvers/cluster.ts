import { read } from '../fields/read.ts'
import { upstreamOf } from '../fields/upstream-of.ts'
import type { Resolvers } from '../generated/schema.ts'
import { operations } from '../upstream/catalog/operation.ts'
import type { LicenseResponse, TopologyResponse } from '../upstream/contract/types.ts'
import { UpstreamFailure } from '../upstream/failures/failure.ts'

export const resolvers: Resolvers = {
  Query: {
    topology: read<TopologyResponse>(operations.getTopology),
    license: read<LicenseResponse>(operations.getLicense),
    status: async (source, _args, context) => {
      try {
        await upstreamOf(source, context).call(operations.getStatus)
        return 'HEALTHY'
      } catch (error) {
        // 503 is this operation's answer for a cluster in which no partition has a healthy leader.
        if (error instanceof UpstreamFailure && error.status === 503 && !error.isBackPressure) return 'UNHEALTHY'
        throw error
      }
    },
  },
}
