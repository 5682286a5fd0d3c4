import { createCamundaClient } from '@camunda8/orchestration-cluster-api'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSandbox, type Sandbox } from '../sandbox/sandbox.ts'
import { bpmn, element, flow, restClient, service } from '../sandbox/testing.ts'

const LAG = { consistency: { waitUpToMs: 5_000, pollIntervalMs: 20 } }
const NOW = { consistency: { waitUpToMs: 0 } }

function sdk(sandbox: Sandbox) {
  return createCamundaClient({
    config: {
      CAMUNDA_REST_ADDRESS: `${sandbox.url}/v2`,
      CAMUNDA_AUTH_STRATEGY: 'NONE',
      CAMUNDA_SDK_LOG_LEVEL: 'silent',
      // Requests are not validated: the SDK's own schema drops `after` from a page that also has a limit.
      CAMUNDA_SDK_VALIDATION: 'req:none,res:strict',
    },
  })
}

const APPROVAL = bpmn(
  'approval',
  '<bpmn:startEvent id="start" />' +
    service('fetch') +
    element('exclusiveGateway', 'large', '', '', 'default="no"') +
    element(
      'userTask',
      'approve',
      '<zeebe:userTask /><zeebe:formDefinition formId="approve" /><zeebe:assignmentDefinition candidateGroups="accounting" />',
    ) +
    '<bpmn:endEvent id="end" />' +
    flow('start', 'fetch') +
    flow('fetch', 'large') +
    flow('large', 'approve', '=amount &gt; 100') +
    '<bpmn:sequenceFlow id="no" sourceRef="large" targetRef="end" />' +
    flow('approve', 'end'),
)

const FORM = '{"id": "approve", "type": "default", "components": []}'

describe('the official SDK', () => {
  let sandbox: Sandbox
  let camunda: ReturnType<typeof sdk>

  beforeEach(async () => {
    sandbox = await createSandbox({ exportLagMs: 30 })
    camunda = sdk(sandbox)
  })
  afterEach(() => sandbox.close())

  const deploy = () =>
    camunda.createDeployment({
      resources: [new File([APPROVAL], 'approval.bpmn'), new File([FORM], 'approve.form')],
    })

  const create = async (variables: Record<string, unknown> = {}) => {
    const [definition] = (await deploy()).processes
    if (!definition) throw new Error('nothing was deployed')
    return camunda.createProcessInstance({ processDefinitionKey: definition.processDefinitionKey, variables })
  }

  const activate = async (type: string) => {
    const { jobs } = await camunda.activateJobs({
      type,
      worker: 'sdk',
      timeout: 60_000,
      maxJobsToActivate: 10,
      requestTimeout: 2_000,
    })
    const [job] = jobs
    if (!job) throw new Error(`no job of type ${type}`)
    return job
  }

  it('deploys, starts, works a job and completes a task', async () => {
    const deployed = await deploy()
    expect(deployed.processes[0]).toMatchObject({ processDefinitionId: 'approval', processDefinitionVersion: 1 })
    expect(deployed.forms[0]).toMatchObject({ formId: 'approve', version: 1 })

    const { processInstanceKey } = await create({ amount: 500 })
    const job = await activate('fetch')
    expect(job.processInstanceKey).toBe(processInstanceKey)
    expect(job.variables).toEqual({ amount: 500 })
    await job.complete({ fetched: true })

    const { items } = await camunda.searchUserTasks({ filter: { processInstanceKey } }, LAG)
    const [task] = items
    if (!task) throw new Error('no task')
    expect(task).toMatchObject({ candidateGroups: ['accounting'], assignee: null, state: 'CREATED', priority: 50 })
    const { userTaskKey } = task
    expect(await camunda.getUserTaskForm({ userTaskKey }, NOW)).toMatchObject({ formId: 'approve', schema: FORM })

    await camunda.assignUserTask({ userTaskKey, assignee: 'alice' })
    await expect(camunda.assignUserTask({ userTaskKey, assignee: 'bob', allowOverride: false })).rejects.toMatchObject({
      status: 409,
    })
    await camunda.updateUserTask({ userTaskKey, changeset: { priority: 80, dueDate: '2026-12-01T12:00:00Z' } })
    await vi.waitFor(async () =>
      expect(await camunda.getUserTask({ userTaskKey }, NOW)).toMatchObject({
        assignee: 'alice',
        priority: 80,
        dueDate: '2026-12-01T12:00:00.000Z',
      }),
    )
    await camunda.completeUserTask({ userTaskKey, variables: { approved: true } })
    const ended = await camunda.getProcessInstance(
      { processInstanceKey },
      { consistency: { waitUpToMs: 5_000, pollIntervalMs: 20, predicate: ({ state }) => state === 'COMPLETED' } },
    )
    expect(ended.endDate).not.toBeNull()
    const { items: variables } = await camunda.searchVariables(
      { filter: { processInstanceKey }, sort: [{ field: 'name' }] },
      NOW,
    )
    expect(variables.map(({ name, value }) => `${name}=${value}`)).toEqual([
      'amount=500',
      'approved=true',
      'fetched=true',
    ])
  })

  it('fails a job, sees the incident and resolves it', async () => {
    const { processInstanceKey } = await create({ amount: 1 })
    const job = await activate('fetch')
    await camunda.failJob({ jobKey: job.jobKey, retries: 0, errorMessage: 'no connection' })
    const { items } = await camunda.searchIncidents({ filter: { processInstanceKey, state: 'ACTIVE' } }, LAG)
    expect(items).toMatchObject([{ errorType: 'JOB_NO_RETRIES', errorMessage: 'no connection', jobKey: job.jobKey }])
    const incidentKey = items[0]?.incidentKey
    if (!incidentKey) throw new Error('no incident')

    await expect(camunda.resolveIncident({ incidentKey })).rejects.toMatchObject({ status: 409 })
    await camunda.updateJob({ jobKey: job.jobKey, changeset: { retries: 1 } })
    await camunda.resolveIncident({ incidentKey })
    await (await activate('fetch')).complete()
    await camunda.getProcessInstance(
      { processInstanceKey },
      { consistency: { waitUpToMs: 5_000, pollIntervalMs: 20, predicate: ({ state }) => state === 'COMPLETED' } },
    )
  })

  it('runs a worker', async () => {
    const worker = camunda.createJobWorker({
      jobType: 'fetch',
      workerName: 'sdk',
      jobTimeoutMs: 10_000,
      maxParallelJobs: 5,
      jobHandler: (job) => job.complete({ fetched: true }),
    })
    try {
      const { processInstanceKey } = await create({ amount: 1 })
      await camunda.getProcessInstance(
        { processInstanceKey },
        { consistency: { waitUpToMs: 5_000, pollIntervalMs: 20, predicate: ({ state }) => state === 'COMPLETED' } },
      )
    } finally {
      worker.stop()
    }
  })

  it('pages through a search', async () => {
    for (let number = 0; number < 7; number++) await create({ number })
    await vi.waitFor(async () => {
      const { page } = await camunda.searchProcessInstances({ page: { limit: 1 } }, NOW)
      expect(page.totalItems).toBe(7)
    })
    const sort = [{ field: 'processInstanceKey' as const, order: 'DESC' as const }]
    const keys: string[] = []
    let { items, page } = await camunda.searchProcessInstances({ sort, page: { limit: 3 } }, NOW)
    while (items.length > 0) {
      keys.push(...items.map(({ processInstanceKey }) => processInstanceKey))
      if (!page.endCursor) break
      ;({ items, page } = await camunda.searchProcessInstances(
        { sort, page: { limit: 3, after: page.endCursor } },
        NOW,
      ))
    }
    expect(keys).toHaveLength(7)
    expect(keys).toEqual([...new Set(keys)].sort((a, b) => Number(BigInt(b) - BigInt(a))))
    const { items: filtered } = await camunda.searchProcessInstances(
      { filter: { variables: [{ name: 'number', value: { $in: ['2', '5'] } }] } },
      NOW,
    )
    expect(filtered).toHaveLength(2)
  })

  it('cancels an instance', async () => {
    const { processInstanceKey } = await create()
    await camunda.cancelProcessInstance({ processInstanceKey })
    await camunda.getProcessInstance(
      { processInstanceKey },
      { consistency: { waitUpToMs: 5_000, pollIntervalMs: 20, predicate: ({ state }) => state === 'TERMINATED' } },
    )
    await expect(camunda.cancelProcessInstance({ processInstanceKey })).rejects.toMatchObject({ status: 404 })
  })

  it('asks the cluster about itself', async () => {
    const topology = await camunda.getTopology()
    expect(topology.gatewayVersion).toMatch(/^8\.9\./)
    expect((await camunda.getLicense()).validLicense).toBe(false)
    expect((await camunda.getAuthentication()).username).toBe('demo')
    await camunda.getStatus()
  })
})

describe('reads', () => {
  it('lag behind commands', async () => {
    const sandbox = await createSandbox({ exportLagMs: 60_000 })
    const rest = restClient(sandbox.url)
    await rest.deploy({ 'approval.bpmn': APPROVAL })
    const { body } = await rest.post('/process-instances', { processDefinitionId: 'approval' })
    const missing = await rest.get(`/process-instances/${body.processInstanceKey}`)
    expect(missing).toMatchObject({ status: 404, body: { title: 'NOT_FOUND' } })
    expect((await rest.post('/process-instances/search', {})).body.page.totalItems).toBe(0)
    // Commands do not wait for it.
    expect((await rest.post(`/process-instances/${body.processInstanceKey}/cancellation`)).status).toBe(204)
    sandbox.cluster.view.flush()
    expect((await rest.get(`/process-instances/${body.processInstanceKey}`)).body.state).toBe('TERMINATED')
    await sandbox.close()
  })
})

describe('requests', () => {
  let sandbox: Sandbox
  let rest: ReturnType<typeof restClient>
  beforeAll(async () => {
    sandbox = await createSandbox({ exportLagMs: 0 })
    rest = restClient(sandbox.url)
  })
  afterAll(() => sandbox.close())

  it.each([
    ['an unknown property', 'POST', '/jobs/activation', { type: 'a', timeout: 1, maxJobsToActivate: 1, x: 1 }, '[x]'],
    ['an unknown filter', 'POST', '/jobs/search', { filter: { colour: 'red' } }, '[colour]'],
    ['an unknown operator', 'POST', '/jobs/search', { filter: { jobKey: { $like: '1*' } } }, '[$like]'],
    ['an unknown sort field', 'POST', '/user-tasks/search', { sort: [{ field: 'assignee' }] }, "'assignee'"],
    ['an unknown enum value', 'POST', '/incidents/search', { filter: { state: 'OPEN' } }, "'OPEN'"],
    ['two ways to page', 'POST', '/variables/search', { page: { from: 1, after: 'WzFd' } }, 'Only one of'],
    [
      'a malformed variable filter',
      'POST',
      '/process-instances/search',
      { filter: { variables: [{ name: 'a' }] } },
      '',
    ],
    ['a key that is none', 'GET', '/process-instances/abc', undefined, "Failed to convert 'processInstanceKey'"],
    ['an unknown query parameter', 'POST', '/variables/search?cut=no', {}, ''],
    ['another tenant', 'POST', '/signals/broadcast', { signalName: 's', tenantId: 'acme' }, "'acme'"],
    ['broken JSON', 'POST', '/jobs/search', '{"filter":', 'Failed to read request'],
  ])('are refused for %s', async (_what, method, path, body, detail) => {
    const answer = await rest.send(method, path, body)
    expect(answer.status, answer.text).toBe(400)
    expect(answer.body).toMatchObject({ type: 'about:blank', status: 400, instance: `/v2${path.split('?')[0]}` })
    expect(answer.body.detail).toContain(detail)
  })

  it('are refused for a missing property', async () => {
    const answer = await rest.post('/jobs/activation', { timeout: 1, maxJobsToActivate: 1 })
    expect(answer).toMatchObject({ status: 400, body: { title: 'INVALID_ARGUMENT', detail: 'No type provided.' } })
  })

  it('are refused for paths and methods that do not exist', async () => {
    expect((await rest.get('/nothing')).status).toBe(404)
    expect((await rest.put('/jobs/search', {})).status).toBe(405)
    expect(await rest.post('/audit-logs/search', {})).toMatchObject({
      status: 501,
      body: { detail: 'The sandbox does not have searchAuditLogs: only a real Camunda does.' },
    })
  })
})

describe('the seed', () => {
  let sandbox: Sandbox
  let rest: ReturnType<typeof restClient>
  beforeAll(async () => {
    sandbox = await createSandbox({ seed: true })
    rest = restClient(sandbox.url)
  })
  afterAll(() => sandbox.close())

  const total = async (what: string, filter: object) =>
    (await rest.post(`/${what}/search`, { filter, page: { limit: 1 } })).body.page.totalItems

  it('has something of everything', async () => {
    expect(await total('process-instances', { parentProcessInstanceKey: { $exists: false } })).toBeGreaterThan(195)
    for (const state of ['ACTIVE', 'COMPLETED', 'TERMINATED']) {
      expect(await total('process-instances', { state })).toBeGreaterThan(10)
    }
    for (const state of ['CREATED', 'COMPLETED', 'CANCELED']) {
      expect(await total('user-tasks', { state })).toBeGreaterThan(5)
    }
    for (const errorType of ['JOB_NO_RETRIES', 'EXTRACT_VALUE_ERROR', 'CONDITION_ERROR', 'CALLED_ELEMENT_ERROR']) {
      expect(await total('incidents', { errorType, state: 'ACTIVE' })).toBeGreaterThan(0)
    }
    for (const assignee of ['demo', 'alice', 'bob', 'carla']) {
      expect(await total('user-tasks', { assignee, state: 'CREATED' })).toBeGreaterThan(0)
    }
    expect(await total('process-definitions', { processDefinitionId: 'order' })).toBe(2)
    expect(await total('variables', { isTruncated: true })).toBeGreaterThan(0)
    expect(await total('variables', { name: 'discount', value: '1.0' })).toBeGreaterThan(0)
  })

  it('answers every search as the contract says', async () => {
    for (const what of [
      'process-definitions',
      'process-instances',
      'element-instances',
      'variables',
      'jobs',
      'user-tasks',
      'incidents',
    ]) {
      const { body } = await rest.post(`/${what}/search`, { page: { limit: 5_000 } })
      expect(body.items.length).toBe(body.page.totalItems)
    }
  })

  it('answers everything about one instance as the contract says', async () => {
    const { body } = await rest.post('/process-instances/search', {
      filter: { processDefinitionId: 'shipping', state: 'ACTIVE' },
    })
    const { processInstanceKey, processDefinitionKey } = body.items[0]
    const path = `/process-instances/${processInstanceKey}`
    for (const read of ['', '/sequence-flows', '/statistics/element-instances', '/call-hierarchy']) {
      expect((await rest.get(`${path}${read}`)).status).toBe(200)
    }
    const statistics = await rest.post(`/process-definitions/${processDefinitionKey}/statistics/element-instances`, {
      filter: { state: 'ACTIVE' },
    })
    expect(statistics.body.items.length).toBeGreaterThan(3)
    const { body: found } = await rest.post('/variables/search', { filter: { isTruncated: true }, page: { limit: 1 } })
    const [cut] = found.items
    expect(cut.value).toHaveLength(8191)
    expect((await rest.get(`/variables/${cut.variableKey}`)).body.value.length).toBeGreaterThan(8191)
    const full = await rest.post('/variables/search?truncateValues=false', { filter: { variableKey: cut.variableKey } })
    expect(full.body.items[0]).toMatchObject({ isTruncated: false })
  })

  it('finds instances by what is within them', async () => {
    const active = {
      processDefinitionId: 'invoice-approval',
      elementId: 'approve-invoice',
      elementInstanceState: 'ACTIVE',
    }
    const tasks = await total('user-tasks', { elementId: 'approve-invoice', state: 'CREATED' })
    expect(await total('process-instances', active)).toBe(tasks)
    expect(await total('process-instances', { hasElementInstanceIncident: true, elementId: 'needs-approval' })).toBe(
      await total('incidents', { elementId: 'needs-approval', state: 'ACTIVE' }),
    )
    const errors = await total('process-instances', { errorMessage: { $like: '*madrid*' } })
    expect(errors).toBe(await total('incidents', { errorMessage: { $like: '*madrid*' } }))
    expect(await total('process-instances', { tags: ['department:hr'] })).toBeGreaterThan(20)
  })

  it('counts instances by definition, version and error', async () => {
    const filter = { processDefinitionId: 'order' }
    const versions = (await rest.post('/process-definitions/statistics/process-instances-by-version', { filter })).body
    expect(versions.items).toHaveLength(2)
    const all = (await rest.post('/process-definitions/statistics/process-instances', {})).body.items
    const order = all.find((row: { processDefinitionId: string }) => row.processDefinitionId === 'order')
    expect(order.hasMultipleVersions).toBe(true)
    const active = order.activeInstancesWithIncidentCount + order.activeInstancesWithoutIncidentCount
    expect(active).toBe(await total('process-instances', { ...filter, state: 'ACTIVE' }))

    const sort = [{ field: 'activeInstancesWithErrorCount', order: 'DESC' }]
    const errors = (await rest.post('/incidents/statistics/process-instances-by-error', { sort })).body.items
    const [{ errorHashCode, activeInstancesWithErrorCount }] = errors
    const hashed = { incidentErrorHashCode: errorHashCode }
    expect(await total('process-instances', hashed)).toBe(activeInstancesWithErrorCount)
    const by = await rest.post('/incidents/statistics/process-instances-by-definition', { filter: { errorHashCode } })
    expect(by.body.items.length).toBeGreaterThan(0)
  })

  it('resolves and cancels in batches', async () => {
    const ended = (key: string) =>
      vi.waitFor(async () => {
        const { status, body } = await rest.get(`/batch-operations/${key}`)
        expect(status).toBe(200)
        expect(body.state).toBe('COMPLETED')
        return body
      })
    const filter = { processDefinitionId: 'employee-onboarding', state: 'ACTIVE' }
    const count = await total('process-instances', filter)
    const { body } = await rest.post('/process-instances/cancellation', { filter })
    expect(body.batchOperationType).toBe('CANCEL_PROCESS_INSTANCE')
    expect(await ended(body.batchOperationKey)).toMatchObject({
      operationsTotalCount: count,
      operationsCompletedCount: count,
    })
    expect(await total('process-instances', { batchOperationKey: body.batchOperationKey })).toBe(count)
    expect(await total('process-instances', filter)).toBe(0)

    const stuck = await rest.post('/incidents/search', { filter: { errorType: 'CONDITION_ERROR', state: 'ACTIVE' } })
    const { processInstanceKey, incidentKey } = stuck.body.items[0]
    const resolution = await rest.post(`/process-instances/${processInstanceKey}/incident-resolution`)
    await ended(resolution.body.batchOperationKey)
    const items = await rest.post('/batch-operation-items/search', {
      filter: { batchOperationKey: resolution.body.batchOperationKey },
    })
    expect(items.body.items).toMatchObject([{ itemKey: incidentKey, state: 'COMPLETED' }])
  })

  it('gives the start form of a process', async () => {
    const { body } = await rest.post('/process-definitions/search', { filter: { hasStartForm: true } })
    const { processDefinitionKey } = body.items[0]
    expect((await rest.get(`/process-definitions/${processDefinitionKey}/form`)).body.schema).toContain('components')
    expect((await rest.get(`/process-definitions/${processDefinitionKey}/xml`)).text).toContain('<bpmn:definitions')
  })
})
