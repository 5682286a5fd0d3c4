import { afterWrite, gone } from '../fields/after-write.ts'
import { command } from '../fields/command.ts'
import { connection } from '../fields/connection.ts'
import { typeOfEntity } from '../fields/entities.ts'
import { byKey, globalId, oneOf } from '../fields/one.ts'
import type { CreateAuthorizationInput, Resolvers, UpdateAuthorizationInput } from '../generated/schema.ts'
import { type AuthorizationRow, authorizations } from '../upstream/catalog/authorization.ts'
import { clients } from '../upstream/catalog/client.ts'
import { groups } from '../upstream/catalog/group.ts'
import { mappingRules } from '../upstream/catalog/mapping-rule.ts'
import { operations } from '../upstream/catalog/operation.ts'
import type { Resource } from '../upstream/catalog/resource.ts'
import { roles } from '../upstream/catalog/role.ts'
import { users } from '../upstream/catalog/user.ts'
import type { AuthorizationCreateResult } from '../upstream/contract/types.ts'
import { InvalidInput } from '../upstream/failures/failure.ts'

export const resolvers: Resolvers = {
  Query: {
    authorization: byKey(authorizations),
    authorizations: connection(authorizations),
  },
  Authorization: {
    id: globalId(authorizations),
    owner: oneOf(({ ownerType, ownerId }) => {
      const resource = OWNERS.get(ownerType)
      return resource && ownerId ? { resource, key: ownerId } : undefined
    }),
  },
  Mutation: {
    createAuthorization: command<CreateAuthorizationInput, AuthorizationCreateResult>(operations.createAuthorization, {
      check: checkAuthorization,
    }),
    updateAuthorization: command<UpdateAuthorizationInput>(operations.updateAuthorization, {
      check: checkAuthorization,
    }),
    deleteAuthorization: command(operations.deleteAuthorization),
  },
  CreateAuthorizationPayload: {
    authorization: afterWrite(authorizations),
  },
  UpdateAuthorizationPayload: {
    authorization: afterWrite(authorizations, { isVisible: (row, { input }) => isAsTold(row, input) }),
  },
  DeleteAuthorizationPayload: {
    isGone: gone(authorizations),
  },
  AuthorizationOwner: {
    __resolveType: typeOfEntity,
  },
}

/** The resource of each owner type. */
const OWNERS: ReadonlyMap<string | undefined, Resource<never>> = new Map<string, Resource<never>>([
  ['USER', users],
  ['GROUP', groups],
  ['ROLE', roles],
  ['MAPPING_RULE', mappingRules],
  ['CLIENT', clients],
])

/** Camunda identifies resources either by their id or by one of their properties. */
function checkAuthorization({ resourceId, resourcePropertyName, permissionTypes }: CreateAuthorizationInput): void {
  if ((resourceId ?? undefined) === undefined && (resourcePropertyName ?? undefined) === undefined) {
    throw new InvalidInput('input', 'give resourceId, such as "*" for all, or resourcePropertyName.')
  }
  if ((resourceId ?? undefined) !== undefined && (resourcePropertyName ?? undefined) !== undefined) {
    throw new InvalidInput('input', 'give either resourceId or resourcePropertyName.')
  }
  if (permissionTypes.length === 0) throw new InvalidInput('input.permissionTypes', 'give at least one.')
}

/** Whether a row has the values that the authorization was updated to. */
function isAsTold(row: AuthorizationRow, input: UpdateAuthorizationInput): boolean {
  const permissions = new Set<string>(row.permissionTypes)
  return (
    row.ownerId === input.ownerId &&
    row.ownerType === input.ownerType &&
    row.resourceType === input.resourceType &&
    (row.resourceId || null) === (input.resourceId ?? null) &&
    (row.resourcePropertyName || null) === (input.resourcePropertyName ?? null) &&
    permissions.size === new Set(input.permissionTypes).size &&
    input.permissionTypes.every((permission) => permissions.has(permission))
  )
}
