import { connection } from '../fields/connection.ts'
import { byKey, globalId } from '../fields/one.ts'
import type { Resolvers } from '../generated/schema.ts'
import { roles } from '../upstream/catalog/role.ts'

export const resolvers: Resolvers = {
  Query: {
    role: byKey(roles),
    roles: connection(roles),
  },
  Role: {
    id: globalId(roles),
  },
}
