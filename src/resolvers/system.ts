import { read } from '../fields/read.ts'
import { asksFor } from '../fields/selection.ts'
import type { Resolvers } from '../generated/schema.ts'
import { operations } from '../upstream/catalog/operation.ts'
import type { SystemConfigurationResponse, UsageMetricsResponse } from '../upstream/contract/types.ts'

export const resolvers: Resolvers = {
  Query: {
    usageMetrics: read<UsageMetricsResponse>(operations.getUsageMetrics, (_args, info) => ({
      withTenants: String(asksFor(info, 'tenants')),
    })),
    systemConfiguration: read<SystemConfigurationResponse>(operations.getSystemConfiguration),
  },
  UsageMetrics: {
    // The cluster answers an object with a field for each tenant.
    tenants: ({ tenants }) => Object.entries(tenants ?? {}).map(([tenantId, metrics]) => ({ ...metrics, tenantId })),
  },
}
