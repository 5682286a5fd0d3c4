import type { MappingRuleResult } from '../contract/types.ts'
import { operations } from './operation.ts'
import { resource } from './resource.ts'

export const mappingRules = resource<MappingRuleResult>()({
  type: 'MappingRule',
  key: 'mappingRuleId',
  get: operations.getMappingRule,
  search: operations.searchMappingRule,
})
