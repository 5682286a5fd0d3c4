import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningGateway, startGateway } from '../support/gateway.ts'
import type { Camunda86 } from './engines/camunda-8.6.ts'
import { type Camunda86Client, camunda86, oauth, starting, token } from './support/camunda-8.6.ts'
import { describeEngine, engine } from './support/engine.ts'
import { bpmn, unique } from './support/processes.ts'
import { until } from './support/rest.ts'

const COOKIE = {
  CAMUNDA_AUTH_STRATEGY: 'COOKIE',
  CAMUNDA_COOKIE_AUTH_USERNAME: 'demo',
  CAMUNDA_COOKIE_AUTH_PASSWORD: 'demo',
}

/** Asks, and fails on any error in the answer. */
async function ask(gateway: RunningGateway, query: string, variables?: object) {
  const { data, errors } = await gateway.ask(query, variables)
  if (errors) throw new Error(errors.map(({ message, path }) => `${path?.join('.')}: ${message}`).join('\n'))
  return data
}

const codes = async (gateway: RunningGateway, query: string, variables?: object) =>
  ((await gateway.ask(query, variables)).errors ?? []).map(({ extensions }) => extensions?.code)

type Node = Record<string, string | number | boolean | null>

const keyOf = (node: Node) => node.processInstanceKey

/** Pages through a list by few rows at a time, both ways, and once as a whole. */
async function paged(gateway: RunningGateway, list: string, fields: string, args: string) {
  const page = async (window: string) => {
    const query = `{ ${list}(${window}, ${args}) { nodes { ${fields} } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`
    return (await ask(gateway, query))[list]
  }
  const forward: Node[] = []
  for (let after = ''; ; ) {
    const one = await page(`first: 7${after}`)
    forward.push(...one.nodes)
    if (!one.pageInfo.hasNextPage) break
    after = `, after: "${one.pageInfo.endCursor}"`
  }
  const backward: Node[] = []
  for (let before = ''; ; ) {
    const one = await page(`last: 7${before}`)
    backward.unshift(...one.nodes)
    if (!one.pageInfo.hasPreviousPage) break
    before = `, before: "${one.pageInfo.startCursor}"`
  }
  return { whole: (await page('first: 1000')).nodes as Node[], forward, backward }
}

describeEngine('camunda-8.6', 'behind the gateway', () => {
  let running: Camunda86
  let client: Camunda86Client
  let gateway: RunningGateway
  const suffix = unique()
  const order = `order-${suffix}`

  beforeAll(async () => {
    running = await engine('camunda-8.6')
    client = await camunda86(running)
    gateway = await starting(running, oauth(running))
    await client.deploy(['order', 'delivery', 'failing'], suffix)
    await client.start(order, 20, (index) => ({ index: index % 4, orderId: `o-${index}` }))
    await client.start(`delivery-${suffix}`, 4, (index) => ({ orderId: `d-${index}` }))
    await client.start(`failing-${suffix}`, 5)
    await until(
      () => client.web.post('/v1/process-instances/search', { filter: { bpmnProcessId: order } }),
      ({ total }) => total === 24,
    )
    const { jobs } = await client.post('/v2/jobs/activation', {
      type: `pay-${suffix}`,
      timeout: 1_000,
      maxJobsToActivate: 3,
    })
    for (const { key } of jobs)
      await client.post(`/v2/jobs/${key}/failure`, { retries: 0, errorMessage: 'card declined' })
    await client.work(`pay-${suffix}`)
    const tasks = await until(
      async () =>
        (await ask(gateway, `{ userTasks(filter: { processDefinitionId: "${order}" }) { nodes { userTaskKey } } }`))
          .userTasks.nodes,
      (nodes) => nodes.length === 21,
    )
    for (const { userTaskKey } of tasks.slice(0, 6)) await client.post(`/v2/user-tasks/${userTaskKey}/completion`, {})
    const [running24] = (
      await client.web.post('/v1/process-instances/search', { filter: { bpmnProcessId: order, state: 'ACTIVE' } })
    ).items
    await client.post(`/v2/process-instances/${running24.key}/cancellation`, {})
    await until(
      async () =>
        (
          await ask(
            gateway,
            `{ processInstances(filter: { processDefinitionId: { eq: "${order}" }, endDate: { exists: true } }) { totalCount } }`,
          )
        ).processInstances.totalCount,
      (total) => total >= 7,
    )
    await until(
      async () =>
        (
          await ask(
            gateway,
            `{ incidents(filter: { state: { eq: ACTIVE }, processDefinitionId: { in: ["${order}", "failing-${suffix}"] } }) { totalCount } }`,
          )
        ).incidents.totalCount,
      (total) => total >= 7,
    )
    // Operate marks instances once it has imported their incidents, and takes the mark from cancelled ones later on.
    await until(
      () =>
        ask(
          gateway,
          `{ incidents(filter: { state: { eq: ACTIVE }, processDefinitionId: { eq: "${order}" } }) { nodes { processInstanceKey } }
             processInstances(filter: { processDefinitionId: { eq: "${order}" }, hasIncident: true }) { nodes { processInstanceKey } } }`,
        ),
      ({ incidents, processInstances }) => {
        const failing = new Set(incidents.nodes.map(keyOf))
        const marked = processInstances.nodes.map(keyOf)
        return (
          !failing.has(String(running24.key)) &&
          failing.size === marked.length &&
          marked.every((key: string) => failing.has(key))
        )
      },
    )
    // Nothing moves any more: what was imported last is in every index.
    await until(
      async () =>
        (
          await ask(
            gateway,
            `{ userTasks(filter: { processDefinitionId: "${order}", state: { eq: COMPLETED } }) { totalCount } }`,
          )
        ).userTasks.totalCount,
      (total) => total === 6,
    )
  })
  afterAll(() => gateway?.close())

  const ofOrder = `filter: { processDefinitionId: { eq: "${order}" } }`
  const LISTS: Array<[list: string, key: string, filter: string, sorts: string[]]> = [
    [
      'processInstances',
      'processInstanceKey',
      ofOrder,
      'processInstanceKey processDefinitionId processDefinitionName processDefinitionVersion processDefinitionVersionTag processDefinitionKey parentProcessInstanceKey parentElementInstanceKey startDate endDate state hasIncident tenantId'.split(
        ' ',
      ),
    ],
    [
      'elementInstances',
      'elementInstanceKey',
      `filter: { processDefinitionId: "${order}" }`,
      'elementInstanceKey processInstanceKey processDefinitionKey processDefinitionId startDate endDate elementId elementName type state incidentKey tenantId'.split(
        ' ',
      ),
    ],
    [
      'incidents',
      'incidentKey',
      `filter: { processDefinitionId: { in: ["${order}", "failing-${suffix}"] } }`,
      'incidentKey processDefinitionKey processDefinitionId processInstanceKey errorType elementId elementInstanceKey creationTime state jobKey tenantId'.split(
        ' ',
      ),
    ],
    [
      'variables',
      'variableKey',
      'filter: { name: { in: ["index", "orderId"] } }',
      'variableKey value name tenantId scopeKey processInstanceKey'.split(' '),
    ],
    [
      'processDefinitions',
      'processDefinitionKey',
      'filter: { version: 1 }',
      'processDefinitionKey name version versionTag processDefinitionId tenantId'.split(' '),
    ],
    [
      'userTasks',
      'userTaskKey',
      `filter: { processDefinitionId: "${order}" }`,
      'creationDate completionDate followUpDate dueDate priority name'.split(' '),
    ],
  ]

  describe.each(LISTS)('%s', (list, key, filter, sorts) => {
    test.each(sorts)('page by %s, every row once, both ways', async (field) => {
      for (const order of ['ASC', 'DESC']) {
        const shown = list === 'variables' && field === 'value' ? 'preview' : field
        const sort = `sort: [{ field: ${field}, order: ${order} }]`
        const { whole, forward, backward } = await paged(gateway, list, `${key} ${shown}`, `${filter}, ${sort}`)
        const keys = (nodes: Node[]) => nodes.map((node) => node[key])
        expect(whole.length).toBeGreaterThan(2)
        expect(keys(forward)).toEqual(keys(whole))
        expect(keys(backward)).toEqual(keys(whole))
        const values = whole.map((node) => node[shown] ?? null)
        const present = values.filter((value) => value !== null)
        expect(values.slice(0, present.length), 'those without a value come last').toEqual(present)
      }
    })
  })

  test.each([
    ['processInstances', '{ processInstanceKey: { eq: "1" } }'],
    ['processInstances', '{ processDefinitionKey: { eq: "1" } }'],
    ['processInstances', '{ processDefinitionId: { eq: "none" } }'],
    ['processInstances', '{ processDefinitionVersion: { eq: 99 } }'],
    ['processInstances', '{ processDefinitionVersionTag: { eq: "none" } }'],
    ['processInstances', '{ parentProcessInstanceKey: { eq: "1" } }'],
    ['processInstances', '{ parentElementInstanceKey: { eq: "1" } }'],
    ['processInstances', '{ startDate: { eq: "2020-01-01T00:00:00Z" } }'],
    ['processInstances', '{ endDate: { eq: "2020-01-01T00:00:00Z" } }'],
    ['processInstances', '{ tenantId: { eq: "none" } }'],
    ['processInstances', '{ startDate: { lt: "2020-01-01T00:00:00Z" } }'],
    ['elementInstances', '{ elementInstanceKey: "1" }'],
    ['elementInstances', '{ processInstanceKey: "1" }'],
    ['elementInstances', '{ processDefinitionKey: "1" }'],
    ['elementInstances', '{ startDate: { eq: "2020-01-01T00:00:00Z" } }'],
    ['elementInstances', '{ elementId: "none" }'],
    ['elementInstances', '{ type: AD_HOC_SUB_PROCESS }'],
    ['elementInstances', '{ state: { eq: TERMINATED }, elementId: "ordered" }'],
    ['elementInstances', '{ incidentKey: "1" }'],
    ['elementInstances', '{ tenantId: "none" }'],
    ['incidents', '{ incidentKey: { eq: "1" } }'],
    ['incidents', '{ processInstanceKey: { eq: "1" } }'],
    ['incidents', '{ processDefinitionKey: { eq: "1" } }'],
    ['incidents', '{ processDefinitionId: { eq: "none" } }'],
    ['incidents', '{ errorType: { eq: FORM_NOT_FOUND } }'],
    ['incidents', '{ elementId: { eq: "none" } }'],
    ['incidents', '{ elementInstanceKey: { eq: "1" } }'],
    ['incidents', '{ jobKey: { eq: "1" } }'],
    ['incidents', '{ state: { eq: MIGRATED } }'],
    ['incidents', '{ tenantId: { eq: "none" } }'],
    ['variables', '{ variableKey: { eq: "1" } }'],
    ['variables', '{ processInstanceKey: { eq: "1" } }'],
    ['variables', '{ scopeKey: { eq: "1" } }'],
    ['variables', '{ name: { eq: "none" } }'],
    ['variables', '{ value: { eq: "none" } }'],
    ['variables', '{ tenantId: "none" }'],
    ['variables', `{ isTruncated: true, name: { eq: "orderId" } }`],
    ['processDefinitions', '{ processDefinitionKey: "1" }'],
    ['processDefinitions', '{ processDefinitionId: { eq: "none" } }'],
    ['processDefinitions', '{ name: { eq: "none" } }'],
    ['processDefinitions', '{ version: 99 }'],
    ['processDefinitions', '{ versionTag: "none" }'],
    ['processDefinitions', '{ tenantId: "none" }'],
    ['userTasks', '{ state: { eq: FAILED } }'],
    ['userTasks', '{ assignee: { eq: "none" } }'],
    ['userTasks', '{ assignee: { in: ["none", "nobody"] } }'],
    ['userTasks', '{ elementId: "none" }'],
    ['userTasks', '{ candidateGroup: { eq: "none" } }'],
    ['userTasks', '{ candidateGroup: { in: ["none", "nobody"] } }'],
    ['userTasks', '{ candidateUser: { eq: "none" } }'],
    ['userTasks', '{ candidateUser: { in: ["none", "nobody"] } }'],
    ['userTasks', '{ tenantId: { eq: "none" } }'],
    ['userTasks', '{ priority: { gt: 99 } }'],
    ['userTasks', '{ priority: { lt: 1 } }'],
    ['userTasks', '{ priority: { eq: 1 } }'],
    ['userTasks', '{ dueDate: { gt: "2090-01-01T00:00:00Z" } }'],
    ['userTasks', '{ dueDate: { lt: "2020-01-01T00:00:00Z" } }'],
    ['userTasks', '{ followUpDate: { gte: "2090-01-01T00:00:00Z" } }'],
    ['userTasks', '{ followUpDate: { lte: "2020-01-01T00:00:00Z" } }'],
    ['userTasks', '{ processDefinitionKey: "1" }'],
    ['userTasks', '{ processInstanceKey: "1" }'],
    ['userTasks', '{ userTaskKey: "1" }'],
  ])('%s with %s are none: the engine knows the filter', async (list, filter) => {
    const data = await ask(gateway, `{ ${list}(filter: ${filter}) { totalCount nodes { __typename } } }`)
    expect(data[list]).toEqual({ totalCount: 0, nodes: [] })
  })

  test('filters find what they should', async () => {
    const { items } = await client.web.post('/v1/process-instances/search', {
      filter: { bpmnProcessId: order },
      size: 1000,
    })
    const rows: Array<{ key: number; state: string; incident: boolean; startDate: string; parentKey?: number }> = items
    const middle =
      rows
        .map(({ startDate }) => startDate)
        .sort()[12]
        ?.replace('+0000', 'Z') ?? ''
    const at = Date.parse(middle)
    const cases: Array<[string, (row: (typeof rows)[number]) => boolean]> = [
      ['state: { eq: COMPLETED }', ({ state }) => state === 'COMPLETED'],
      ['state: { eq: TERMINATED }', ({ state }) => state === 'CANCELED'],
      ['state: { neq: ACTIVE }', ({ state }) => state !== 'ACTIVE'],
      ['endDate: { exists: false }', ({ state }) => state === 'ACTIVE'],
      ['hasIncident: true', ({ incident }) => incident],
      ['hasIncident: false', ({ incident }) => !incident],
      ['parentProcessInstanceKey: { exists: true }', ({ parentKey }) => parentKey !== undefined],
      ['parentProcessInstanceKey: { exists: false }', ({ parentKey }) => parentKey === undefined],
      [`startDate: { eq: "${middle}" }`, ({ startDate }) => Date.parse(startDate.replace('+0000', 'Z')) === at],
      [`startDate: { gt: "${middle}" }`, ({ startDate }) => Date.parse(startDate.replace('+0000', 'Z')) > at],
      [
        `startDate: { lte: "${middle}" }, hasIncident: false`,
        (row) => Date.parse(row.startDate.replace('+0000', 'Z')) <= at && !row.incident,
      ],
      [
        'or: [{ hasIncident: true }, { state: { eq: COMPLETED } }]',
        ({ incident, state }) => incident || state === 'COMPLETED',
      ],
      [
        `processInstanceKey: { in: [${rows.slice(0, 3).map(({ key }) => `"${key}"`)}, "1"] }`,
        ({ key }) => rows.slice(0, 3).some((row) => row.key === key),
      ],
    ]
    for (const [filter, matches] of cases) {
      const expected = rows.filter(matches).map(({ key }) => `${key}`)
      expect(expected.length, filter).toBeGreaterThan(0)
      const query = `{ processInstances(filter: { processDefinitionId: { eq: "${order}" }, ${filter} }) { totalCount nodes { processInstanceKey } } }`
      const { processInstances } = await ask(gateway, query)
      expect(
        processInstances.nodes.map((node: Node) => node.processInstanceKey),
        filter,
      ).toEqual(expected)
      expect(processInstances.totalCount, filter).toBe(expected.length)
    }
  })

  test('instances are found by their variables', async () => {
    const filter = { name: 'orderId', value: '"o-7"' }
    const { items } = await client.web.post('/v1/variables/search', { filter, size: 1000 })
    const query = `{ processInstances(filter: { processDefinitionId: { eq: "${order}" }, variables: [
      { name: "orderId", value: { eq: "\\"o-7\\"" } }, { name: "index", value: { in: ["3", "9"] } }
    ] }) { nodes { processInstanceKey } } }`
    const { processInstances } = await ask(gateway, query)
    expect(processInstances.nodes).toEqual([{ processInstanceKey: `${items[0].processInstanceKey}` }])
  })

  test('everything that the schema tells of an instance', async () => {
    const { processInstances } = await ask(
      gateway,
      `{ processInstances(first: 30, filter: { processDefinitionName: { in: ["Delivery", "Order", "Failing"] }, processDefinitionId: { like: "*-${suffix}" } }) { totalCount nodes {
        processDefinitionName processDefinition { name version xml } parentProcessInstance { processDefinitionId } parentElementInstance { elementId type }
        calledProcessInstances { nodes { processDefinitionId } } elementInstances { nodes { elementName processDefinitionId } } variables { nodes { name value } }
        userTasks { nodes { name candidateGroups candidateUsers dueDate followUpDate priority processName processDefinitionVersion } }
        incidents { nodes { errorType errorMessage elementId elementInstance { elementId } } } hierarchyIncidents { totalCount }
        sequenceFlows { elementId } elementStatistics { elementId active completed incidents } callHierarchy { processDefinitionName }
      } } }`,
    )
    expect(processInstances.totalCount).toBe(33)
    const called = processInstances.nodes.find((node: { callHierarchy: unknown[] }) => node.callHierarchy.length > 0)
    expect(called).toMatchObject({
      processDefinitionName: 'Order',
      parentProcessInstance: { processDefinitionId: `delivery-${suffix}` },
      parentElementInstance: { elementId: 'call', type: 'CALL_ACTIVITY' },
      callHierarchy: [{ processDefinitionName: 'Delivery' }, { processDefinitionName: 'Order' }],
    })
    const failing = processInstances.nodes.find((node: Node) => node.processDefinitionName === 'Failing')
    if (failing)
      expect(failing.incidents.nodes).toMatchObject([
        { errorType: 'EXTRACT_VALUE_ERROR', elementId: 'ask', elementInstance: { elementId: 'ask' } },
      ])
    const waiting = processInstances.nodes.find(
      ({ userTasks }: { userTasks: { nodes: Node[] } }) => userTasks.nodes.length > 0,
    )
    expect(waiting.userTasks.nodes[0]).toMatchObject({
      candidateGroups: ['sales', 'support'],
      candidateUsers: ['mary'],
      dueDate: '2030-01-02T03:04:05.000Z',
      followUpDate: '2029-01-02T03:04:05.000Z',
      priority: 70,
    })
  })

  test('every command, with payloads that wait until they are to be seen', async () => {
    const own = unique()
    const text = (name: 'order' | 'failing') => ({ text: { name: `${name}.bpmn`, content: bpmn(name, own) } })
    const mutate = (document: string, variables?: object) => ask(gateway, document, variables)
    const deployed = await mutate(
      'mutation ($input: CreateDeploymentInput!) { createDeployment(input: $input) { deploymentKey processDefinitions { processDefinitionKey processDefinitionId version name } } }',
      { input: { resources: [text('order'), text('failing')] } },
    )
    const [definition, failingDefinition] = deployed.createDeployment.processDefinitions
    expect(definition).toMatchObject({ processDefinitionId: `order-${own}`, version: 1, name: 'Order' })
    const start = (processDefinitionId: string) =>
      mutate(
        'mutation ($input: CreateProcessInstanceInput!) { createProcessInstance(input: $input) { processInstanceKey processInstance { state startDate processDefinition { name } } } }',
        { input: { processDefinitionId, variables: { orderId: own } } },
      )
    const { createProcessInstance: started } = await start(`order-${own}`)
    expect(started.processInstance).toMatchObject({ state: 'ACTIVE', processDefinition: { name: 'Order' } })
    const instance = started.processInstanceKey

    const written = await mutate(
      `mutation { createElementInstanceVariables(input: { elementInstanceKey: "${instance}", variables: { total: 12 } }) { variables { name value } } }`,
    )
    expect(written.createElementInstanceVariables.variables).toEqual([{ name: 'total', value: 12 }])

    const activate = async () =>
      (
        await mutate(
          'mutation ($input: ActivateJobsInput!) { activateJobs(input: $input) { jobs { jobKey retries variables customHeaders elementInstance { elementId } } } }',
          {
            input: { type: `pay-${own}`, maxJobsToActivate: 1, timeout: 60_000, requestTimeout: 5_000 },
          },
        )
      ).activateJobs.jobs[0]
    const job = await activate()
    expect(job).toMatchObject({
      retries: 3,
      variables: { orderId: own, total: 12 },
      customHeaders: { method: 'card' },
      elementInstance: { elementId: 'pay' },
    })
    await mutate(
      `mutation { updateJob(input: { jobKey: "${job.jobKey}", retries: 5, timeout: 90000 }) { __typename } }`,
    )
    await mutate(
      `mutation { failJob(input: { jobKey: "${job.jobKey}", retries: 0, errorMessage: "declined" }) { __typename } }`,
    )
    const { incidents } = await until(
      () =>
        ask(
          gateway,
          `{ incidents(filter: { processInstanceKey: { eq: "${instance}" }, state: { eq: ACTIVE } }) { nodes { incidentKey errorMessage jobKey } } }`,
        ),
      ({ incidents }) => incidents.nodes.length === 1,
    )
    expect(incidents.nodes[0]).toMatchObject({ errorMessage: 'declined', jobKey: job.jobKey })
    await mutate(`mutation { updateJob(input: { jobKey: "${job.jobKey}", retries: 1 }) { __typename } }`)
    const resolved = await mutate(
      `mutation { resolveIncident(input: { incidentKey: "${incidents.nodes[0].incidentKey}" }) { incident { state } } }`,
    )
    expect(resolved.resolveIncident.incident).toEqual({ state: 'RESOLVED' })
    const again = await activate()
    await mutate(
      `mutation { completeJob(input: { jobKey: "${again.jobKey}", variables: { paid: true } }) { __typename } }`,
    )

    const { userTasks } = await until(
      () =>
        ask(
          gateway,
          `{ userTasks(filter: { processInstanceKey: "${instance}" }) { nodes { userTaskKey effectiveVariables { nodes { name } } } } }`,
        ),
      // Tasklist takes in a task and what it sees one after the other.
      ({ userTasks }) => userTasks.nodes[0]?.effectiveVariables.nodes.length === 3,
    )
    const task = userTasks.nodes[0].userTaskKey
    expect(userTasks.nodes[0].effectiveVariables.nodes.map(({ name }: Node) => name).sort()).toEqual([
      'orderId',
      'paid',
      'total',
    ])
    const assigned = await mutate(
      `mutation { assignUserTask(input: { userTaskKey: "${task}", assignee: "ann" }) { userTask { assignee } } }`,
    )
    expect(assigned.assignUserTask.userTask).toEqual({ assignee: 'ann' })
    expect(
      await codes(
        gateway,
        `mutation { assignUserTask(input: { userTaskKey: "${task}", assignee: "bob", allowOverride: false }) { __typename } }`,
      ),
    ).toEqual(['CONFLICT'])
    const unassigned = await mutate(
      `mutation { unassignUserTask(input: { userTaskKey: "${task}" }) { userTask { assignee } } }`,
    )
    expect(unassigned.unassignUserTask.userTask).toEqual({ assignee: null })
    const updated = await mutate(
      `mutation { updateUserTask(input: { userTaskKey: "${task}", priority: 10, candidateGroups: ["x"], dueDate: "2031-01-01T00:00:00Z" }) { userTask { priority candidateGroups dueDate } } }`,
    )
    expect(updated.updateUserTask.userTask).toEqual({
      priority: 10,
      candidateGroups: ['x'],
      dueDate: '2031-01-01T00:00:00.000Z',
    })
    const completed = await mutate(
      `mutation { completeUserTask(input: { userTaskKey: "${task}", variables: { ok: true } }) { userTask { state completionDate } } }`,
    )
    expect(completed.completeUserTask.userTask).toMatchObject({
      state: 'COMPLETED',
      completionDate: expect.stringMatching(/Z$/),
    })

    const { createProcessInstance: second } = await start(`order-${own}`)
    const { createDeployment: newer } = await mutate(
      'mutation ($input: CreateDeploymentInput!) { createDeployment(input: $input) { processDefinitions { processDefinitionKey version } } }',
      {
        input: {
          resources: [
            { text: { name: 'order.bpmn', content: bpmn('order', own).replace('name="Pay"', 'name="Pay now"') } },
          ],
        },
      },
    )
    expect(newer.processDefinitions).toMatchObject([{ version: 2 }])
    const migrated = await mutate(
      `mutation { migrateProcessInstance(input: { processInstanceKey: "${second.processInstanceKey}", targetProcessDefinitionKey: "${newer.processDefinitions[0].processDefinitionKey}", mappingInstructions: [{ sourceElementId: "pay", targetElementId: "pay" }] }) { processInstance { processDefinitionVersion } } }`,
    )
    expect(migrated.migrateProcessInstance.processInstance).toEqual({ processDefinitionVersion: 2 })
    await mutate(
      `mutation { modifyProcessInstance(input: { processInstanceKey: "${second.processInstanceKey}", activateInstructions: [{ elementId: "check" }] }) { processInstance { state } } }`,
    )
    const cancelled = await mutate(
      `mutation { cancelProcessInstance(input: { processInstanceKey: "${second.processInstanceKey}" }) { processInstance { state endDate } } }`,
    )
    expect(cancelled.cancelProcessInstance.processInstance).toMatchObject({
      state: 'TERMINATED',
      endDate: expect.stringMatching(/Z$/),
    })

    const { createProcessInstance: third } = await start(`order-${own}`)
    const thrown = await activate()
    await mutate(
      `mutation { throwJobError(input: { jobKey: "${thrown.jobKey}", errorCode: "DECLINED" }) { __typename } }`,
    )
    await until(
      () => ask(gateway, `{ processInstance(processInstanceKey: "${third.processInstanceKey}") { state } }`),
      ({ processInstance }) => processInstance?.state === 'COMPLETED',
    )
    expect(
      (await mutate('mutation { publishMessage(input: { name: "none", correlationKey: "1" }) { messageKey } }'))
        .publishMessage.messageKey,
    ).toMatch(/^\d+$/)
    expect(
      (await mutate('mutation { broadcastSignal(input: { signalName: "none" }) { signalKey } }')).broadcastSignal
        .signalKey,
    ).toMatch(/^\d+$/)
    expect(
      await codes(
        gateway,
        'mutation { correlateMessage(input: { name: "none", correlationKey: "1" }) { messageKey } }',
      ),
    ).toEqual(['NOT_FOUND'])
    await mutate(
      `mutation { deleteResource(input: { resourceKey: "${failingDefinition.processDefinitionKey}" }) { resourceKey } }`,
    )
  }, 180_000)

  test.each([
    ['cancelProcessInstance(input: { processInstanceKey: "12" })', 'NOT_FOUND'],
    ['cancelProcessInstance(input: { processInstanceKey: "2251799899999999" })', 'NOT_FOUND'],
    [
      'modifyProcessInstance(input: { processInstanceKey: "12", activateInstructions: [{ elementId: "a" }] })',
      'NOT_FOUND',
    ],
    [
      'migrateProcessInstance(input: { processInstanceKey: "12", targetProcessDefinitionKey: "1", mappingInstructions: [{ sourceElementId: "a", targetElementId: "b" }] })',
      'NOT_FOUND',
    ],
    ['createElementInstanceVariables(input: { elementInstanceKey: "12", variables: { a: 1 } })', 'NOT_FOUND'],
    ['completeJob(input: { jobKey: "12" })', 'NOT_FOUND'],
    ['failJob(input: { jobKey: "12" })', 'NOT_FOUND'],
    ['throwJobError(input: { jobKey: "12", errorCode: "x" })', 'NOT_FOUND'],
    ['updateJob(input: { jobKey: "12", retries: 1 })', 'NOT_FOUND'],
    ['assignUserTask(input: { userTaskKey: "12", assignee: "a" })', 'NOT_FOUND'],
    ['unassignUserTask(input: { userTaskKey: "12" })', 'NOT_FOUND'],
    ['updateUserTask(input: { userTaskKey: "12", priority: 1 })', 'NOT_FOUND'],
    ['completeUserTask(input: { userTaskKey: "12" })', 'NOT_FOUND'],
    ['resolveIncident(input: { incidentKey: "12" })', 'NOT_FOUND'],
    ['deleteResource(input: { resourceKey: "12" })', 'NOT_FOUND'],
    ['createProcessInstance(input: { processDefinitionId: "none" })', 'NOT_FOUND'],
    ['createProcessInstance(input: { processDefinitionKey: "12" })', 'NOT_FOUND'],
    ['createProcessInstance(input: { processDefinitionId: "none", tenantId: "t1" })', 'BAD_USER_INPUT'],
    ['createDeployment(input: { resources: [{ text: { name: "a.bpmn", content: "no" } }] })', 'BAD_USER_INPUT'],
  ])('%s is answered %s', async (document, code) => {
    expect(await codes(gateway, `mutation { ${document} { __typename } }`)).toEqual([code])
  })

  test('user name and password log in, for Operate and Tasklist and commands', async () => {
    await using own = await starting(running, COOKIE)
    const { userTasks } = await ask(
      own,
      `{ userTasks(first: 1, filter: { processDefinitionId: "${order}", state: { eq: CREATED } }) { nodes { userTaskKey } } }`,
    )
    const { userTask } = await ask(
      own,
      `{ userTask(userTaskKey: "${userTasks.nodes[0].userTaskKey}") { name dueDate } }`,
    )
    expect(userTask).toEqual({ name: 'Check the order', dueDate: '2030-01-02T03:04:05.000Z' })
    await ask(own, 'mutation { broadcastSignal(input: { signalName: "none" }) { signalKey } }')
    await using wrong = await starting(running, { ...COOKIE, CAMUNDA_COOKIE_AUTH_PASSWORD: 'no' })
    const { errors = [] } = await wrong.ask('{ processInstances { totalCount } }')
    expect(errors[0]?.message).toContain('refused')
  })

  test('callers’ own tokens and sessions are forwarded', async () => {
    await using own = await starting(running, { CAMUNDA_AUTH_STRATEGY: 'FORWARD' })
    const question = '{ processInstances(first: 1) { nodes { state } } topology { clusterSize } }'
    expect((await own.ask(question, {}, { authorization: `Bearer ${await token(running)}` })).errors).toBeUndefined()
    const login = await fetch(`${running.operateAddress}/api/login?username=demo&password=demo`, { method: 'POST' })
    const cookie = login.headers
      .getSetCookie()
      .map((text) => text.split(';')[0])
      .join('; ')
    const csrf = login.headers.get('x-csrf-token') ?? ''
    expect((await own.ask(question, {}, { cookie, 'x-csrf-token': csrf })).errors).toBeUndefined()
    for (const headers of [{}, { authorization: 'Bearer no' }, { cookie }]) {
      const { errors = [] } = await own.ask(
        '{ processInstances(first: 1) { nodes { state } } }',
        {},
        headers as Record<string, string>,
      )
      expect(errors.map(({ extensions }) => extensions?.code)).toEqual(['UNAUTHENTICATED'])
    }
  })

  test('Operate alone reads the same, and commands nothing', async () => {
    await using own = await startGateway(
      { url: running.operateAddress },
      { CAMUNDA_API: 'operate-v1', ...oauth(running) },
    )
    const question = `{ processInstances(first: 30, ${ofOrder}, sort: [{ field: endDate, order: DESC }]) { totalCount nodes {
      processInstanceKey state endDate processDefinitionName elementInstances { nodes { elementInstanceKey } } variables { nodes { name value } } } } }`
    expect(await ask(own, question)).toEqual(await ask(gateway, question))
    expect(await codes(own, '{ userTasks { totalCount } }')).toEqual(['NOT_SUPPORTED'])
    expect(await codes(own, `mutation { resolveIncident(input: { incidentKey: "12" }) { __typename } }`)).toEqual([
      'NOT_SUPPORTED',
    ])
    expect(await codes(own, '{ incidents(filter: { elementId: { eq: "ask" } }) { totalCount } }')).toEqual([
      'NOT_SUPPORTED',
    ])
  })

  test('rows that come while a list is paged leave the others where they are', async () => {
    const before = (
      await client.web.post('/v1/process-instances/search', { filter: { bpmnProcessId: order }, size: 1000 })
    ).items
    const seen: unknown[] = []
    for (let after = ''; ; ) {
      const query = `{ processInstances(first: 5${after}, ${ofOrder}, sort: [{ field: startDate, order: DESC }]) { nodes { processInstanceKey } pageInfo { hasNextPage endCursor } } }`
      const { processInstances: page } = await ask(gateway, query)
      seen.push(...page.nodes.map((node: Node) => node.processInstanceKey))
      if (!page.pageInfo.hasNextPage) break
      after = `, after: "${page.pageInfo.endCursor}"`
      await client.start(order, 1)
    }
    const old = new Set(before.map(({ key }: { key: number }) => `${key}`))
    expect(seen.filter((key) => old.has(String(key))).toSorted()).toEqual([...old].toSorted())
    expect(new Set(seen).size).toBe(seen.length)
  })
})

describeEngine('camunda-8.6-split', 'behind the gateway', () => {
  test('is three addresses', async () => {
    const running = await engine('camunda-8.6-split')
    for (const login of [oauth(running), COOKIE]) {
      await using gateway = await starting(running, login)
      const own = unique()
      await ask(
        gateway,
        'mutation ($input: CreateDeploymentInput!) { createDeployment(input: $input) { processDefinitions { name } } }',
        {
          input: { resources: [{ text: { name: 'order.bpmn', content: bpmn('order', own) } }] },
        },
      )
      const data = await ask(
        gateway,
        `mutation { createProcessInstance(input: { processDefinitionId: "order-${own}" }) { processInstance { state elementInstances { totalCount } userTasks { totalCount } } } }`,
      )
      expect(data.createProcessInstance.processInstance).toMatchObject({
        state: 'ACTIVE',
        userTasks: { totalCount: 0 },
      })
    }
  }, 600_000)
})
