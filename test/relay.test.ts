import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSandbox, type Sandbox } from '../sandbox/sandbox.ts'
import { ROOT, run } from './support/command.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'

// The small app of test/relay/ is compiled by Relay's compiler and run by Relay's runtime. Neither has types of its own.
const {
  createOperationDescriptor,
  Environment,
  fetchQuery,
  getRequest,
  getSingularSelector,
  commitMutation,
  Network,
  RecordSource,
  Store,
} = createRequire(import.meta.url)('relay-runtime')

const folder = mkdtempSync(join(tmpdir(), 'gateway-relay-'))
const artifacts = join(folder, '__generated__')
let compiler: { code: number | string; output: string }
let sandbox: Sandbox
let gateway: RunningGateway

beforeAll(async () => {
  cpSync(join(ROOT, 'test/relay'), folder, { recursive: true })
  cpSync(join(ROOT, 'schema.graphql'), join(folder, 'schema.graphql'))
  mkdirSync(artifacts)
  await using compile = run(join(ROOT, 'node_modules/relay-compiler/cli.js'), ['relay.config.json'], { cwd: folder })
  compiler = { code: await compile.exited, output: compile.out + compile.err }
  sandbox = await createSandbox({ seed: true, exportLagMs: 20 })
  gateway = await startGateway(sandbox)
})
afterAll(async () => {
  await gateway?.close()
  await sandbox?.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Fragment {
  [field: string]: unknown
}

/** One app in front of the gateway, with Relay's store. */
function startApp() {
  const require = createRequire(join(artifacts, 'here.js'))
  const asked: string[] = []
  const environment = new Environment({
    store: new Store(new RecordSource()),
    network: Network.create(async ({ name, text }: { name: string; text: string }, variables: object) => {
      asked.push(name)
      const { data, errors } = await gateway.ask(text, variables)
      expect(errors).toBeUndefined()
      return { data }
    }),
  })
  const artifact = (name: string) => require(`./${name}.graphql.js`)
  return {
    asked,
    /** Fetches a query and answers what the screen sees of it. */
    async fetch(name: string, variables: object = {}): Promise<Fragment> {
      await fetchQuery(environment, artifact(name), variables).toPromise()
      const operation = createOperationDescriptor(getRequest(artifact(name)), variables)
      environment.retain(operation)
      return environment.lookup(operation.fragment).data
    },
    /** What a fragment sees of what its parent gave it. */
    read(name: string, reference: unknown): Fragment {
      return environment.lookup(getSingularSelector(artifact(name), reference)).data
    },
    mutate: (name: string, variables: object) =>
      new Promise((resolve, reject) =>
        commitMutation(environment, { mutation: artifact(name), variables, onCompleted: resolve, onError: reject }),
      ),
  }
}

interface Connection {
  totalCount: number
  edges: { node: Record<string, unknown> & { __id: string } }[]
  pageInfo: { hasNextPage: boolean; endCursor: string; hasPreviousPage: boolean; startCursor: string }
}

describe('Relay', () => {
  test('compiles an app with the schema', () => {
    expect(compiler).toEqual({ code: 0, output: expect.stringContaining('Compilation completed') })
    expect(readdirSync(artifacts).sort()).toEqual(
      [
        'inboxAssignMutation',
        'inboxPageQuery',
        'inboxQuery',
        'inboxTaskQuery',
        'inbox_task',
        'inbox_tasks',
        'instanceQuery',
        'instanceVariablesQuery',
        'instance_variables',
      ]
        .map((name) => `${name}.graphql.js`)
        .sort(),
    )
  })

  test('pages through a connection into one list', async () => {
    const app = startApp()
    const filter = { state: { eq: 'CREATED' } }
    const root = await app.fetch('inboxQuery', { filter })
    const list = () => app.read('inbox_tasks', root).userTasks as Connection
    expect(list().edges).toHaveLength(3)
    while (list().pageInfo.hasNextPage) {
      const before = list().edges.length
      await app.fetch('inboxPageQuery', { filter, first: 40, after: list().pageInfo.endCursor })
      expect(list().edges.length).toBeGreaterThan(before)
    }
    const { edges, totalCount } = list()
    expect(edges).toHaveLength(totalCount)
    expect(new Set(edges.map(({ node }) => node.__id)).size).toBe(totalCount)
    expect(app.asked).toHaveLength(1 + Math.ceil((totalCount - 3) / 40))
  })

  test('refetches a node, and pages through its own list', async () => {
    const { data } = await gateway.ask(
      '{ processInstances(first: 1, filter: { processDefinitionId: { eq: "order" } }) { nodes { id processInstanceKey } } }',
    )
    const [{ id, processInstanceKey }] = data.processInstances.nodes
    const app = startApp()
    const { node } = (await app.fetch('instanceQuery', { id })) as { node: { __typename: string; instance: unknown } }
    expect(node.__typename).toBe('ProcessInstance')
    const list = () => app.read('instance_variables', node.instance).variables as Connection
    expect(app.read('instance_variables', node.instance).processInstanceKey).toBe(processInstanceKey)
    expect(list().edges).toHaveLength(2)
    await app.fetch('instanceVariablesQuery', { id, first: 50, after: list().pageInfo.endCursor })
    const names = list().edges.map(({ node }) => node.name)
    expect(names).toEqual([...names].sort())
    expect(names).toEqual(expect.arrayContaining(['customer', 'orderId', 'total']))
    expect(list().pageInfo.hasNextPage).toBe(false)
  })

  test('updates its store by what a mutation answers', async () => {
    const app = startApp()
    const filter = { state: { eq: 'CREATED' }, assignee: { exists: false } }
    const root = await app.fetch('inboxQuery', { filter })
    const task = () => app.read('inbox_task', (app.read('inbox_tasks', root).userTasks as Connection).edges[0]?.node)
    const { userTaskKey } = task()
    expect(task().assignee).toBeNull()
    await app.mutate('inboxAssignMutation', { input: { userTaskKey, assignee: 'alice' } })
    expect(task()).toMatchObject({ userTaskKey, assignee: 'alice', state: 'CREATED' })
    expect(app.asked).toEqual(['inboxQuery', 'inboxAssignMutation'])
  })
})
