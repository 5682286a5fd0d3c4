import { describe, expect, test } from 'vitest'
import { Problem } from '../sandbox/problem.ts'
import { startGateway } from './support/gateway.ts'
import { key, processDefinition, userTask } from './support/rows.ts'
import { expectNoViolations, startUpstream } from './support/upstream.ts'

const HEADER = {
  GATEWAY_PHYSICAL_TENANT_HEADER: 'X-Physical-Tenant',
  GATEWAY_TRUSTED_PROXIES: '1',
  CAMUNDA_VERSION: '8.10',
}
const of = (physicalTenant: string) => ({ 'x-physical-tenant': physicalTenant })

/** A cluster whose physical tenants each have a task, and a definition, named after them. */
const start = (context = '') => {
  const named = (physicalTenant: string | undefined) => `of ${physicalTenant}`
  const page = (rows: object[]) => ({
    items: rows,
    page: { totalItems: rows.length, hasMoreTotalItems: false, startCursor: 'YWJj', endCursor: 'ZGVm' },
  })
  return startUpstream({
    version: '8.10',
    context,
    answers: {
      searchUserTasks: ({ physicalTenant }) => ({
        body: page([userTask({ userTaskKey: key(1), name: named(physicalTenant) }), userTask({ userTaskKey: key(2) })]),
      }),
      getProcessDefinition: ({ physicalTenant }) => ({
        body: processDefinition({ processDefinitionKey: key(1), name: named(physicalTenant) }),
      }),
    },
  })
}

const DEFINITION = `{ processDefinition(processDefinitionKey: "${key(1)}") { name versionTag } }`
const TASKS = 'query ($after: String) { userTasks(first: 1, after: $after) { nodes { name } pageInfo { endCursor } } }'

describe('a setting', () => {
  test.each(['', '/camunda'])(
    'chooses one for all calls below %j, but not for the cluster’s administrator',
    async (context) => {
      await using upstream = await start(context)
      upstream.answers.getClusterStatus = () => ({ body: { status: 'HEALTHY' } })
      await using gateway = await startGateway(upstream, {
        CAMUNDA_PHYSICAL_TENANT: 'blue',
        GATEWAY_ADMINISTRATION: 'true',
      })
      const { data } = await gateway.ask(`{ clusterAdministration { status } ${DEFINITION.slice(1)}`, {}, of('red'))
      expect(data).toMatchObject({
        processDefinition: { name: 'of blue' },
        clusterAdministration: { status: 'HEALTHY' },
      })
      const ready = await fetch(`${gateway.origin}/ready`)
      expect(ready.status).toBe(200)
      const called = upstream.calls.map(({ operation, physicalTenant }) => [operation, physicalTenant])
      expect(new Map(called as Array<[string, string | undefined]>)).toEqual(
        new Map([
          ['getTopology', 'blue'],
          ['getProcessDefinition', 'blue'],
          ['getClusterStatus', undefined],
        ]),
      )
      expectNoViolations(upstream)
    },
  )

  test.each([
    [{ CAMUNDA_PHYSICAL_TENANT: 'a/b' }, /an id of letters/],
    [{ CAMUNDA_PHYSICAL_TENANT: '..' }, /an id of letters/],
    [{ CAMUNDA_PHYSICAL_TENANT: 'a', CAMUNDA_API: 'camunda-7' }, /has no physical tenants/],
    [
      { CAMUNDA_PHYSICAL_TENANT: 'a', CAMUNDA_REST_ADDRESS: 'http://localhost/physical-tenants/b/v2' },
      /names a physical tenant already/,
    ],
    [{ GATEWAY_PHYSICAL_TENANT_HEADER: 'X-Physical-Tenant' }, /no proxy is in front/],
    [{ GATEWAY_PHYSICAL_TENANT_HEADER: 'X Physical', GATEWAY_TRUSTED_PROXIES: '1' }, /the name of a header/],
  ])('%j is told at start', async (settings, message) => {
    await expect(startGateway({ url: 'http://localhost' }, settings)).rejects.toThrow(message)
  })

  test('may be an address that names one: its administrator asks beside it', async () => {
    await using upstream = await start()
    upstream.answers.getClusterStatus = () => ({ body: { status: 'HEALTHY' } })
    await using gateway = await startGateway(upstream, {
      CAMUNDA_REST_ADDRESS: `${upstream.url}/physical-tenants/blue`,
      GATEWAY_ADMINISTRATION: 'true',
    })
    const { data } = await gateway.ask(`{ clusterAdministration { status } ${DEFINITION.slice(1)}`)
    expect(data).toMatchObject({ processDefinition: { name: 'of blue' }, clusterAdministration: { status: 'HEALTHY' } })
    expectNoViolations(upstream)
  })
})

describe.each([
  ['past Yoga', []],
  ['through Yoga', [{ onResponse() {} }]],
])('a header of a trusted proxy, %s', (_, plugins: object[]) => {
  test('chooses one for each request, and nothing that is kept is another’s', async () => {
    await using upstream = await start()
    await using gateway = await startGateway(upstream, HEADER, plugins)
    for (const round of [1, 2]) {
      for (const physicalTenant of ['red', 'blue']) {
        const { data } = await gateway.ask(DEFINITION, {}, of(physicalTenant))
        expect([round, data.processDefinition.name]).toEqual([round, `of ${physicalTenant}`])
      }
    }
    // Each was read once: what is kept serves its own physical tenant.
    expect(upstream.calls.map(({ physicalTenant }) => physicalTenant)).toEqual(['red', 'blue'])
  })

  test('shares reads that are under way within one alone', async () => {
    await using upstream = await start()
    const search = upstream.answers.searchUserTasks
    let waiting = 0
    let go = () => {}
    const all = new Promise<void>((resolve) => {
      go = resolve
    })
    upstream.answers.searchUserTasks = async (call) => {
      if (++waiting === 2) go()
      await all
      return search?.(call)
    }
    await using gateway = await startGateway(upstream, HEADER, plugins)
    const asked = await Promise.all(['red', 'blue', 'red', 'blue'].map((one) => gateway.ask(TASKS, {}, of(one))))
    expect(asked.map(({ data }) => data.userTasks.nodes[0].name)).toEqual(['of red', 'of blue', 'of red', 'of blue'])
    expect(upstream.calls.map(({ physicalTenant }) => physicalTenant).sort()).toEqual(['blue', 'red'])
  })

  test('takes no cursor of another', async () => {
    await using upstream = await start()
    await using gateway = await startGateway(upstream, HEADER, plugins)
    const { data } = await gateway.ask(TASKS, {}, of('red'))
    const after = data.userTasks.pageInfo.endCursor
    upstream.forget()
    const { errors } = await gateway.ask(TASKS, { after }, of('blue'))
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'after' })
    expect(upstream.calls).toEqual([])
    expect((await gateway.ask(TASKS, { after }, of('red'))).errors).toBeUndefined()
  })

  test('has users of its own: a password that one refuses is good at another', async () => {
    await using upstream = await start()
    const read = upstream.answers.getProcessDefinition
    upstream.answers.getProcessDefinition = (call) => {
      if (call.physicalTenant === 'red') throw new Problem(401, 'UNAUTHORIZED', 'no such user here')
      return read?.(call)
    }
    await using gateway = await startGateway(upstream, { ...HEADER, CAMUNDA_AUTH_STRATEGY: 'FORWARD' }, plugins)
    const user = { authorization: `Basic ${Buffer.from('demo:demo').toString('base64')}` }
    for (const _ of [1, 2]) {
      const { errors } = await gateway.ask(DEFINITION, {}, { ...user, ...of('red') })
      expect(errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED')
    }
    expect(upstream.calls).toHaveLength(1)
    const { data } = await gateway.ask(DEFINITION, {}, { ...user, ...of('blue') })
    expect(data.processDefinition.name).toBe('of blue')
  })

  test('chooses it for what is served as bytes, too', async () => {
    await using upstream = await start()
    upstream.answers.getDocument = ({ physicalTenant }) => ({ text: `of ${physicalTenant}` })
    await using gateway = await startGateway(upstream, HEADER, plugins)
    const url = `${gateway.url}/documents/a`
    expect((await fetch(url)).status).toBe(400)
    expect(upstream.calls).toEqual([])
    const content = await fetch(url, { headers: of('red') })
    expect([content.status, await content.text()]).toEqual([200, 'of red'])
  })

  test('must be there, and be one id: else nothing is asked', async () => {
    await using upstream = await start()
    await using gateway = await startGateway(upstream, HEADER, plugins)
    for (const headers of [{}, of(''), of('../x'), of('..'), of('red, blue'), of('a%2fb'), of('x'.repeat(256))]) {
      const { errors } = await gateway.ask(DEFINITION, {}, headers)
      expect(errors?.[0]?.extensions?.code).toBe('BAD_REQUEST')
      expect(errors?.[0]?.message).toContain('x-physical-tenant')
    }
    expect(upstream.calls).toEqual([])
    await using other = await startGateway(upstream, { ...HEADER, CAMUNDA_PHYSICAL_TENANT: 'green' }, plugins)
    expect((await other.ask(DEFINITION)).data.processDefinition.name).toBe('of green')
    expect((await other.ask(DEFINITION, {}, of('red'))).data.processDefinition.name).toBe('of red')
  })
})
