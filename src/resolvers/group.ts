import { connection } from '../fields/connection.ts'
import { byKey, globalId } from '../fields/one.ts'
import type { Resolvers } from '../generated/schema.ts'
import { groups } from '../upstream/catalog/group.ts'

export const resolvers: Resolvers = {
  Query: {
    group: byKey(groups),
    groups: connection(groups),
  },
  Group: {
    id: globalId(groups),
  },
}
