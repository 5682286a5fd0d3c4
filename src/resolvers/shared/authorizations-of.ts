import { searchConnection } from '../../fields/connection.ts'
import type { ConnectionResolver } from '../../fields/connection-page.ts'
import { type AuthorizationRow, authorizations } from '../../upstream/catalog/authorization.ts'
import { operations } from '../../upstream/catalog/operation.ts'

/**
 * The authorizations of an owner.
 * @param ownerType what kind of owner it is
 * @param key the field that identifies it
 */
export const authorizationsOf = <Key extends string>(
  ownerType: string,
  key: Key,
): ConnectionResolver<{ [field in Key]: string }, AuthorizationRow> =>
  searchConnection(
    authorizations,
    operations.searchAuthorizations,
    () => ({}),
    (owner) => ({ ownerId: owner[key], ownerType }),
  )
