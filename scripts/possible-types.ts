import { type GraphQLSchema, isAbstractType } from 'graphql'

/** The object types that each interface and union stands for, as Apollo Client's `possibleTypes` takes them. */
export function possibleTypes(schema: GraphQLSchema): Record<string, string[]> {
  const abstract = Object.values(schema.getTypeMap()).filter(isAbstractType)
  return Object.fromEntries(
    abstract
      .map((type): [string, string[]] => [
        type.name,
        schema
          .getPossibleTypes(type)
          .map(({ name }) => name)
          .sort(),
      ])
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  )
}
