import { afterWrite, gone } from '../fields/after-write.ts'
import { command } from '../fields/command.ts'
import { connection } from '../fields/connection.ts'
import { holders } from '../fields/holders.ts'
import { byKey, globalId } from '../fields/one.ts'
import type { CreateMappingRuleInput, Resolvers } from '../generated/schema.ts'
import { groups } from '../upstream/catalog/group.ts'
import { mappingRules } from '../upstream/catalog/mapping-rule.ts'
import { operations } from '../upstream/catalog/operation.ts'
import { roles } from '../upstream/catalog/role.ts'
import { tenants } from '../upstream/catalog/tenant.ts'
import { authorizationsOf } from './shared/authorizations-of.ts'
import { checkId, saysSo } from './shared/identity.ts'

export const resolvers: Resolvers = {
  Query: {
    mappingRule: byKey(mappingRules),
    mappingRules: connection(mappingRules),
  },
  MappingRule: {
    id: globalId(mappingRules),
    groups: holders(groups, operations.searchMappingRulesForGroup, 'mappingRuleId'),
    roles: holders(roles, operations.searchMappingRulesForRole, 'mappingRuleId'),
    tenants: holders(tenants, operations.searchMappingRulesForTenant, 'mappingRuleId'),
    authorizations: authorizationsOf('MAPPING_RULE', 'mappingRuleId'),
  },
  Mutation: {
    createMappingRule: command<CreateMappingRuleInput>(operations.createMappingRule, {
      check: checkId('mappingRuleId'),
    }),
    updateMappingRule: command(operations.updateMappingRule),
    deleteMappingRule: command(operations.deleteMappingRule),
  },
  CreateMappingRulePayload: {
    mappingRule: afterWrite(mappingRules),
  },
  UpdateMappingRulePayload: {
    mappingRule: afterWrite(mappingRules, { isVisible: saysSo('name', 'claimName', 'claimValue') }),
  },
  DeleteMappingRulePayload: {
    isGone: gone(mappingRules),
  },
}
