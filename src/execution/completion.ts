import {
  type GraphQLAbstractType,
  GraphQLBoolean,
  GraphQLID,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'

/** How the values of a type become part of the answer. */
export type Completion =
  | { kind: 'leaf'; nonNull: boolean; type: GraphQLLeafType; untouched: 'string' | 'boolean' | undefined }
  | { kind: 'list'; nonNull: boolean; item: Completion }
  | { kind: 'object'; nonNull: boolean; type: GraphQLObjectType }
  | { kind: 'abstract'; nonNull: boolean; type: GraphQLAbstractType }

/** The same of a field's type. */
export function completionOf(type: GraphQLOutputType, nonNull = false): Completion {
  if (isNonNullType(type)) return completionOf(type.ofType, true)
  if (isListType(type)) return { kind: 'list', nonNull, item: completionOf(type.ofType) }
  if (isLeafType(type)) return { kind: 'leaf', nonNull, type, untouched: untouchedBy(type) }
  if (isObjectType(type)) return { kind: 'object', nonNull, type }
  return { kind: 'abstract', nonNull, type }
}

/** The values that GraphQL's own scalars serialize to themselves. */
function untouchedBy(type: GraphQLLeafType): 'string' | 'boolean' | undefined {
  if (type === GraphQLString || type === GraphQLID) return 'string'
  return type === GraphQLBoolean ? 'boolean' : undefined
}
