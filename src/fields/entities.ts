import type { GraphQLResolveInfo } from 'graphql'
import type { Context } from '../request/context.ts'
import { elementInstances } from '../upstream/catalog/element-instance.ts'
import { incidents } from '../upstream/catalog/incident.ts'
import { jobs } from '../upstream/catalog/job.ts'
import { processDefinitions } from '../upstream/catalog/process-definition.ts'
import { processInstances } from '../upstream/catalog/process-instance.ts'
import type { Resource } from '../upstream/catalog/resource.ts'
import { userTasks } from '../upstream/catalog/user-task.ts'
import { variables } from '../upstream/catalog/variable.ts'
import { checkKey, type GlobalId } from './keys.ts'
import { rowFor } from './one.ts'
import { upstreamNamed } from './upstream-of.ts'

/** What tells an object from all others of its kind. */
export type EntityKey = Pick<GlobalId, 'key'> & Partial<GlobalId>

/** A kind of object that can be asked for by its key alone. */
export interface Entity {
  /** The GraphQL type. */
  type: string
  /** The field that holds its key. */
  key: string
  /**
   * The object, which tells its type; null where there is none. Throws InvalidInput for text that is no key.
   * @param argument where the key was given, for messages
   * @param info of the field that answers it; where it is left out, all of the object is read
   */
  load(context: Context, argument: string, of: EntityKey, info?: GraphQLResolveInfo): Promise<object | null>
}

/** By type. A type that implements Node stands here. */
export const entities: ReadonlyMap<string, Entity> = new Map(
  [
    entity(processDefinitions),
    entity(processInstances),
    entity(elementInstances),
    entity(variables),
    entity(jobs),
    entity(userTasks),
    entity(incidents),
  ].map((one) => [one.type, one]),
)

function entity<Row extends object>(resource: Resource<Row>): Entity {
  const { type, key: field } = resource
  return {
    type,
    key: field,
    async load(context, argument, { key, cluster }, info) {
      context.permissions?.checkEntity(type)
      const upstream = upstreamNamed(argument, cluster, context)
      checkKey(argument, key, upstream.keys)
      const row = await (info ? rowFor(upstream, resource, key, info) : upstream.row(resource, key))
      // The row is shared with other fields of the request; only here must it tell its type.
      return row && { ...row, __typename: type }
    },
  }
}

/** The type of an object that an entity was loaded for. */
export function typeOfEntity(object: unknown): string | undefined {
  return (object as { __typename?: string }).__typename
}
