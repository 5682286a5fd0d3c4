import type { Context } from '../request/context.ts'
import type { Operation } from '../upstream/catalog/operation.ts'
import type { Resource } from '../upstream/catalog/resource.ts'
import { command, type Written } from './command.ts'
import { one } from './one.ts'
import { upstreamOf } from './upstream-of.ts'
import { withPayload } from './with-payload.ts'

type Membership = Written<Record<string, string>>

/**
 * A command that adds one object to another, or removes it: both keys are in its path, and it has no body. Its payload
 * has both objects. The SDL has only the mutation; input and payload are generated.
 */
export function membership<Resolvers extends object>(
  operation: Operation,
  ...members: ReadonlyArray<Resource<never>>
): Resolvers {
  const fields = members.map(({ type, ...resource }) => [
    type.charAt(0).toLowerCase() + type.slice(1),
    resource.isListOnly
      ? (payload: Membership, _args: object, context: Context) =>
          upstreamOf(payload, context).own({ [resource.key]: payload.input[resource.key] })
      : one({ type, ...resource }, (payload: Membership) => payload.input[resource.key]),
  ])
  return withPayload(operation, command(operation), Object.fromEntries(fields))
}
