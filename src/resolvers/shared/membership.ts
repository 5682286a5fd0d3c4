import { command, type Written } from '../../fields/command.ts'
import { one } from '../../fields/one.ts'
import { upstreamOf } from '../../fields/upstream-of.ts'
import type { Resolvers } from '../../generated/schema.ts'
import type { Context } from '../../request/context.ts'
import type { Operation } from '../../upstream/catalog/operation.ts'
import type { Resource } from '../../upstream/catalog/resource.ts'

type Membership = Written<Record<string, string>>

/**
 * A command that adds one object to another, or removes it: both keys are in its path, and it has no body. Its payload
 * has both objects. The SDL has only the mutation; input and payload are generated.
 */
export function membership(operation: Operation, ...members: ReadonlyArray<Resource<never>>): Resolvers {
  const name = operation.operation
  const fields = members.map(({ type, ...resource }) => [
    type.charAt(0).toLowerCase() + type.slice(1),
    resource.isListOnly
      ? (payload: Membership, _args: object, context: Context) =>
          upstreamOf(payload, context).own({ [resource.key]: payload.input[resource.key] })
      : one({ type, ...resource }, (payload: Membership) => payload.input[resource.key]),
  ])
  // The names are made from the operation's: the compiler cannot know them.
  return {
    Mutation: { [name]: command(operation) },
    [`${name.charAt(0).toUpperCase()}${name.slice(1)}Payload`]: Object.fromEntries(fields),
  } as Resolvers
}
