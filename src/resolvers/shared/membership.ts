import { command, type Written } from '../../fields/command.ts'
import { one } from '../../fields/one.ts'
import type { Resolvers } from '../../generated/schema.ts'
import type { Operation } from '../../upstream/catalog/operation.ts'
import type { Resource } from '../../upstream/catalog/resource.ts'

/**
 * A command that puts one object into another, or takes it out: both are named in its path, and nothing else is said. Its
 * payload has both. The SDL has the mutation alone; its input and payload are written when it is generated.
 */
export function membership(operation: Operation, ...members: ReadonlyArray<Resource<never>>): Resolvers {
  const name = operation.operation
  const fields = members.map(({ type, ...resource }) => [
    type.charAt(0).toLowerCase() + type.slice(1),
    one({ type, ...resource }, (payload: Written<Record<string, string>>) => payload.input[resource.key]),
  ])
  // The names are those of the operation: the compiler cannot know which resolvers these are.
  return {
    Mutation: { [name]: command(operation) },
    [`${name.charAt(0).toUpperCase()}${name.slice(1)}Payload`]: Object.fromEntries(fields),
  } as Resolvers
}
