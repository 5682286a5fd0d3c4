import type { MappingRuleResult } from '../contract/types.ts'
import { operations } from './operation.ts'
import { type RowOf, resource } from './resource.ts'

export const mappingRule = resource<MappingRuleResult>()({
  type: 'MappingRule',
  key: 'mappingRuleId',
  get: operations.getMappingRule,
  search: operations.searchMappingRule,
})

export type MappingRuleRow = RowOf<typeof mappingRule>
