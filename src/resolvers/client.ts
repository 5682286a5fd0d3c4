import { holders } from '../fields/holders.ts'
import type { Resolvers } from '../generated/schema.ts'
import { groups } from '../upstream/catalog/group.ts'
import { operations } from '../upstream/catalog/operation.ts'
import { roles } from '../upstream/catalog/role.ts'
import { tenants } from '../upstream/catalog/tenant.ts'
import { authorizationsOf } from './shared/authorizations-of.ts'

export const resolvers: Resolvers = {
  Client: {
    groups: holders(groups, operations.searchClientsForGroup, 'clientId'),
    roles: holders(roles, operations.searchClientsForRole, 'clientId'),
    tenants: holders(tenants, operations.searchClientsForTenant, 'clientId'),
    authorizations: authorizationsOf('CLIENT', 'clientId'),
  },
}
