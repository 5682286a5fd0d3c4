import type { Context } from '../request/context.ts'
import { type Operation, operations, parametersOf, type Search } from '../upstream/catalog/operation.ts'
import type { Resource } from '../upstream/catalog/resource.ts'
import { hasMember } from '../upstream/loading/holders.ts'
import { waitFor } from './after-write.ts'
import { command, type Written } from './command.ts'
import { one } from './one.ts'
import { upstreamOf } from './upstream-of.ts'
import { withPayload } from './with-payload.ts'

type Membership = Written<Record<string, string>>

/**
 * A command that adds one object to another, or removes it: both keys are in its path, and it has no body. Its payload
 * has both objects, and tells when reads show what was done. The SDL has only the mutation; input and payload are
 * generated.
 */
export function membership<Resolvers extends object>(
  operation: Operation,
  holder: Resource<never>,
  member: Resource<never>,
): Resolvers {
  const fields = [holder, member].map(({ type, ...resource }) => [
    type.charAt(0).toLowerCase() + type.slice(1),
    resource.isListOnly
      ? (payload: Membership, _args: object, context: Context) =>
          upstreamOf(payload, context).own({ [resource.key]: payload.input[resource.key] })
      : one({ type, ...resource }, (payload: Membership) => payload.input[resource.key]),
  ])
  return withPayload(operation, command(operation), {
    ...Object.fromEntries(fields),
    ...(operation.method === 'DELETE' ? { isGone: shows(operation, false) } : { isVisible: shows(operation, true) }),
  })
}

/** True once reads show the member, or do not show it any more. Waits like `afterWrite`. */
function shows({ path }: Operation, wanted: boolean) {
  const search = searchOf(path)
  const [holderKey = '', memberKey = ''] = parametersOf(path)
  return (payload: Membership, _args: object, context: Context): Promise<true> => {
    const upstream = upstreamOf(payload, context)
    const { [holderKey]: holder = '', [memberKey]: member = '' } = payload.input
    const list = { search, member: memberKey }
    return waitFor(upstream, payload.operation, async () =>
      (await hasMember(upstream, list, holder, member)) === wanted ? true : undefined,
    )
  }
}

/** The search for the members among which a command's path has one: it stands beside them. */
function searchOf(path: string): Search {
  const beside = path.replace(/\{\w+\}$/, 'search')
  const all: ReadonlyArray<Operation | Search> = Object.values(operations)
  const search = all.find((one): one is Search => 'pages' in one && one.path === beside)
  if (!search) throw new TypeError(`No operation is at ${beside}.`)
  return search
}
