import { connection } from '../fields/connection.ts'
import { byKey, globalId } from '../fields/one.ts'
import type { Resolvers } from '../generated/schema.ts'
import { groups } from '../upstream/catalog/group.ts'
import { operations } from '../upstream/catalog/operation.ts'
import { users } from '../upstream/catalog/user.ts'
import { membership } from './shared/membership.ts'

export const resolvers: Resolvers[] = [
  {
    Query: {
      group: byKey(groups),
      groups: connection(groups),
    },
    Group: {
      id: globalId(groups),
    },
  },
  membership(operations.assignUserToGroup, groups, users),
  membership(operations.unassignUserFromGroup, groups, users),
]
