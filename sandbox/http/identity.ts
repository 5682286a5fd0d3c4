import { contract } from '../../contract/contract.ts'
import type { Cluster } from '../cluster.ts'
import { invalidArgument } from '../problem.ts'
import { search } from '../search/search.ts'
import { type Identity, type IdentityRow, KINDS, type Kind, type Membership } from '../state/identity.ts'
import {
  type Call,
  existing,
  type Handler,
  type Handlers,
  json,
  NO_CONTENT,
  pathKey,
  type Reply,
  strings,
} from './call.ts'
import { contractProblem } from './gate.ts'
import { rulesOf } from './search-rules.ts'

/** The operations on whatever `KINDS` names, by what their methods and paths say: `PUT /groups/{groupId}/users/{username}`. */
export const identityHandlers: Handlers = Object.fromEntries(
  Object.entries(contract('8.9').operations).flatMap(([operationId, { method, path }]) => {
    const handler = handlerOf(operationId, method, path.split('/').slice(1))
    return handler ? [[operationId, handler]] : []
  }),
)

function handlerOf(operationId: string, method: string, [first = '', ...rest]: string[]): Handler | undefined {
  if (!isKind(first)) return undefined
  const [, member = ''] = rest
  const shape = rest.map((part) => (part.startsWith('{') ? '{}' : isKind(part) ? 'members' : part)).join('/')
  switch (`${method} /${shape}`) {
    case 'POST /':
      return (call) => create(call, operationId, first)
    case 'POST /search':
      return (call) => json(search([...identity(call).visible(first).values()], call.body, rules(operationId, first)))
    case 'GET /{}':
      return (call) => json(existing(identity(call).visible(first), titleOf(first), idOf(call, first)))
    case 'PUT /{}':
      return (call) => update(call, operationId, first)
    case 'DELETE /{}':
      return (call) => run(call, (all) => all.delete(first, idOf(call, first)))
  }
  if (!isKind(member)) return undefined
  const membership = (call: Call): Membership => ({
    of: first,
    ofId: idOf(call, first),
    member,
    memberId: idOf(call, member),
  })
  switch (`${method} /${shape}`) {
    case 'PUT /{}/members/{}':
      return (call) => run(call, (all) => all.add(membership(call)))
    case 'DELETE /{}/members/{}':
      return (call) => run(call, (all) => all.remove(membership(call)))
    case 'POST /{}/members/search':
      return (call) => searchMembers(call, operationId, first, member)
    default:
      return undefined
  }
}

function create(call: Call, operationId: string, kind: Kind): Reply {
  const { key } = KINDS[kind]
  const id = kind === 'authorizations' ? call.cluster.engine.keys.next() : String(call.body[key])
  // What cannot stand in a path could never be asked for again.
  if (id === '') throw invalidArgument(`No ${key} provided.`)
  if (contractProblem('GET', `/v2/${kind}/${encodeURIComponent(id)}`, new URLSearchParams(), undefined)) {
    throw invalidArgument(`The provided ${key} contains illegal characters.`)
  }
  const row = rowOf(kind, { ...call.body, [key]: id })
  identity(call).create(kind, id, row)
  return json(pick(row, operationId))
}

function update(call: Call, operationId: string, kind: Kind): Reply {
  const id = idOf(call, kind)
  const row = rowOf(kind, { ...call.body, [KINDS[kind].key]: id })
  const reply = run(call, (all) => all.update(kind, id, row))
  return '204' in contract('8.9').operation(operationId).answers ? reply : json(pick(row, operationId))
}

function searchMembers(call: Call, operationId: string, of: Kind, member: Kind): Reply {
  const all = identity(call)
  const id = idOf(call, of)
  // What a group has, such as roles, has the group among its own members.
  const isInverse = of === 'groups' && member === 'roles'
  const ids = isInverse ? all.containersOf(of, id, member) : all.membersOf(of, id, member)
  const rows = ids.map((memberId) => ({ ...all.visible(member).get(memberId), [KINDS[member].key]: memberId }))
  const { items, page } = search<IdentityRow>(rows, call.body, rules(operationId, member))
  return json({ items: items.map((row) => pick(row, operationId)), page })
}

function rules(operationId: string, kind: Kind) {
  const oneOf = (column: string) => ({
    matches: (value: unknown) => {
      const wanted = strings(value)
      return (row: IdentityRow) => wanted.length === 0 || wanted.some((one) => one === row[column])
    },
  })
  const special = { resourceIds: oneOf('resourceId'), resourcePropertyNames: oneOf('resourcePropertyName') }
  const of = rulesOf<IdentityRow>(operationId, {
    key: KINDS[kind].key,
    ...(kind === 'authorizations' ? { special } : {}),
  })
  return kind === 'authorizations' ? of : { ...of, keyType: 'string' as const }
}

function run(call: Call, command: (identity: Identity) => void): Reply {
  command(identity(call))
  return NO_CONTENT
}

/** What is kept of a request: the row as it is read. A password is not part of it. */
function rowOf(kind: Kind, told: Readonly<Record<string, unknown>>): IdentityRow {
  const search = { 'mapping-rules': 'searchMappingRule', clients: 'searchClientsForGroup' }[kind as string]
  return pick(told, search ?? `search${kind.replace(/^./, (letter) => letter.toUpperCase())}`)
}

/** The fields that an operation answers. */
function pick(row: Readonly<Record<string, unknown>>, operationId: string): IdentityRow {
  return Object.fromEntries(Object.keys(contract('8.9').row(operationId)).map((field) => [field, row[field] ?? null]))
}

function identity({ cluster }: { readonly cluster: Cluster }): Identity {
  return cluster.identity
}

function idOf(call: Call, kind: Kind): string {
  return pathKey(call, KINDS[kind].key)
}

function titleOf(kind: Kind): string {
  return KINDS[kind].entity.replace(/\b./g, (letter) => letter.toUpperCase())
}

function isKind(part: string): part is Kind {
  return Object.hasOwn(KINDS, part)
}
