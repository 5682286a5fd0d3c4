import type { TenantResult } from '../contract/types.ts'
import { operations } from './operation.ts'
import { type RowOf, resource } from './resource.ts'

export const tenants = resource<TenantResult>()({
  type: 'Tenant',
  key: 'tenantId',
  get: operations.getTenant,
  search: operations.searchTenants,
})

export type TenantRow = RowOf<typeof tenants>
