import type { Context } from '../request/context.ts'
import type { Resource } from '../upstream/catalog/resource.ts'
import type { Upstream } from '../upstream/loading/upstream.ts'
import { keyFormOf, mayBeKey } from './keys.ts'

/**
 * An object of which a list may tell the key alone: then the rest is read when somebody asks for it, with that of all others
 * in as few calls as the version allows. It is null where the object cannot be found: lists name users and groups of
 * identity providers, too, which Camunda has no objects for.
 */
export function reference<Row extends object>(
  resource: Resource<Row>,
  known: object,
  upstream: Upstream,
  context: Context,
): Row {
  const fields = resource.get?.answers ?? []
  const isTold = (field: string) => Reflect.get(known, field) !== undefined
  // Lazy or not, fields stand for the same values. What 8.8 leaves out of a row that tells more than the key is null.
  if (fields.some((field) => field !== resource.key && isTold(field))) return upstream.own(known as Row)
  const key: unknown = Reflect.get(known, resource.key)
  const row: Record<string, unknown> = { ...known }
  const read = async () => {
    // The list was allowed; what it does not tell is told by the read.
    context.permissions?.checkEntity(resource.type)
    // A user chose this key: `..` would change the path of the read.
    if (typeof key !== 'string' || !mayBeKey(key, keyFormOf(resource, upstream))) return null
    return upstream.row(resource, key)
  }
  for (const field of fields) {
    if (!isTold(field)) row[field] = async () => Reflect.get((await read()) ?? {}, field) ?? null
  }
  return upstream.own(row as Row)
}
