import { connection } from '../fields/connection.ts'
import { jsonText } from '../fields/json-text.ts'
import { byPair, globalId } from '../fields/one.ts'
import type { Resolvers } from '../generated/schema.ts'
import { clusterVariables } from '../upstream/catalog/cluster-variable.ts'
import { operations } from '../upstream/catalog/operation.ts'

export const resolvers: Resolvers = {
  Query: {
    globalClusterVariable: byPair(clusterVariables, ({ name }) => [null, name]),
    tenantClusterVariable: byPair(clusterVariables, ({ tenantId, name }) => [tenantId, name]),
    clusterVariables: connection(clusterVariables),
  },
  ClusterVariable: {
    id: globalId(clusterVariables),
    isTruncated: ({ isTruncated }) => isTruncated === true,
    value: jsonText(operations.searchClusterVariables, (row) => (row.isTruncated ? null : row.value)),
  },
}
