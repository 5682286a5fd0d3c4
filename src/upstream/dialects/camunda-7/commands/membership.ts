import { at, type Engine } from '../engine.ts'
import { type EngineList, groupList, userList } from '../lists.ts'
import { DONE, type Perform } from './perform.ts'
import { refusal } from './refusal.ts'

/** What holds members: the parameter of the contract's path, and where the engine has it. */
interface Holder {
  parameter: string
  path: string
}

/** What can be a member: the parameter of the contract's path, the list of all, and its filter by who holds them. */
interface Member {
  parameter: string
  list: EngineList
  memberOf: string
  /** The part of the engine's path. */
  below: string
}

/** Adds a member. The engine answers 500 for one that is there already, so it is looked for before. */
const added =
  (holder: Holder, member: Member): Perform =>
  async (engine, { parameters }) => {
    const id = parameters[member.parameter]
    const [known] = await engine.rows(member.list, { id, [member.memberOf]: parameters[holder.parameter] }, 1)
    if (known) throw refusal(engine, 409, 'It is a member already.')
    await write(engine, 'PUT', holder, member, parameters)
    return DONE
  }

/** Takes a member out. The engine does not say whether it was in. */
const removed =
  (holder: Holder, member: Member): Perform =>
  async (engine, { parameters }) => {
    await write(engine, 'DELETE', holder, member, parameters)
    return DONE
  }

function write(
  engine: Engine,
  method: 'PUT' | 'DELETE',
  holder: Holder,
  { parameter, below }: Member,
  parameters: Readonly<Record<string, string>>,
): Promise<unknown> {
  return engine.write(method, at(at(holder.path, parameters[holder.parameter], below), parameters[parameter]))
}

const group: Holder = { parameter: 'groupId', path: '/group' }
const userOfGroup: Member = { parameter: 'username', list: userList, memberOf: 'memberOfGroup', below: '/members' }

const tenant: Holder = { parameter: 'tenantId', path: '/tenant' }
const userOfTenant: Member = {
  parameter: 'username',
  list: userList,
  memberOf: 'memberOfTenant',
  below: '/user-members',
}
const groupOfTenant: Member = {
  parameter: 'groupId',
  list: groupList,
  memberOf: 'memberOfTenant',
  below: '/group-members',
}

export const membershipCommands: Readonly<Record<string, Perform>> = {
  assignUserToGroup: added(group, userOfGroup),
  unassignUserFromGroup: removed(group, userOfGroup),
  assignUserToTenant: added(tenant, userOfTenant),
  unassignUserFromTenant: removed(tenant, userOfTenant),
  assignGroupToTenant: added(tenant, groupOfTenant),
  unassignGroupFromTenant: removed(tenant, groupOfTenant),
}
