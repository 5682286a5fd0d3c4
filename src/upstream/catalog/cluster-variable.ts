import type { ClusterVariableSearchResult } from '../contract/types.ts'
import { operations } from './operation.ts'
import { type RowOf, resource } from './resource.ts'

/** A row of a search or, without `isTruncated` and never cut, of a read. */
type ClusterVariableResult = Omit<ClusterVariableSearchResult, 'isTruncated'> & {
  isTruncated?: boolean
  /** Made of the tenant and the name. */
  tenantAndName?: string
}

export const clusterVariables = resource<ClusterVariableResult>()({
  type: 'ClusterVariable',
  key: 'tenantAndName',
  pair: {
    read: ([tenantId, name]) =>
      tenantId === null
        ? { operation: operations.getGlobalClusterVariable, parameters: { name } }
        : { operation: operations.getTenantClusterVariable, parameters: { tenantId, name } },
  },
  search: operations.searchClusterVariables,
  sort: [
    { field: 'name', order: 'ASC' },
    { field: 'tenantId', order: 'ASC' },
  ],
})

export type ClusterVariableRow = RowOf<typeof clusterVariables>
