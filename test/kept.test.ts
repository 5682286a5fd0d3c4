import { getHeapStatistics } from 'node:v8'
import { beforeEach, describe, expect, test } from 'vitest'
import { definition } from './support/camunda-7/rows.ts'
import { startCamunda7 } from './support/camunda-7/server.ts'
import { type Clock, useClock } from './support/clock.ts'
import { startGateway } from './support/gateway.ts'
import { key, processDefinition, processInstance, userTask } from './support/rows.ts'
import { expectNoViolations, startUpstream, type UpstreamOptions } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'

let clock: Clock
const pass = (seconds: number) => clock.pass(seconds)

beforeEach(() => {
  clock = useClock()
})

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n + 1)

describe.each(WAYS)('%s, what changes of a definition is never kept', (_, plugins) => {
  async function start(definitions = 1) {
    const upstream = await startUpstream({
      rows: {
        processDefinitions: numbers(definitions).map((n) => processDefinition({ processDefinitionKey: key(n) })),
        processInstances: numbers(definitions).map((n) =>
          processInstance({ processInstanceKey: key(100 + n), processDefinitionKey: key(n) }),
        ),
      },
    })
    const gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9', GATEWAY_FEDERATION: 'true' }, plugins)
    return {
      upstream,
      gateway,
      /** All definitions change their state, as deleting a resource does. */
      remove() {
        upstream.rows.processDefinitions = upstream.rows.processDefinitions.map((row) => ({ ...row, state: 'DELETED' }))
      },
      async ask(query: string) {
        upstream.forget()
        const { data, errors } = await gateway.ask(query)
        expect(errors).toBeUndefined()
        expectNoViolations(upstream)
        return [data, upstream.operations()]
      },
      async [Symbol.asyncDispose]() {
        await gateway.close()
        await upstream.close()
      },
    }
  }

  const id = Buffer.from(`ProcessDefinition:${key(1)}`).toString('base64url')
  const representation = `{ __typename: "ProcessDefinition", processDefinitionKey: "${key(1)}" }`

  test.each([
    ['by its key', `{ it: processDefinition(processDefinitionKey: "${key(1)}") { name FIELDS } }`],
    ['by its key, in a fragment', `{ it: processDefinition(processDefinitionKey: "${key(1)}") { ...F } }`],
    ['as a node', `{ it: node(id: "${id}") { id ... on ProcessDefinition { name FIELDS } } }`],
    ['as one of nodes', `{ it: nodes(ids: ["${id}"]) { id ... on ProcessDefinition { name FIELDS } } }`],
    [
      'as an entity',
      `{ it: _entities(representations: [${representation}]) { ... on ProcessDefinition { name FIELDS } } }`,
    ],
    ['of an instance', '{ it: processInstances { nodes { processDefinition { resourceName FIELDS } } } }'],
  ])('%s', async (_name, template) => {
    await using started = await start()
    const fragment = (fields: string) =>
      template.includes('...F') ? ` fragment F on ProcessDefinition { name ${fields} }` : ''
    const query = (fields: string) => template.replace('FIELDS', fields) + fragment(fields)
    const [, first] = await started.ask(query('a: state'))
    started.remove()
    const [data, again] = await started.ask(query('a: state'))
    expect(JSON.stringify(data)).toContain('"DELETED"')
    expect(again).toEqual(first)
    // What does not change is kept all the same.
    const [, kept] = await started.ask(query(''))
    expect(kept).not.toContain('getProcessDefinition')
  })

  test('after a command that deletes it', async () => {
    await using started = await start()
    const { upstream } = started
    upstream.answers.deleteResource = ({ parameters }) => {
      started.remove()
      return { body: { resourceKey: parameters.resourceKey, batchOperation: null } }
    }
    const query = `{ processDefinition(processDefinitionKey: "${key(1)}") { state } }`
    expect((await started.ask(query))[0]).toEqual({ processDefinition: { state: 'ACTIVE' } })
    await started.ask(`mutation { deleteResource(input: { resourceKey: "${key(1)}" }) { resourceKey } }`)
    expect((await started.ask(query))[0]).toEqual({ processDefinition: { state: 'DELETED' } })
    // One that is gone is gone, not kept with a state that nobody knows.
    upstream.rows.processDefinitions = []
    expect((await started.ask(query))[0]).toEqual({ processDefinition: null })
  })

  test('and one that many name is read anew once', async () => {
    await using started = await start(3)
    const { upstream } = started
    upstream.rows.processInstances = numbers(60).map((n) =>
      processInstance({ processInstanceKey: key(100 + n), processDefinitionKey: key(1 + (n % 3)) }),
    )
    const query = '{ processInstances(first: 60) { nodes { processDefinition { name: state } } } }'
    for (const state of ['ACTIVE', 'DELETED']) {
      const [data, calls] = await started.ask(query)
      expect(JSON.stringify(data).match(/"name":"\w+"/g)).toEqual(new Array(60).fill(`"name":"${state}"`))
      expect(calls).toEqual(['searchProcessInstances', 'searchProcessDefinitions'])
      started.remove()
    }
  })

  test('in one request, whichever asks first', async () => {
    await using started = await start()
    const one = `processDefinition(processDefinitionKey: "${key(1)}")`
    for (const query of [`{ a: ${one} { name } b: ${one} { state } }`, `{ a: ${one} { state } b: ${one} { name } }`]) {
      await started.ask(query)
      started.remove()
      const [data, calls] = await started.ask(query)
      expect(JSON.stringify(data)).toContain('"DELETED"')
      expect(calls).toEqual(['getProcessDefinition'])
    }
  })
})

const FORWARD = { CAMUNDA_VERSION: '8.9', CAMUNDA_AUTH_STRATEGY: 'FORWARD' }
const BASIC = {
  CAMUNDA_VERSION: '8.9',
  CAMUNDA_AUTH_STRATEGY: 'BASIC',
  CAMUNDA_BASIC_AUTH_USERNAME: 'gateway',
  CAMUNDA_BASIC_AUTH_PASSWORD: 'secret',
}

const xml = () => ({ text: '<definitions/>', headers: { 'content-type': 'text/xml' } })
const READ = `{ processDefinition(processDefinitionKey: "${key(0)}") { name xml } }`
const READS = ['getProcessDefinition', 'getProcessDefinitionXML']

/** A cluster behind a gateway, and what each question costs. */
async function stand(options: UpstreamOptions, config: Record<string, string>) {
  const upstream = await startUpstream(options)
  const gateway = await startGateway(upstream, config, [], { metrics: true })
  return {
    upstream,
    gateway,
    /** The operations that a question of somebody's takes. */
    async calls(query: string, who = 'alice') {
      upstream.forget()
      const { data, errors } = await gateway.ask(query, {}, { authorization: `Bearer ${who}` })
      expect(errors).toBeUndefined()
      expect(data).not.toBeNull()
      expectNoViolations(upstream)
      return upstream.operations()
    },
    bytes: () => Number(/^gateway_document_cache_bytes (.+)$/m.exec(gateway.gateway.metrics() ?? '')?.[1]),
    async [Symbol.asyncDispose]() {
      await gateway.close()
      await upstream.close()
    },
  }
}

describe('what is kept is kept for a while', () => {
  const options = () => ({
    rows: { processDefinitions: [processDefinition()] },
    answers: { getProcessDefinitionXML: xml },
  })

  test.each<[string, Record<string, string>, number]>([
    ['a minute in a caller’s name', FORWARD, 60],
    ['ten minutes in the gateway’s', BASIC, 600],
    ['ten minutes in nobody’s', { CAMUNDA_VERSION: '8.9' }, 600],
    ['as long as the setting says', { ...FORWARD, GATEWAY_CACHE_TTL_MS: '90000' }, 90],
    ['as long as the setting says, in the gateway’s name too', { ...BASIC, GATEWAY_CACHE_TTL_MS: '90000' }, 90],
  ])('%s', async (_name, config, seconds) => {
    await using started = await stand(options(), config)
    expect(await started.calls(READ)).toEqual(READS)
    pass(seconds / 2)
    expect(await started.calls(READ)).toEqual([])
    // That it was asked for makes it live no longer.
    pass(seconds / 2 - 5)
    expect(await started.calls(READ)).toEqual([])
    pass(6)
    expect(await started.calls(READ)).toEqual(READS)
  })

  test('or not at all', async () => {
    await using started = await stand(options(), { ...FORWARD, GATEWAY_CACHE_TTL_MS: '0' })
    for (const _ of [1, 2]) expect(await started.calls(READ)).toEqual(READS)
    expect(started.bytes()).toBe(0)
  })

  test.each([401, 403])('and dropped when the cluster answers %i', async (status) => {
    await using started = await stand(options(), FORWARD)
    for (const who of ['alice', 'bob']) expect(await started.calls(READ, who)).toEqual(READS)
    const { upstream, gateway } = started
    upstream.fault = ({ headers }) =>
      headers.authorization === 'Bearer alice'
        ? { status, body: { type: 'about:blank', title: 'NO', status, detail: 'No.', instance: '/v2' } }
        : undefined
    // What is kept is answered as long as nothing tells that the rights are gone.
    expect(await started.calls(READ)).toEqual([])
    const { errors } = await gateway.ask('{ userTasks { totalCount } }', {}, { authorization: 'Bearer alice' })
    expect(errors).toHaveLength(1)
    const { data } = await gateway.ask(READ, {}, { authorization: 'Bearer alice' })
    expect(data).toEqual({ processDefinition: null })
    // Nobody else's.
    expect(await started.calls(READ, 'bob')).toEqual([])
    upstream.fault = undefined
    expect(await started.calls(READ)).toEqual(READS)
    expect(await started.calls(READ)).toEqual([])
  })

  test('and not dropped where the version may not be asked for', async () => {
    await using started = await stand(options(), { ...FORWARD, CAMUNDA_VERSION: '' })
    const { upstream, gateway } = started
    upstream.answers.getTopology = () => ({
      status: 403,
      body: { type: 'about:blank', title: 'FORBIDDEN', status: 403, detail: 'No.', instance: '/v2/topology' },
    })
    expect(await started.calls(READ)).toEqual(READS)
    const versioned = '{ processInstances(filter: { tags: ["a"] }) { totalCount } }'
    await gateway.ask(versioned, {}, { authorization: 'Bearer alice' })
    expect(upstream.operations({ topology: true })).toContain('getTopology')
    expect(await started.calls(READ)).toEqual([])
  })
})

describe('a form', () => {
  const SCHEMA = JSON.stringify({ text: 'x'.repeat(100_000) })
  const formOf = (n: number, schema = SCHEMA) => ({
    body: { formKey: key(n), formId: `form-${n}`, version: 1, tenantId: '<default>', schema },
  })
  /** Tasks 1 to `count`, linked to forms by their numbers. */
  const tasks = (count: number, formKeyOf: (n: number) => string | null) => ({
    userTasks: numbers(count).map((n) => userTask({ userTaskKey: key(n), formKey: formKeyOf(n) })),
  })
  const one = (n: number) => `{ userTask(userTaskKey: "${key(n)}") { form { formId } } }`
  const ALL = '{ userTasks(first: 40) { nodes { form { formId } } } }'

  test('that many tasks are linked to is read once by each caller, and held once for all', async () => {
    const options = { rows: tasks(40, () => key(900)), answers: { getUserTaskForm: () => formOf(900) } }
    await using started = await stand(options, FORWARD)
    expect(await started.calls(ALL)).toEqual(['searchUserTasks', 'getUserTaskForm'])
    expect(await started.calls(ALL)).toEqual(['searchUserTasks'])
    expect(await started.calls(one(7))).toEqual(['getUserTask'])
    const bytes = started.bytes()
    expect(bytes).toBeGreaterThan(100_000)
    expect(bytes).toBeLessThan(110_000)
    for (const n of numbers(20)) {
      expect(await started.calls(one(7), `user-${n}`)).toEqual(['getUserTask', 'getUserTaskForm'])
    }
    expect(started.bytes() - bytes).toBeLessThan(20 * 2_000)
  })

  test('is told from others by its key', async () => {
    const keyOf = (n: number) => key(900 + (n % 3))
    await using started = await stand(
      {
        rows: tasks(9, keyOf),
        answers: {
          getUserTaskForm: ({ parameters }) =>
            formOf(900 + ((numbers(9).find((n) => key(n) === parameters.userTaskKey) ?? 0) % 3)),
        },
      },
      FORWARD,
    )
    const { data } = await started.gateway.ask('{ userTasks { nodes { userTaskKey form { formKey } } } }')
    expect(data.userTasks.nodes.map(({ form }: { form: { formKey: string } }) => form.formKey)).toEqual(
      numbers(9).map(keyOf),
    )
    expect(started.upstream.operations().filter((name) => name === 'getUserTaskForm')).toHaveLength(3)
  })

  test.each<[string, (n: number) => { status?: number; body?: object }]>([
    [
      'is not for this caller',
      () => ({ status: 403, body: { type: 'about:blank', title: 'NO', status: 403, detail: 'No.', instance: '/v2' } }),
    ],
    [
      'is gone',
      () => ({ status: 404, body: { type: 'about:blank', title: 'NO', status: 404, detail: 'No.', instance: '/v2' } }),
    ],
    ['has none after all', () => ({ status: 204 })],
    ['has another after all', () => formOf(901)],
  ])('is read by another task where the first %s', async (_name, answerOf) => {
    let asked = 0
    await using started = await stand(
      {
        rows: tasks(4, () => key(900)),
        answers: { getUserTaskForm: () => (asked++ === 0 ? answerOf(900) : formOf(900)) },
      },
      FORWARD,
    )
    const { data } = await started.gateway.ask('{ userTasks { nodes { form { formKey } } } }')
    const [first, ...others] = data.userTasks.nodes
    expect(first).not.toEqual({ form: { formKey: key(900) } })
    expect(others).toEqual(new Array(3).fill({ form: { formKey: key(900) } }))
    expectNoViolations(started.upstream)
  })

  test('of a task that does not tell its key is read by the task', async () => {
    const options: UpstreamOptions = {
      version: '8.8',
      rows: tasks(3, () => null),
      answers: { getUserTaskForm: () => formOf(900) },
    }
    await using started = await stand(options, { ...FORWARD, CAMUNDA_VERSION: '8.8' })
    const form = ['getUserTaskForm', 'getUserTaskForm', 'getUserTaskForm']
    expect(await started.calls(ALL)).toEqual(['searchUserTasks', ...form])
    // The value is held once all the same.
    expect(started.bytes()).toBeLessThan(110_000)
    expect(await started.calls(ALL)).toEqual(['searchUserTasks'])
  })

  test('drives out others, rather than to take more than its share of the memory', async () => {
    const most = Math.min(64 * 1024 * 1024, getHeapStatistics().heap_size_limit / 16)
    const size = Math.floor(most / 10)
    const schemaOf = (n: number) => JSON.stringify({ n, text: 'x'.repeat(size) })
    await using started = await stand(
      {
        rows: tasks(12, (n) => key(900 + n)),
        answers: {
          getUserTaskForm: ({ parameters }) => {
            const n = numbers(12).find((each) => key(each) === parameters.userTaskKey) ?? 0
            return formOf(900 + n, schemaOf(n))
          },
        },
      },
      FORWARD,
    )
    const form = ['getUserTask', 'getUserTaskForm']
    for (const n of numbers(9)) expect(await started.calls(one(n))).toEqual(form)
    expect(await started.calls(one(1))).toEqual(['getUserTask'])
    for (const n of [10, 11, 12]) expect(await started.calls(one(n))).toEqual(form)
    expect(started.bytes()).toBeLessThanOrEqual(most)
    expect(started.bytes()).toBeGreaterThan(most / 2)
    // The first was asked for again, so the second went before it.
    expect(await started.calls(one(1))).toEqual(['getUserTask'])
    expect(await started.calls(one(2))).toEqual(form)
  })
})

describe('Camunda 7', () => {
  test('what a row asks for by itself is asked anew by each request', async () => {
    const asked: string[] = []
    let isBroken = true
    const engine = await startCamunda7({ '/process-definition': [definition()] }, ({ path }) => {
      if (!path.endsWith('/startForm')) return undefined
      asked.push(path)
      return isBroken ? { status: 500, body: { type: 'RestException', message: 'Broken.' } } : { body: { key: 'a' } }
    })
    await using gateway = await startGateway(engine, { CAMUNDA_API: 'camunda-7' })
    const { data } = await gateway.ask('{ processDefinitions { nodes { processDefinitionKey } } }')
    const definitionKey = data.processDefinitions.nodes[0].processDefinitionKey
    const ask = (fields: string) =>
      gateway.ask(`{ processDefinition(processDefinitionKey: "${definitionKey}") { ${fields} } }`)
    expect((await ask('name hasStartForm')).errors).toHaveLength(1)
    isBroken = false
    for (const _ of [1, 2]) {
      expect((await ask('name hasStartForm')).data).toEqual({
        processDefinition: { name: expect.anything(), hasStartForm: true },
      })
    }
    expect(asked).toHaveLength(3)
    const before = engine.calls.length
    expect((await ask('name')).errors).toBeUndefined()
    expect(engine.calls).toHaveLength(before)
    await engine[Symbol.asyncDispose]()
  })
})
