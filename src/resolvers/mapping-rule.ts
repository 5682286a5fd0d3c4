import { connection } from '../fields/connection.ts'
import { byKey, globalId } from '../fields/one.ts'
import type { Resolvers } from '../generated/schema.ts'
import { mappingRule } from '../upstream/catalog/mapping-rule.ts'

export const resolvers: Resolvers = {
  Query: {
    mappingRule: byKey(mappingRule),
    mappingRules: connection(mappingRule),
  },
  MappingRule: {
    id: globalId(mappingRule),
  },
}
