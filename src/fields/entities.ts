import type { GraphQLResolveInfo } from 'graphql'
import type { Context } from '../request/context.ts'
import * as catalog from '../upstream/catalog/index.ts'
import type { Resource } from '../upstream/catalog/resource.ts'
import { checkKey, type GlobalId, keyFormOf } from './keys.ts'
import { typedRow } from './one.ts'
import { upstreamNamed } from './upstream-of.ts'

/** What tells an object from all others of its kind. */
export type EntityKey = Pick<GlobalId, 'key'> & Partial<GlobalId>

/** A kind of object that can be asked for by its key alone. */
export interface Entity {
  /** The GraphQL type. */
  type: string
  /** The field that holds its key; undefined where a tenant and a name identify it, and where its name is the global id's. */
  key: string | undefined
  /**
   * The object, which tells its type; null where there is none. Throws InvalidInput for text that is no key.
   * @param argument where the key was given, for messages
   * @param info of the field that answers it; where it is left out, all of the object is read
   */
  load(context: Context, argument: string, of: EntityKey, info?: GraphQLResolveInfo): Promise<object | null>
}

/** By type: every kind of object that the catalog knows. Each implements Node. */
export const entities: ReadonlyMap<string, Entity> = new Map(
  Object.values(catalog).map((resource) => [resource.type, entity(resource)]),
)

function entity(resource: Resource<never>): Entity {
  const { type, key: field } = resource
  return {
    type,
    key: resource.pair || field === 'id' ? undefined : field,
    async load(context, argument, { key, cluster }, info) {
      context.permissions?.checkEntity(type)
      const upstream = upstreamNamed(argument, cluster, context)
      checkKey(argument, key, keyFormOf(resource, upstream))
      return typedRow(upstream, resource, key, info)
    },
  }
}

/** The type of an object that tells it, as those do that an entity was loaded for. */
export function typeOfEntity<Type extends string>(object: object & { __typename?: unknown }): Type | null {
  // The catalog's names are those of the schema's types, and a test says so: the compiler does not know them.
  return typeof object.__typename === 'string' ? (object.__typename as Type) : null
}
