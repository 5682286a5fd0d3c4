import { command, type Written } from '../../fields/command.ts'
import { one } from '../../fields/one.ts'
import type { Resolvers } from '../../generated/schema.ts'
import type { Operation } from '../../upstream/catalog/operation.ts'
import type { Resource } from '../../upstream/catalog/resource.ts'

/**
 * A command that adds one object to another, or removes it: both keys are in its path, and it has no body. Its payload
 * has both objects. The SDL has only the mutation; input and payload are generated.
 */
export function membership(operation: Operation, ...members: ReadonlyArray<Resource<never>>): Resolvers {
  const name = operation.operation
  const fields = members.map(({ type, ...resource }) => [
    type.charAt(0).toLowerCase() + type.slice(1),
    one({ type, ...resource }, (payload: Written<Record<string, string>>) => payload.input[resource.key]),
  ])
  // The names are made from the operation's: the compiler cannot know them.
  return {
    Mutation: { [name]: command(operation) },
    [`${name.charAt(0).toUpperCase()}${name.slice(1)}Payload`]: Object.fromEntries(fields),
  } as Resolvers
}
