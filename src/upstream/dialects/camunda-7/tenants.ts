import type { TenantRow } from '../../catalog/tenant.ts'
import { one } from '../planning/rules.ts'
import { tenantList } from './lists.ts'
import type { Raw } from './objects.ts'
import { text } from './rules.ts'
import type { RowOf, Table } from './table.ts'

export const tenantTable: Table = {
  operation: 'searchTenants',
  lists: [
    {
      list: tenantList,
      filters: { tenantId: one('id'), name: text({ eq: 'name', like: 'nameLike', looser: true }) },
      sorts: {},
      row: tenantRow,
    },
  ],
  fields: { tenantId: { kind: 'text' }, name: { kind: 'text' } },
}

/** A tenant as the contract has it; the engine knows no descriptions. */
export function tenantRow({ id, name }: Raw): RowOf<TenantRow> {
  return { tenantId: id, name, description: null }
}
