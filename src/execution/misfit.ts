import {
  type ASTNode,
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
} from 'graphql'
import { inspect } from 'graphql/jsutils/inspect.js'
import type { FieldPlan } from './plan.ts'

/** The error of a value that does not fit its type, in graphql-js's words: clients and tools know them. */
export function misfit(message: string, nodes?: readonly ASTNode[]): GraphQLError {
  return new GraphQLError(message, nodes ? { nodes } : {})
}

/** The object type that an abstract type's resolver has named. Throws if it is not one of its types. */
export function runtimeTypeOf(
  schema: GraphQLSchema,
  type: GraphQLAbstractType,
  named: unknown,
  { parentType, definition, nodes }: FieldPlan,
  value: unknown,
): GraphQLObjectType {
  const field = `${parentType.name}.${definition.name}`
  if (named === null || named === undefined) {
    throw misfit(
      `Abstract type "${type.name}" must resolve to an Object type at runtime for field "${field}". Either the "${type.name}" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.`,
      nodes,
    )
  }
  if (isObjectType(named)) {
    throw misfit(
      'Support for returning GraphQLObjectType from resolveType was removed in graphql-js@16.0.0 please return type name instead.',
    )
  }
  if (typeof named !== 'string') {
    throw misfit(
      `Abstract type "${type.name}" must resolve to an Object type at runtime for field "${field}" with value ${inspect(value)}, received "${inspect(named)}".`,
    )
  }
  const found = schema.getType(named)
  if (!found) {
    throw misfit(
      `Abstract type "${type.name}" was resolved to a type "${named}" that does not exist inside the schema.`,
      nodes,
    )
  }
  if (!isObjectType(found)) {
    throw misfit(`Abstract type "${type.name}" was resolved to a non-object type "${named}".`, nodes)
  }
  if (!schema.isSubType(type, found)) {
    throw misfit(`Runtime Object type "${found.name}" is not a possible type for "${type.name}".`, nodes)
  }
  return found
}
