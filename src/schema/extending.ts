import type { IResolvers } from '@graphql-tools/utils'
import { type GraphQLResolveInfo, parse, visit } from 'graphql'
import type { Claims } from '../callers/verifier.ts'
import { entities } from '../fields/entities.ts'
import type { Context } from '../request/context.ts'

/** What resolvers of your own are given as their context. */
export interface GatewayContext {
  /** The caller's credentials: for calls of your own in the caller's name. */
  readonly caller: { readonly authorization?: string | undefined; readonly cookie?: string | undefined }
  /** What the caller's verified token says; undefined where the gateway verifies nobody. */
  readonly claims: Claims | undefined
}

/** Resolvers of your own, by type and field. */
// biome-ignore lint/suspicious/noExplicitAny: their parents and arguments are what your own types say
export type OwnResolvers = IResolvers<any, GatewayContext>

/** Types of your own beside the gateway's, and fields of your own on its types. */
export interface Extension {
  /** SDL, such as `extend type UserTask { customer: Customer }`. */
  typeDefs: string
  resolvers: OwnResolvers
}

/** The names of the fields that an extension adds. Throws for a text that is no SDL. */
export function fieldsOf(extension: Extension | undefined): ReadonlySet<string> {
  const names = new Set<string>()
  if (extension) visit(parse(extension.typeDefs), { FieldDefinition: ({ name }) => void names.add(name.value) })
  return names
}

/**
 * One of Camunda's objects by its key, for a field of your own that answers it; null where there is none. All that one
 * request loads is loaded together, with the caller's rights and in as few calls as the cluster allows. Rejects with an
 * error that clients may see.
 * @param type such as `ProcessInstance`: any type that implements `Node`
 * @param info of the field that answers it: then what the gateway keeps serves where the query asks for no more
 */
export async function load(
  context: GatewayContext,
  type: string,
  key: string,
  info?: GraphQLResolveInfo,
): Promise<object | null> {
  const entity = entities.get(type)
  if (!entity) throw new TypeError(`${type} is no type with a key: there are ${[...entities.keys()].join(', ')}.`)
  return entity.load(inner(context), entity.key ?? 'key', { key }, info)
}

/**
 * Answers a field of `Query`, for a field of your own that has the same type, such as a `ProcessInstanceConnection`. Each
 * is a call of its own, though equal ones are made once. Rejects as `load`.
 * @param args as the schema has them: a filter, a page
 */
export async function ask(
  context: GatewayContext,
  info: GraphQLResolveInfo,
  field: string,
  args: object = {},
): Promise<unknown> {
  const query = info.schema.getQueryType()
  const definition = query?.getFields()[field]
  if (!query || !definition?.resolve) throw new TypeError(`Query has no field ${field}.`)
  // Spreading does not copy `path`, which is a getter.
  const asked = { ...info, path: info.path, parentType: query, fieldName: field, returnType: definition.type }
  return definition.resolve(undefined, args, inner(context), asked)
}

/** Every context is made by the gateway, so it has the internal fields, too. */
const inner = (context: GatewayContext) => context as GatewayContext & Context
