import { afterWrite, gone } from '../fields/after-write.ts'
import { command } from '../fields/command.ts'
import { connection } from '../fields/connection.ts'
import { holders } from '../fields/holders.ts'
import { byKey, globalId } from '../fields/one.ts'
import type { CreateUserInput, Resolvers, UpdateUserInput } from '../generated/schema.ts'
import { groups } from '../upstream/catalog/group.ts'
import { operations } from '../upstream/catalog/operation.ts'
import { roles } from '../upstream/catalog/role.ts'
import { tenants } from '../upstream/catalog/tenant.ts'
import { users } from '../upstream/catalog/user.ts'
import { authorizationsOf } from './shared/authorizations-of.ts'
import { checkId, saysSo } from './shared/identity.ts'

export const resolvers: Resolvers = {
  Query: {
    user: byKey(users),
    users: connection(users),
  },
  User: {
    id: globalId(users),
    groups: holders(groups, operations.searchUsersForGroup, 'username'),
    roles: holders(roles, operations.searchUsersForRole, 'username'),
    tenants: holders(tenants, operations.searchUsersForTenant, 'username'),
    authorizations: authorizationsOf('USER', 'username'),
  },
  Mutation: {
    createUser: command<CreateUserInput>(operations.createUser, { check: checkId('username') }),
    updateUser: command<UpdateUserInput>(operations.updateUser),
    deleteUser: command(operations.deleteUser),
  },
  CreateUserPayload: {
    user: afterWrite(users),
  },
  UpdateUserPayload: {
    user: afterWrite(users, { isVisible: saysSo('name', 'email') }),
  },
  DeleteUserPayload: {
    isGone: gone(users),
  },
}
