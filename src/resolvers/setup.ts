import { afterWrite } from '../fields/after-write.ts'
import { command } from '../fields/command.ts'
import type { CreateAdminUserInput, Resolvers } from '../generated/schema.ts'
import { operations } from '../upstream/catalog/operation.ts'
import { users } from '../upstream/catalog/user.ts'
import { checkId } from './shared/identity.ts'

export const resolvers: Resolvers = {
  Mutation: {
    createAdminUser: command<CreateAdminUserInput>(operations.createAdminUser, { check: checkId('username') }),
  },
  CreateAdminUserPayload: {
    user: afterWrite(users),
  },
}
