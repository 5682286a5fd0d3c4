import { connection } from '../fields/connection.ts'
import { byKey, globalId } from '../fields/one.ts'
import type { Resolvers } from '../generated/schema.ts'
import { authorizations } from '../upstream/catalog/authorization.ts'

export const resolvers: Resolvers = {
  Query: {
    authorization: byKey(authorizations),
    authorizations: connection(authorizations),
  },
  Authorization: {
    id: globalId(authorizations),
  },
}
