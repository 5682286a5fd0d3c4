import type { Operation } from '../upstream/catalog/operation.ts'

/** A mutation by the name of its operation, and its payload's fields, for commands that the SDL describes by name alone. */
export function withPayload<Resolvers extends object>(
  { operation: name }: Operation,
  mutation: unknown,
  payload: Readonly<Record<string, unknown>>,
): Resolvers {
  const payloadType = `${name.charAt(0).toUpperCase()}${name.slice(1)}Payload`
  const resolvers: unknown = { Mutation: { [name]: mutation }, [payloadType]: payload }
  // The names are made from the operation's: the compiler cannot know them.
  return resolvers as Resolvers
}
