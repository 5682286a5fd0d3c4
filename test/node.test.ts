import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as catalog from '../src/upstream/catalog/index.ts'
import {
  elementInstance,
  incident,
  job,
  key,
  processDefinition,
  processInstance,
  userTask,
  variable,
} from './support/rows.ts'
import { type SandboxStand, sandboxStand, strictStand } from './support/stand.ts'

/** Every type that implements Node: its key, the field that lists its rows, and how one is read. */
const TYPES = {
  ProcessDefinition: ['processDefinitionKey', 'processDefinitions', 'GET /process-definitions/KEY'],
  ProcessInstance: ['processInstanceKey', 'processInstances', 'GET /process-instances/KEY'],
  ElementInstance: ['elementInstanceKey', 'elementInstances', 'GET /element-instances/KEY'],
  Variable: ['variableKey', 'variables', 'GET /variables/KEY'],
  Job: ['jobKey', 'jobs', 'POST /jobs/search'],
  UserTask: ['userTaskKey', 'userTasks', 'GET /user-tasks/KEY'],
  Incident: ['incidentKey', 'incidents', 'GET /incidents/KEY'],
} as const
const TYPE_NAMES = Object.keys(TYPES) as Array<keyof typeof TYPES>

const rows = () => ({
  processDefinitions: [processDefinition({ processDefinitionKey: key(1) })],
  processInstances: [2, 12, 22].map((n) => processInstance({ processInstanceKey: key(n) })),
  elementInstances: [elementInstance({ elementInstanceKey: key(3) })],
  variables: [variable({ variableKey: key(4) })],
  jobs: [job({ jobKey: key(5) })],
  userTasks: [userTask({ userTaskKey: key(6) })],
  incidents: [7, 17].map((n) => incident({ incidentKey: key(n) })),
})

const KEYS = TYPE_NAMES.map((type) => `... on ${type} { ${TYPES[type][0]} }`).join(' ')
const IDS = `{ ${TYPE_NAMES.map((type) => `${TYPES[type][1]}(first: 5) { nodes { __typename id ${TYPES[type][0]} } }`).join(' ')} }`
const NODE = `query ($id: ID!) { node(id: $id) { __typename id ${KEYS} } }`
const NODES = `query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ${KEYS} } }`

/** What the lists say of their first rows, by type. */
async function firsts(stand: { ask(query: string): Promise<Record<string, { nodes: { id: string }[] }>> }) {
  const lists = await stand.ask(IDS)
  return Object.fromEntries(TYPE_NAMES.map((type) => [type, lists[TYPES[type][1]]?.nodes[0]]))
}

describe('what is asked of the cluster', () => {
  test.each(TYPE_NAMES)('a %s is found again by its id', async (type) => {
    await using stand = await strictStand({ rows: rows() })
    const row = (await firsts(stand))[type]
    expect(row).toMatchObject({ __typename: type, [TYPES[type][0]]: key(TYPE_NAMES.indexOf(type) + 1) })
    stand.wire()
    expect(await stand.ask(NODE, { id: row?.id })).toEqual({ node: row })
    const path = TYPES[type][2].replace('KEY', key(TYPE_NAMES.indexOf(type) + 1))
    expect(stand.wire().map(([call]) => call)).toEqual([path])
  })

  test('every type of the schema that has an id is one that the catalog knows', async () => {
    await using stand = await strictStand()
    const { __type } = await stand.ask('{ __type(name: "Node") { possibleTypes { name } } }')
    expect(__type.possibleTypes.map(({ name }: { name: string }) => name).sort()).toEqual(Object.keys(catalog).sort())
    expect(TYPE_NAMES.filter((type) => !(type in catalog))).toEqual([])
  })

  test('a name that several types have may be asked of all at once, but where it is the own key of one, or an enum', async () => {
    await using stand = await strictStand({ rows: rows() })
    const { __type } = await stand.ask(
      '{ __type(name: "Node") { possibleTypes { name fields { name args { name } type { kind ofType { name } } } } } }',
    )
    type Field = { name: string; args: object[]; type: { kind: string; ofType: { name: string } | null } }
    const types = __type.possibleTypes as Array<{ name: string; fields: Field[] }>
    const isOwnKey = (name: string) => Object.values(catalog).some((resource) => resource.key === name)
    const leaves = types.map(({ name, fields }) => {
      const isText = ({ args, type }: Field) =>
        args.length === 0 && (type.kind === 'SCALAR' || type.kind === 'NON_NULL')
      const own = fields.filter((field) => isText(field) && !isOwnKey(field.name))
      return `... on ${name} { ${own.map((field) => field.name).join(' ')} }`
    })
    const { UserTask: task, ProcessInstance: instance } = await firsts(stand)
    const { nodes } = await stand.ask(`query ($ids: [ID!]!) { nodes(ids: $ids) { ${leaves.join(' ')} } }`, {
      ids: [task?.id, instance?.id],
    })
    const processDefinitionId = 'order-process'
    expect(nodes).toMatchObject([{ processDefinitionId }, { processDefinitionId }])
  })

  test('many come in the order asked, twice where asked twice, null where there is none; each kind at once', async () => {
    await using stand = await strictStand({ rows: rows() })
    const lists = await stand.ask(IDS)
    const [first, second, third] = lists.processInstances.nodes
    const [stuck, other] = lists.incidents.nodes
    const [task] = lists.userTasks.nodes
    const gone = Buffer.from(`ProcessInstance:${key(99)}`).toString('base64url')
    stand.wire()
    const asked = [third, stuck, first, task, third, other, second]
    const ids = [gone, ...asked.map(({ id }) => id), gone]
    expect(await stand.ask(NODES, { ids })).toEqual({ nodes: [null, ...asked, null] })
    expect(stand.wire().toSorted()).toEqual([
      [`GET /user-tasks/${task.userTaskKey}`],
      ['POST /incidents/search', { filter: { incidentKey: { $in: [key(7), key(17)] } }, page: { limit: 2 } }],
      [
        'POST /process-instances/search',
        { filter: { processInstanceKey: { $in: [99, 22, 2, 12].map(key) } }, page: { limit: 4 } },
      ],
    ])
    expect(await stand.ask(NODES, { ids: [] })).toEqual({ nodes: [] })
    expect(stand.wire()).toEqual([])
  })

  test('one that is refused is null with its error, and the others arrive', async () => {
    const forbidden = { type: 'about:blank', title: 'FORBIDDEN', status: 403, detail: 'no', instance: '/v2' }
    await using stand = await strictStand({
      rows: rows(),
      answers: { getUserTask: () => ({ status: 403, body: forbidden }) },
    })
    const { UserTask: task, Job: work } = await firsts(stand)
    const { data, errors } = await stand.gateway.ask(NODES, { ids: [task?.id, work?.id] })
    expect(data).toEqual({ nodes: [null, work] })
    expect(errors?.map(({ path, extensions }) => [path, extensions?.code])).toEqual([[['nodes', 0], 'FORBIDDEN']])
  })

  test.each([
    ['not base64', 'x y'],
    ['a key', key(1)],
    ['nothing', ''],
    ['an unknown type', Buffer.from(`Form:${key(1)}`).toString('base64url')],
    ['a name that every object has', Buffer.from(`constructor:${key(1)}`).toString('base64url')],
    ['a type without a key', Buffer.from('Job:').toString('base64url')],
    ['a key that is a path', Buffer.from('Incident:1/../2').toString('base64url')],
    ['another spelling of an id', Buffer.from(`Job:${key(1)}`).toString('base64')],
  ])('%s is no id, and is refused before any call', async (_what, id) => {
    await using stand = await strictStand({ rows: rows() })
    expect(await stand.refused(NODE, { id })).toEqual(['BAD_USER_INPUT'])
    const { data, errors } = await stand.gateway.ask(NODES, { ids: [id] })
    expect(data).toEqual({ nodes: [null] })
    expect(errors?.map(({ extensions }) => extensions?.argument)).toEqual(['ids[0]'])
    expect(stand.wire()).toEqual([])
  })

  test('more than a thousand are refused', async () => {
    await using stand = await strictStand({ rows: rows() })
    const { Job: work } = await firsts(stand)
    const ids = Array<unknown>(1_001).fill(work?.id)
    stand.wire()
    expect(await stand.refused(NODES, { ids })).toEqual(['BAD_USER_INPUT'])
    expect(stand.wire()).toEqual([])
    expect((await stand.ask(NODES, { ids: ids.slice(1) })).nodes).toHaveLength(1_000)
    expect(stand.wire()).toHaveLength(1)
  })
})

describe('against a cluster', () => {
  let stand: SandboxStand
  beforeAll(async () => {
    stand = await sandboxStand({ seed: true })
  })
  afterAll(() => stand[Symbol.asyncDispose]())

  test('whatever a list shows is found again, of all types at once', async () => {
    const lists: Record<string, { nodes: { id: string }[] }> = await stand.ask(IDS)
    const all = TYPE_NAMES.flatMap((type) => lists[TYPES[type][1]]?.nodes ?? [])
    expect(all).toHaveLength(5 * TYPE_NAMES.length)
    const mixed = all.toSorted((a, b) => (a.id < b.id ? 1 : -1))
    expect(await stand.ask(NODES, { ids: mixed.map(({ id }) => id) })).toEqual({ nodes: mixed })
  })
})
