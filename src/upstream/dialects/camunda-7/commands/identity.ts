import { at, type Engine } from '../engine.ts'
import { type EngineList, groupList, tenantList, userList } from '../lists.ts'
import type { Raw } from '../objects.ts'
import { DONE, onlyWith, type Perform } from './perform.ts'
import { refusal } from './refusal.ts'

export const identityCommands: Readonly<Record<string, Perform>> = {
  async createUser(engine, { body }) {
    onlyWith(body, ['username', 'password', 'name', 'email'])
    const profile = profileOf(body.username, body)
    await engine.write('POST', '/user/create', { profile, credentials: { password: body.password } })
    return { username: body.username, name: body.name ?? null, email: body.email ?? null }
  },

  async updateUser(engine, { parameters: { username }, body }) {
    // Left out or empty, the old one stays.
    const { password, ...others } = body
    onlyWith({ ...others, ...(password === undefined || password === '' ? {} : { password }) }, ['name', 'email'], {
      password: 'The engine wants the password of whoever changes one: change it where that is known.',
    })
    await engine.write('PUT', at('/user', username, '/profile'), profileOf(username, body))
    return { username, name: body.name ?? null, email: body.email ?? null }
  },

  deleteUser: (engine, { parameters: { username } }) => deleted(engine, userList, username),

  async createGroup(engine, { body }) {
    const { groupId, name } = checked(body, 'groupId')
    await engine.write('POST', '/group/create', { id: groupId, name })
    return { groupId, name, description: null }
  },

  /** A group is replaced whole, so what the contract does not know of it is read before. */
  async updateGroup(engine, { parameters: { groupId }, body }) {
    const { name } = checked(body)
    const { type } = await found(engine, groupList, groupId)
    await engine.write('PUT', at('/group', groupId), { id: groupId, name, type })
    return { groupId, name, description: null }
  },

  deleteGroup: (engine, { parameters: { groupId } }) => deleted(engine, groupList, groupId),

  async createTenant(engine, { body }) {
    const { tenantId, name } = checked(body, 'tenantId')
    await engine.write('POST', '/tenant/create', { id: tenantId, name })
    return { tenantId, name, description: null }
  },

  async updateTenant(engine, { parameters: { tenantId }, body }) {
    const { name } = checked(body)
    await engine.write('PUT', at('/tenant', tenantId), { id: tenantId, name })
    return { tenantId, name, description: null }
  },

  deleteTenant: (engine, { parameters: { tenantId } }) => deleted(engine, tenantList, tenantId),
}

/** The body of a group or tenant, which have no description here: an empty one is none. */
function checked(body: Raw, ...known: readonly string[]): Raw {
  const { description, ...others } = body
  onlyWith({ ...others, ...(description === undefined || description === '' ? {} : { description }) }, [
    'name',
    ...known,
  ])
  return body
}

/** What the engine knows of a user: of a name with several words the last is the last name, so that both make it again. */
function profileOf(id: unknown, { name, email }: Raw) {
  const whole = typeof name === 'string' && name !== '' ? name : null
  const blank = whole?.lastIndexOf(' ') ?? -1
  const isSplit = whole !== null && blank > 0 && blank < whole.length - 1
  return {
    id,
    firstName: isSplit ? whole.slice(0, blank) : whole,
    lastName: isSplit ? whole.slice(blank + 1) : null,
    email: email ?? null,
  }
}

async function found(engine: Engine, list: EngineList, id: unknown): Promise<Raw> {
  const [raw] = await engine.rows(list, { id }, 1)
  if (!raw) throw refusal(engine, 404, 'There is none with this id.')
  return raw
}

/** The engine does not say that there was nothing to delete. */
async function deleted(engine: Engine, list: EngineList, id: unknown): Promise<object> {
  await found(engine, list, id)
  await engine.write('DELETE', at(list.path, id))
  return DONE
}
