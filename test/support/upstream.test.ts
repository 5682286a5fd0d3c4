import { afterEach, describe, expect, test } from 'vitest'
import { VERSIONS } from '../../contract/contract.ts'
import { Problem } from '../../sandbox/problem.ts'
import { elementInstance, incident, job, key, processDefinition, processInstance, userTask, variable } from './rows.ts'
import { expectNoViolations, startUpstream, type Upstream, type UpstreamOptions } from './upstream.ts'

const started: Upstream[] = []

afterEach(async () => {
  await Promise.all(started.splice(0).map((upstream) => upstream.close()))
})

async function start(options: UpstreamOptions = {}): Promise<Upstream> {
  const upstream = await startUpstream(options)
  started.push(upstream)
  return upstream
}

interface Row {
  [name: string]: unknown
}

interface Body extends Row {
  items: Row[]
  page: Row
}

async function ask(upstream: Upstream, method: string, path: string, body?: unknown) {
  const response = await fetch(`${upstream.url}/v2${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : undefined) as Body }
}

function find(upstream: Upstream, resource: string, body: unknown = {}) {
  return ask(upstream, 'POST', `/${resource}/search`, body)
}

describe.each(VERSIONS)('playing %s', (version) => {
  test('shows every kind of row as the contract has it', async () => {
    const upstream = await start({
      version,
      rows: {
        processDefinitions: [processDefinition()],
        processInstances: [processInstance({ processInstanceKey: key(1) })],
        elementInstances: [elementInstance({ elementInstanceKey: key(2) })],
        incidents: [incident({ incidentKey: key(3) })],
        jobs: [job()],
        userTasks: [userTask({ userTaskKey: key(4) })],
        variables: [variable({ variableKey: key(5) })],
      },
    })
    for (const resource of [
      'process-definitions',
      'process-instances',
      'element-instances',
      'incidents',
      'jobs',
      'user-tasks',
      'variables',
    ]) {
      const { status, body } = await find(upstream, resource)
      expect([resource, status, body.items?.length]).toEqual([resource, 200, 1])
      expect((await find(upstream, resource, { page: { from: 5 } })).body.items).toEqual([])
    }
    for (const path of [
      `/process-definitions/${key(0)}`,
      `/process-instances/${key(1)}`,
      `/element-instances/${key(2)}`,
      `/incidents/${key(3)}`,
      `/user-tasks/${key(4)}`,
      `/variables/${key(5)}`,
      '/topology',
    ]) {
      expect([path, (await ask(upstream, 'GET', path)).status]).toEqual([path, 200])
    }
    expect((await ask(upstream, 'GET', '/topology')).body.gatewayVersion).toBe(`${version}.0`)
    expectNoViolations(upstream)
  })

  test('refuses and records what the contract does not allow', async () => {
    const upstream = await start({ version })
    expect((await find(upstream, 'jobs', { filter: { jobKey: 1 } })).status).toBe(400)
    expect((await find(upstream, 'user-tasks', { filter: { userTaskKey: { $in: [key(1)] } } })).status).toBe(400)
    expect((await ask(upstream, 'GET', '/jobs/1')).status).toBe(404)
    expect(upstream.violations).toHaveLength(3)
    expect(upstream.violations[0]).toContain('POST /jobs/search: body.filter.jobKey must be a string')
    expect(() => expectNoViolations(upstream)).toThrow()
  })
})

describe('calls', () => {
  test('are recorded', async () => {
    const upstream = await start()
    await ask(upstream, 'GET', '/topology')
    await ask(upstream, 'POST', '/variables/search?truncateValues=false', { filter: { name: 'a' } })
    expect(upstream.operations()).toEqual(['searchVariables'])
    expect(upstream.operations({ topology: true })).toEqual(['getTopology', 'searchVariables'])
    expect(upstream.calls[1]).toMatchObject({
      operation: 'searchVariables',
      method: 'POST',
      path: '/variables/search',
      query: { truncateValues: 'false' },
      body: { filter: { name: 'a' } },
      text: '{"filter":{"name":"a"}}',
    })
    upstream.forget()
    expect(upstream.calls).toEqual([])
  })

  test('are counted when they come at once', async () => {
    const upstream = await start({ fault: () => ({ delay: 50 }) })
    await Promise.all([find(upstream, 'jobs'), find(upstream, 'jobs'), find(upstream, 'incidents')])
    expect(upstream.peak).toBe(3)
  })

  test('that the client gave up are marked', async () => {
    const upstream = await start({ fault: () => 'hang' })
    const signal = AbortSignal.timeout(100)
    await expect(fetch(`${upstream.url}/v2/topology`, { signal })).rejects.toThrow()
    await expect.poll(() => upstream.calls[0]?.aborted).toBe(true)
  })

  test('with forms are read part by part', async () => {
    const upstream = await start({
      answers: {
        createDeployment: () => ({ body: { tenantId: '<default>', deploymentKey: key(1), deployments: [] } }),
      },
    })
    const form = new FormData()
    form.append('resources', new Blob(['<xml/>']), 'order.bpmn')
    form.append('tenantId', 'a')
    const response = await fetch(`${upstream.url}/v2/deployments`, { method: 'POST', body: form })
    expect(response.status).toBe(200)
    expect(upstream.calls[0]?.body).toEqual({
      resources: [{ filename: 'order.bpmn', type: expect.any(String), text: '<xml/>' }],
      tenantId: 'a',
    })
    expectNoViolations(upstream)
  })

  test('with a body that is not JSON are refused', async () => {
    const upstream = await start()
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${upstream.url}/v2/jobs/search`, { method: 'POST', headers, body: '{' })
    expect(response.status).toBe(400)
    expect(upstream.violations.join()).toContain('cannot be read')
  })

  test('outside /v2 are no operations', async () => {
    const upstream = await start()
    expect((await fetch(`${upstream.url}/topology`)).status).toBe(404)
    expect(upstream.violations).toHaveLength(1)
  })
})

describe('answers of the test', () => {
  test('go first, are held against the contract, and may pass', async () => {
    const upstream = await start({ rows: { processInstances: [processInstance({ processInstanceKey: key(1) })] } })
    upstream.answers.completeUserTask = (call) => {
      expect(call.body).toEqual({ variables: { a: 1 } })
      return { status: 204 }
    }
    expect((await ask(upstream, 'POST', '/user-tasks/1/completion', { variables: { a: 1 } })).status).toBe(204)
    upstream.answers.getProcessInstance = () => undefined
    expect((await ask(upstream, 'GET', `/process-instances/${key(1)}`)).status).toBe(200)
    expectNoViolations(upstream)

    upstream.answers.getProcessInstance = () => ({ body: { processInstanceKey: 1 } })
    await ask(upstream, 'GET', `/process-instances/${key(1)}`)
    expect(upstream.violations.join('\n')).toContain('processInstanceKey must be a string')
  })

  test('may be problems', async () => {
    const upstream = await start({
      answers: {
        assignUserTask: () => {
          throw new Problem(409, 'INVALID_STATE', 'The task is assigned.')
        },
      },
    })
    const { status, headers, body } = await ask(upstream, 'POST', '/user-tasks/7/assignment', { assignee: 'demo' })
    expect(status).toBe(409)
    expect(headers.get('content-type')).toBe('application/problem+json')
    expect(body).toEqual({
      type: 'about:blank',
      title: 'INVALID_STATE',
      status: 409,
      detail: 'The task is assigned.',
      instance: '/v2/user-tasks/7/assignment',
    })
    expectNoViolations(upstream)
  })

  test('are missed', async () => {
    const upstream = await start()
    expect((await ask(upstream, 'POST', '/incidents/1/resolution')).status).toBe(501)
    expect(upstream.violations).toEqual(['resolveIncident was called, and the test has no answer for it'])
  })

  test('may be newer than the contract, if the test says so', async () => {
    const row = { ...processInstance({ processInstanceKey: key(1) }), state: 'PARKED' as 'ACTIVE' }
    const strict = await start({ rows: { processInstances: [row] } })
    await find(strict, 'process-instances')
    expect(strict.violations).toHaveLength(1)
    const newer = await start({ newer: true, rows: { processInstances: [row] } })
    await find(newer, 'process-instances')
    expectNoViolations(newer)
  })
})

describe('reads', () => {
  test('miss what is not there', async () => {
    const upstream = await start()
    expect(await ask(upstream, 'GET', '/incidents/7')).toMatchObject({ status: 404, body: { title: 'NOT_FOUND' } })
    expectNoViolations(upstream)
  })

  test('see rows come and go', async () => {
    const upstream = await start()
    upstream.rows.jobs.push(job(), job())
    expect((await find(upstream, 'jobs')).body.page.totalItems).toBe(2)
    upstream.rows.jobs.pop()
    expect((await find(upstream, 'jobs')).body.page.totalItems).toBe(1)
  })

  test('page through more rows than Camunda counts', async () => {
    const upstream = await start({ rows: { jobs: Array.from({ length: 10_050 }, () => job()) } })
    const { body } = await find(upstream, 'jobs', { page: { limit: 10_000 } })
    expect(body.page).toMatchObject({ totalItems: 10_000, hasMoreTotalItems: true })
    const rest = await find(upstream, 'jobs', { page: { limit: 100, after: body.page.endCursor } })
    expect(rest.body.items).toHaveLength(50)
    expectNoViolations(upstream)
  })

  test('cut long values unless told not to', async () => {
    const value = JSON.stringify('x'.repeat(100))
    const upstream = await start({ valueLimit: 10, rows: { variables: [variable({ variableKey: key(1), value })] } })
    expect((await find(upstream, 'variables')).body.items[0]).toMatchObject({ value: '"xxxxxxxxx', isTruncated: true })
    const whole = await ask(upstream, 'POST', '/variables/search?truncateValues=false', {})
    expect(whole.body.items[0]).toMatchObject({ value, isTruncated: false })
    expect((await ask(upstream, 'GET', `/variables/${key(1)}`)).body.value).toBe(value)
    expectNoViolations(upstream)
  })

  test('filter over other rows', async () => {
    const [a, b] = [
      processInstance({ processInstanceKey: key(1), tags: ['x', 'y'] }),
      processInstance({ processInstanceKey: key(2) }),
    ]
    const upstream = await start({
      rows: {
        processInstances: [a, b],
        elementInstances: [elementInstance({ processInstanceKey: key(2), elementId: 'pay' })],
        incidents: [incident({ processInstanceKey: key(2), errorMessage: 'no money' })],
        variables: [
          variable({ processInstanceKey: key(1), name: 'city', value: '"Berlin"' }),
          variable({ processInstanceKey: key(2), scopeKey: key(3), name: 'city', value: '"Berlin"' }),
        ],
        userTasks: [userTask({ userTaskKey: key(4), processInstanceKey: key(1), candidateGroups: ['sales', 'it'] })],
      },
    })
    const found = async (filter: unknown) =>
      (await find(upstream, 'process-instances', { filter })).body.items.map((row) => row.processInstanceKey)
    expect(await found({ variables: [{ name: 'city', value: '"Berlin"' }] })).toEqual([key(1)])
    expect(
      await found({
        variables: [
          { name: 'city', value: { $like: '"B*' } },
          { name: 'zip', value: '1' },
        ],
      }),
    ).toEqual([])
    expect(await found({ tags: ['y'] })).toEqual([key(1)])
    expect(await found({ elementId: { $like: 'p*' } })).toEqual([key(2)])
    expect(await found({ errorMessage: 'no money' })).toEqual([key(2)])
    expect(await found({ $or: [{ tags: ['x'] }, { elementId: 'pay' }] })).toEqual([key(1), key(2)])
    const tasks = { candidateGroup: { $in: ['it'] }, processInstanceVariables: [{ name: 'city', value: '"Berlin"' }] }
    expect((await find(upstream, 'user-tasks', { filter: tasks })).body.items).toHaveLength(1)
    expectNoViolations(upstream)
  })

  test('know the latest versions', async () => {
    const upstream = await start({
      rows: {
        processDefinitions: [1, 2, 3].map((version) =>
          processDefinition({ processDefinitionKey: key(version), version }),
        ),
      },
    })
    const { body } = await find(upstream, 'process-definitions', { filter: { isLatestVersion: true } })
    expect(body.items.map((row) => row.version)).toEqual([3])
    expect(body.page.startCursor).toBeNull()
    expectNoViolations(upstream)
  })

  test('find the incidents of called instances, and only under a parent that is there', async () => {
    const upstream = await start({
      rows: {
        processInstances: [
          processInstance({ processInstanceKey: key(1) }),
          processInstance({
            processInstanceKey: key(2),
            parentProcessInstanceKey: key(1),
            parentElementInstanceKey: key(9),
          }),
        ],
        elementInstances: [elementInstance({ elementInstanceKey: key(9), processInstanceKey: key(1) })],
        incidents: [incident({ processInstanceKey: key(2) }), incident()],
      },
    })
    const at = async (path: string) => (await ask(upstream, 'POST', `${path}/incidents/search`, {})).body.items?.length
    expect(await at(`/process-instances/${key(1)}`)).toBe(1)
    expect(await at(`/process-instances/${key(2)}`)).toBe(1)
    expect(await at(`/element-instances/${key(9)}`)).toBe(1)
    expect(await at(`/process-instances/${key(3)}`)).toBeUndefined()
    expectNoViolations(upstream)
  })

  test('show what a user task sees, and what hides it', async () => {
    const [instance, subprocess, element] = [key(1), key(2), key(3)]
    const at = (scopeKey: string, name: string, value: string) =>
      variable({ processInstanceKey: instance, scopeKey, name, value })
    const upstream = await start({
      rows: {
        userTasks: [userTask({ userTaskKey: key(4), processInstanceKey: instance, elementInstanceKey: element })],
        elementInstances: [
          elementInstance({ elementInstanceKey: subprocess, processInstanceKey: instance }),
          elementInstance({
            elementInstanceKey: element,
            processInstanceKey: instance,
            elementInstanceScopeKey: subprocess,
          }),
        ],
        variables: [at(instance, 'a', '1'), at(subprocess, 'a', '2'), at(element, 'b', '3'), at(key(5), 'c', '4')],
      },
    })
    const values = async (kind: string) =>
      (await ask(upstream, 'POST', `/user-tasks/${key(4)}/${kind}/search`, {})).body.items.map((row) => row.value)
    expect((await values('variables')).toSorted()).toEqual(['1', '2', '3'])
    expect((await values('effective-variables')).toSorted()).toEqual(['2', '3'])
    expectNoViolations(upstream)
  })
})

describe('faults', () => {
  const topology = (upstream: Upstream) => fetch(`${upstream.url}/v2/topology`, { redirect: 'manual' })

  test('answer with anything', async () => {
    const upstream = await start()
    upstream.fault = () => ({ status: 503, headers: { 'retry-after': '1' }, body: { title: 'RESOURCE_EXHAUSTED' } })
    const busy = await topology(upstream)
    expect([busy.status, busy.headers.get('retry-after'), await busy.json()]).toEqual([
      503,
      '1',
      { title: 'RESOURCE_EXHAUSTED' },
    ])
    upstream.fault = () => ({ redirect: 'https://login.example/' })
    expect((await topology(upstream)).headers.get('location')).toBe('https://login.example/')
    upstream.fault = () => 'html'
    expect(await (await topology(upstream)).text()).toContain('<!doctype html>')
    upstream.fault = () => 'truncatedJson'
    await expect((await topology(upstream)).json()).rejects.toThrow(SyntaxError)
    upstream.fault = undefined
    expect((await topology(upstream)).status).toBe(200)
    expectNoViolations(upstream)
  })

  test('break the connection before and in the middle of an answer', async () => {
    const upstream = await start({ fault: () => 'reset' })
    await expect(topology(upstream)).rejects.toThrow()
    upstream.fault = () => 'resetMidBody'
    const response = await topology(upstream)
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow()
    expectNoViolations(upstream)
  })

  test('are chosen by call, and refuse once closed', async () => {
    const upstream = await start({ fault: (call) => (call.operation === 'getTopology' ? { status: 500 } : undefined) })
    expect((await topology(upstream)).status).toBe(500)
    expect((await find(upstream, 'jobs')).status).toBe(200)
    await upstream.close()
    await expect(topology(upstream)).rejects.toThrow()
  })
})
