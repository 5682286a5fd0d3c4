import { afterWrite, gone } from '../fields/after-write.ts'
import { command } from '../fields/command.ts'
import { connection } from '../fields/connection.ts'
import { members } from '../fields/members.ts'
import { membership } from '../fields/membership.ts'
import { byKey, globalId } from '../fields/one.ts'
import type { CreateTenantInput, Resolvers, UpdateTenantInput } from '../generated/schema.ts'
import { clients } from '../upstream/catalog/client.ts'
import { groups } from '../upstream/catalog/group.ts'
import { mappingRules } from '../upstream/catalog/mapping-rule.ts'
import { operations } from '../upstream/catalog/operation.ts'
import { roles } from '../upstream/catalog/role.ts'
import { tenants } from '../upstream/catalog/tenant.ts'
import { users } from '../upstream/catalog/user.ts'
import { checkId, nameAndDescription, saysSo } from './shared/identity.ts'

export const resolvers: Resolvers[] = [
  {
    Query: {
      tenant: byKey(tenants),
      tenants: connection(tenants),
    },
    Tenant: {
      id: globalId(tenants),
      users: members(users, operations.searchUsersForTenant),
      clients: members(clients, operations.searchClientsForTenant),
      groups: members(groups, operations.searchGroupIdsForTenant),
      roles: members(roles, operations.searchRolesForTenant),
      mappingRules: members(mappingRules, operations.searchMappingRulesForTenant),
    },
    Mutation: {
      createTenant: command<CreateTenantInput>(operations.createTenant, { check: checkId('tenantId') }),
      updateTenant: command<UpdateTenantInput>(operations.updateTenant, { body: nameAndDescription }),
      deleteTenant: command(operations.deleteTenant),
    },
    CreateTenantPayload: {
      tenant: afterWrite(tenants),
    },
    UpdateTenantPayload: {
      tenant: afterWrite(tenants, { isVisible: saysSo('name', 'description') }),
    },
    DeleteTenantPayload: {
      isGone: gone(tenants),
    },
  },
  membership(operations.assignUserToTenant, tenants, users),
  membership(operations.unassignUserFromTenant, tenants, users),
  membership(operations.assignClientToTenant, tenants, clients),
  membership(operations.unassignClientFromTenant, tenants, clients),
  membership(operations.assignGroupToTenant, tenants, groups),
  membership(operations.unassignGroupFromTenant, tenants, groups),
  membership(operations.assignRoleToTenant, tenants, roles),
  membership(operations.unassignRoleFromTenant, tenants, roles),
  membership(operations.assignMappingRuleToTenant, tenants, mappingRules),
  membership(operations.unassignMappingRuleFromTenant, tenants, mappingRules),
]
