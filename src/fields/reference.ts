import type { Context } from '../request/context.ts'
import type { Resource } from '../upstream/catalog/resource.ts'
import type { Upstream } from '../upstream/loading/upstream.ts'
import { keyFormOf, mayBeKey } from './keys.ts'

/**
 * An object of which a list tells the key, and maybe more: what it does not tell is read when somebody asks for it, with
 * that of all others in as few calls as the version allows. It is null where the object cannot be found: lists name users
 * and groups of identity providers, too, which Camunda has no objects for.
 */
export function reference<Row extends object>(
  resource: Resource<Row>,
  known: object,
  upstream: Upstream,
  context: Context,
): Row {
  const key: unknown = Reflect.get(known, resource.key)
  const row: Record<string, unknown> = { ...known }
  const read = async () => {
    // The list was allowed; what it does not tell is told by the read.
    context.permissions?.checkEntity(resource.type)
    // A user chose this key: `..` would change the path of the read.
    if (typeof key !== 'string' || !mayBeKey(key, keyFormOf(resource, upstream))) return null
    return upstream.row(resource, key)
  }
  for (const field of resource.get?.answers ?? []) {
    if (row[field] === undefined) row[field] = async () => Reflect.get((await read()) ?? {}, field) ?? null
  }
  // Lazy fields stand for values, as in rows of older generations.
  return upstream.own(row as Row)
}
