import { connection } from '../fields/connection.ts'
import { byKey, globalId } from '../fields/one.ts'
import type { Resolvers } from '../generated/schema.ts'
import { users } from '../upstream/catalog/user.ts'

export const resolvers: Resolvers = {
  Query: {
    user: byKey(users),
    users: connection(users),
  },
  User: {
    id: globalId(users),
  },
}
