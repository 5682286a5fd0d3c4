import { TENANT } from '../engine/records.ts'
import { noSuch, Rejection } from '../engine/rejection.ts'
import type { ReadView } from '../export.ts'
import { PlainTable } from './plain-table.ts'

/** What Camunda's identity keeps, by the first part of its path, and what is said of each kind. */
export const KINDS = {
  users: { key: 'username', entity: 'user', owner: 'USER' },
  groups: { key: 'groupId', entity: 'group', owner: 'GROUP' },
  roles: { key: 'roleId', entity: 'role', owner: 'ROLE' },
  'mapping-rules': { key: 'mappingRuleId', entity: 'mapping rule', owner: 'MAPPING_RULE' },
  tenants: { key: 'tenantId', entity: 'tenant', owner: null },
  authorizations: { key: 'authorizationKey', entity: 'authorization', owner: null },
  // An identity provider's, not the cluster's: any client may be a member, and there is no table of them.
  clients: { key: 'clientId', entity: 'client', owner: null },
} as const

export type Kind = keyof typeof KINDS

export type IdentityRow = Readonly<Record<string, unknown>>

/** That one object is in another: a user in a group, a group in a tenant. */
export interface Membership {
  readonly of: Kind
  readonly ofId: string
  readonly member: Kind
  readonly memberId: string
}

/** Who there is, and who belongs where. It is kept and told; nobody is refused anything because of it. */
export class Identity {
  readonly #tables: Readonly<Record<Kind, PlainTable<IdentityRow>>>
  readonly #memberships: PlainTable<Membership>

  constructor(view: ReadView) {
    const table = () => new PlainTable<IdentityRow>(view)
    this.#tables = {
      users: table(),
      groups: table(),
      roles: table(),
      'mapping-rules': table(),
      tenants: table(),
      authorizations: table(),
      clients: table(),
    }
    this.#memberships = new PlainTable(view)
    // What every cluster begins with; everybody is `demo`.
    this.create('tenants', TENANT, { tenantId: TENANT, name: 'Default', description: null })
    this.create('roles', 'admin', { roleId: 'admin', name: 'Admin', description: null })
    this.create('users', 'demo', { username: 'demo', name: 'Demo', email: 'demo@example.com' })
    this.add({ of: 'roles', ofId: 'admin', member: 'users', memberId: 'demo' })
    this.add({ of: 'tenants', ofId: TENANT, member: 'users', memberId: 'demo' })
  }

  /** What reads see of a kind. */
  visible(kind: Kind): ReadonlyMap<string, IdentityRow> {
    return this.#tables[kind].visible
  }

  /** The ids of the members of one kind that reads see. */
  membersOf(of: Kind, ofId: string, member: Kind): string[] {
    return [...this.#memberships.visible.values()]
      .filter((one) => one.of === of && one.ofId === ofId && one.member === member)
      .map(({ memberId }) => memberId)
  }

  /** The ids of what reads see a user in, also by a group or a role. */
  allOf(username: string): Record<'groups' | 'roles' | 'tenants', string[]> {
    const within = (kind: Kind, ids: readonly string[], of: Kind) =>
      ids.flatMap((id) => this.containersOf(kind, id, of))
    const groups = within('users', [username], 'groups')
    const roles = new Set([...within('users', [username], 'roles'), ...within('groups', groups, 'roles')])
    const tenants = new Set([
      ...within('users', [username], 'tenants'),
      ...within('groups', groups, 'tenants'),
      ...within('roles', [...roles], 'tenants'),
    ])
    return { groups, roles: [...roles], tenants: [...tenants] }
  }

  /** The ids of what reads see an object in. */
  containersOf(member: Kind, memberId: string, of: Kind): string[] {
    return [...this.#memberships.visible.values()]
      .filter((one) => one.of === of && one.member === member && one.memberId === memberId)
      .map(({ ofId }) => ofId)
  }

  create(kind: Kind, id: string, row: IdentityRow): void {
    if (this.#tables[kind].rows.has(id)) {
      const { entity } = KINDS[kind]
      throw new Rejection(
        'ALREADY_EXISTS',
        `Expected to create ${entity} with ID '${id}', but a ${entity} with this ID already exists.`,
      )
    }
    this.#checkOwner(row)
    this.#tables[kind].set(id, row)
  }

  update(kind: Kind, id: string, row: IdentityRow): void {
    this.#check(kind, id, 'update')
    this.#checkOwner(row)
    this.#tables[kind].set(id, row)
  }

  /** Deletes an object, what it owns, and its memberships at both ends. */
  delete(kind: Kind, id: string): void {
    this.#check(kind, id, 'delete')
    this.#tables[kind].delete(id)
    for (const [key, one] of this.#memberships.rows) {
      const isEnd = (one.of === kind && one.ofId === id) || (one.member === kind && one.memberId === id)
      if (isEnd) this.#memberships.delete(key)
    }
    const { owner } = KINDS[kind]
    if (owner === null) return
    for (const [key, { ownerType, ownerId }] of this.#tables.authorizations.rows) {
      if (ownerType === owner && ownerId === id) this.#tables.authorizations.delete(key)
    }
  }

  add(membership: Membership): void {
    const { of, ofId, member, memberId } = membership
    this.#check(of, ofId, 'update')
    if (member !== 'clients') this.#check(member, memberId, 'add')
    const key = keyOf(membership)
    if (this.#memberships.rows.has(key)) {
      const names = [KINDS[member].entity, KINDS[of].entity]
      throw new Rejection(
        'ALREADY_EXISTS',
        `Expected to add ${names[0]} with ID '${memberId}' to ${names[1]} with ID '${ofId}', but it is already assigned.`,
      )
    }
    this.#memberships.set(key, membership)
  }

  remove(membership: Membership): void {
    const { of, ofId, member, memberId } = membership
    this.#check(of, ofId, 'update')
    const key = keyOf(membership)
    if (!this.#memberships.rows.has(key)) {
      const names = [KINDS[member].entity, KINDS[of].entity]
      throw new Rejection(
        'NOT_FOUND',
        `Expected to remove ${names[0]} with ID '${memberId}' from ${names[1]} with ID '${ofId}', but it is not assigned.`,
      )
    }
    this.#memberships.delete(key)
  }

  /** Whether commands see such an object. */
  has(kind: Kind, id: string): boolean {
    return this.#tables[kind].rows.has(id)
  }

  #check(kind: Kind, id: string, command: string): void {
    if (!this.has(kind, id)) throw noSuch(command, KINDS[kind].entity, id)
  }

  /** An authorization is for somebody whom the cluster knows; of clients it knows none. */
  #checkOwner({ ownerType, ownerId }: IdentityRow): void {
    for (const [kind, { owner }] of Object.entries(KINDS)) {
      if (owner !== null && owner === ownerType) this.#check(kind as Kind, String(ownerId), 'authorize')
    }
  }
}

function keyOf({ of, ofId, member, memberId }: Membership): string {
  return JSON.stringify([of, ofId, member, memberId])
}
