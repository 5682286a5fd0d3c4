import { searchConnection } from '../fields/connection.ts'
import { eachTold } from '../fields/each-told.ts'
import { read } from '../fields/read.ts'
import { reference } from '../fields/reference.ts'
import { upstreamOf } from '../fields/upstream-of.ts'
import type { Resolvers } from '../generated/schema.ts'
import { authorizations } from '../upstream/catalog/authorization.ts'
import { groups } from '../upstream/catalog/group.ts'
import { operations } from '../upstream/catalog/operation.ts'
import { roles } from '../upstream/catalog/role.ts'
import { tenants } from '../upstream/catalog/tenant.ts'
import type { CamundaUserResult } from '../upstream/contract/types.ts'
import { isJsonObject } from '../upstream/json/json-object.ts'

export const resolvers: Resolvers = {
  Query: {
    viewer: read<CamundaUserResult>(operations.getAuthentication),
  },
  Viewer: {
    tenants: (viewer, _args, context) =>
      eachTold(Array.isArray(viewer.tenants) ? viewer.tenants.filter(hasId) : viewer.tenants, (tenant) =>
        reference(tenants, tenant, upstreamOf(viewer, context), context),
      ),
    groups: (viewer, _args, context) =>
      eachTold(viewer.groups, (groupId) => reference(groups, { groupId }, upstreamOf(viewer, context), context)),
    roles: (viewer, _args, context) =>
      eachTold(viewer.roles, (roleId) => reference(roles, { roleId }, upstreamOf(viewer, context), context)),
    authorizations: searchConnection(authorizations, operations.searchOwnAuthorizations, () => ({})),
    authorizationsEnabled: async (viewer, _args, context) => {
      const { searchOwnAuthorizations } = operations
      // Every page of the search tells it.
      const answer = await upstreamOf(viewer, context).call(searchOwnAuthorizations, {}, { page: { limit: 1 } })
      const enabled = isJsonObject(answer) ? answer.authorizationsEnabled : undefined
      return typeof enabled === 'boolean' ? enabled : null
    },
  },
}

/** An 8.8 cluster may leave out anything, and what has no id is no tenant to go on with. */
const hasId = (tenant: unknown) => isJsonObject(tenant) && typeof tenant.tenantId === 'string'
