import type { AuthorizationResult } from '../contract/types.ts'
import { operations } from './operation.ts'
import { type RowOf, resource } from './resource.ts'

export const authorizations = resource<AuthorizationResult>()({
  type: 'Authorization',
  key: 'authorizationKey',
  get: operations.getAuthorization,
  search: operations.searchAuthorizations,
  sort: [{ field: 'ownerId', order: 'ASC' }],
})

export type AuthorizationRow = RowOf<typeof authorizations>
