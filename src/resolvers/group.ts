import { afterWrite, gone } from '../fields/after-write.ts'
import { command } from '../fields/command.ts'
import { connection } from '../fields/connection.ts'
import { holders } from '../fields/holders.ts'
import { members } from '../fields/members.ts'
import { membership } from '../fields/membership.ts'
import { byKey, globalId } from '../fields/one.ts'
import type { CreateGroupInput, Resolvers, UpdateGroupInput } from '../generated/schema.ts'
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
      group: byKey(groups),
      groups: connection(groups),
    },
    Group: {
      id: globalId(groups),
      users: members(users, operations.searchUsersForGroup),
      clients: members(clients, operations.searchClientsForGroup),
      roles: members(roles, operations.searchRolesForGroup),
      mappingRules: members(mappingRules, operations.searchMappingRulesForGroup),
      tenants: holders(tenants, operations.searchGroupIdsForTenant, 'groupId'),
      authorizations: authorizationsOf('GROUP', 'groupId'),
    },
    Mutation: {
      createGroup: command<CreateGroupInput>(operations.createGroup, { check: checkId('groupId') }),
      updateGroup: command<UpdateGroupInput>(operations.updateGroup, { body: nameAndDescription }),
      deleteGroup: command(operations.deleteGroup),
    },
    CreateGroupPayload: {
      group: afterWrite(groups),
    },
    UpdateGroupPayload: {
      group: afterWrite(groups, { isVisible: saysSo('name', 'description') }),
    },
    DeleteGroupPayload: {
      isGone: gone(groups),
    },
  },
  membership(operations.assignUserToGroup, groups, users),
  membership(operations.unassignUserFromGroup, groups, users),
  membership(operations.assignClientToGroup, groups, clients),
  membership(operations.unassignClientFromGroup, groups, clients),
  membership(operations.assignMappingRuleToGroup, groups, mappingRules),
  membership(operations.unassignMappingRuleFromGroup, groups, mappingRules),
]
