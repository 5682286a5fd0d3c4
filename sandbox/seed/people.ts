import type { Cluster } from '../cluster.ts'
import { TENANT } from '../engine/records.ts'
import type { Identity, Kind } from '../state/identity.ts'

const USERS = {
  alice: 'Alice Ferreira',
  bob: 'Bob Lindqvist',
  carla: 'Carla Rossi',
  'juergen@example.com': 'Jürgen Groß',
}

const GROUPS = { accounting: 'Accounting', hr: 'Human resources', warehouse: 'Warehouse', it: 'IT' }

const ROLES = { clerk: 'Works on tasks and starts processes', operations: 'Sees to what is stuck' }

/** What is in what: a kind and an id, the kind of its members, and their ids. */
const MEMBERS: readonly (readonly [Kind, string, Kind, readonly string[]])[] = [
  ['groups', 'accounting', 'users', ['demo', 'alice']],
  ['groups', 'hr', 'users', ['bob', 'juergen@example.com']],
  ['groups', 'warehouse', 'users', ['carla', 'bob']],
  ['groups', 'it', 'users', ['demo']],
  ['groups', 'warehouse', 'clients', ['pick-and-pack-robot']],
  ['groups', 'accounting', 'mapping-rules', ['accountants']],
  ['roles', 'clerk', 'groups', ['accounting', 'hr', 'warehouse']],
  ['roles', 'operations', 'users', ['demo']],
  ['roles', 'operations', 'groups', ['it']],
  ['tenants', '<default>', 'groups', ['accounting', 'hr', 'warehouse', 'it']],
  ['tenants', '<default>', 'roles', ['clerk', 'operations']],
  ['tenants', 'madrid', 'users', ['carla']],
]

const ALL = { resourceId: '*', resourcePropertyName: null }

const AUTHORIZATIONS = [
  { ownerType: 'ROLE', ownerId: 'admin', resourceType: 'USER', ...ALL, permissionTypes: ['CREATE', 'READ', 'UPDATE'] },
  {
    ownerType: 'ROLE',
    ownerId: 'clerk',
    resourceType: 'PROCESS_DEFINITION',
    ...ALL,
    permissionTypes: ['CREATE_PROCESS_INSTANCE', 'READ_PROCESS_DEFINITION'],
  },
  {
    ownerType: 'GROUP',
    ownerId: 'accounting',
    resourceType: 'PROCESS_DEFINITION',
    resourceId: 'invoice-approval',
    resourcePropertyName: null,
    permissionTypes: ['READ_PROCESS_INSTANCE', 'READ_USER_TASK', 'UPDATE_USER_TASK'],
  },
  {
    ownerType: 'USER',
    ownerId: 'alice',
    resourceType: 'USER_TASK',
    resourceId: null,
    resourcePropertyName: 'candidateUsers',
    permissionTypes: ['READ', 'CLAIM', 'COMPLETE'],
  },
  {
    ownerType: 'CLIENT',
    ownerId: 'pick-and-pack-robot',
    resourceType: 'MESSAGE',
    ...ALL,
    permissionTypes: ['CREATE'],
  },
]

/** The people of the company, the groups that its processes name, what they may do, and what holds for all of them. */
export function seedPeople({ identity, engine, clusterVariables }: Cluster): void {
  for (const [username, name] of Object.entries(USERS)) {
    const email = username.includes('@') ? username : `${username}@example.com`
    identity.create('users', username, { username, name, email })
  }
  for (const [groupId, name] of Object.entries(GROUPS)) {
    identity.create('groups', groupId, { groupId, name, description: `Everybody of ${name}` })
  }
  for (const [roleId, description] of Object.entries(ROLES)) {
    identity.create('roles', roleId, { roleId, name: roleId.replace(/^./, (a) => a.toUpperCase()), description })
  }
  identity.create('tenants', 'madrid', { tenantId: 'madrid', name: 'Madrid', description: 'The site that is to come' })
  const mappingRule = { mappingRuleId: 'accountants', name: 'Accountants', claimName: 'department', claimValue: 'fin' }
  identity.create('mapping-rules', 'accountants', mappingRule)
  addMembers(identity)
  clusterVariables.create(null, 'APPROVAL_LIMIT', '{"amount":1000,"currency":"EUR"}')
  clusterVariables.create(null, 'MAIL_SERVER', '{"host":"mail.example.com","port":587}')
  clusterVariables.create(TENANT, 'APPROVAL_LIMIT', '{"amount":2500,"currency":"EUR"}')
  for (const told of AUTHORIZATIONS) {
    const authorizationKey = engine.keys.next()
    identity.create('authorizations', authorizationKey, { authorizationKey, ...told })
  }
}

function addMembers(identity: Identity): void {
  for (const [of, ofId, member, ids] of MEMBERS) {
    for (const memberId of ids) identity.add({ of, ofId, member, memberId })
  }
}
