import { afterWrite, gone } from '../fields/after-write.ts'
import { command } from '../fields/command.ts'
import { connection } from '../fields/connection.ts'
import { holders } from '../fields/holders.ts'
import { members } from '../fields/members.ts'
import { membership } from '../fields/membership.ts'
import { byKey, globalId } from '../fields/one.ts'
import type { CreateRoleInput, Resolvers, UpdateRoleInput } from '../generated/schema.ts'
import { clients } from '../upstream/catalog/client.ts'
import { groups } from '../upstream/catalog/group.ts'
import { mappingRules } from '../upstream/catalog/mapping-rule.ts'
import { operations } from '../upstream/catalog/operation.ts'
import { roles } from '../upstream/catalog/role.ts'
import { tenants } from '../upstream/catalog/tenant.ts'
import { users } from '../upstream/catalog/user.ts'
import { authorizationsOf } from './shared/authorizations-of.ts'
import { checkId, nameAndDescription, saysSo } from './shared/identity.ts'

export const resolvers: Resolvers[] = [
  {
    Query: {
      role: byKey(roles),
      roles: connection(roles),
    },
    Role: {
      id: globalId(roles),
      users: members(users, operations.searchUsersForRole),
      clients: members(clients, operations.searchClientsForRole),
      groups: members(groups, operations.searchGroupsForRole),
      mappingRules: members(mappingRules, operations.searchMappingRulesForRole),
      tenants: holders(tenants, operations.searchRolesForTenant, 'roleId'),
      authorizations: authorizationsOf('ROLE', 'roleId'),
    },
    Mutation: {
      createRole: command<CreateRoleInput>(operations.createRole, { check: checkId('roleId') }),
      updateRole: command<UpdateRoleInput>(operations.updateRole, { body: nameAndDescription }),
      deleteRole: command(operations.deleteRole),
    },
    CreateRolePayload: {
      role: afterWrite(roles),
    },
    UpdateRolePayload: {
      role: afterWrite(roles, { isVisible: saysSo('name', 'description') }),
    },
    DeleteRolePayload: {
      isGone: gone(roles),
    },
  },
  membership(operations.assignRoleToUser, roles, users),
  membership(operations.unassignRoleFromUser, roles, users),
  membership(operations.assignRoleToClient, roles, clients),
  membership(operations.unassignRoleFromClient, roles, clients),
  membership(operations.assignRoleToGroup, roles, groups),
  membership(operations.unassignRoleFromGroup, roles, groups),
  membership(operations.assignRoleToMappingRule, roles, mappingRules),
  membership(operations.unassignRoleFromMappingRule, roles, mappingRules),
]
