import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeEngine } from './support/engine.ts'
import { type Generation, startGenerations } from './support/generations.ts'
import { bpmn, unique } from './support/processes.ts'
import { times, until } from './support/rest.ts'

const ORDERS = 12
const suffix = unique()
/** As they are called in the engines, where tests share them. */
const named = { order: `order-${suffix}`, delivery: `delivery-${suffix}`, failing: `failing-${suffix}` }
const names = Object.keys(named) as Array<keyof typeof named>

/** The keys of the instances that questions are about. */
interface Story {
  generation: Generation
  /** Its job has failed for good. */
  failed: string
  /** Its task has an assignee. */
  waiting: string
  completed: string
  canceled: string
  caller: string
}

/** The same life in each generation, by the same mutations. */
async function live(generation: Generation): Promise<Story> {
  const { ask } = generation
  await ask('mutation ($input: CreateDeploymentInput!) { createDeployment(input: $input) { deploymentKey } }', {
    input: { resources: names.map((name) => ({ text: { name: `${name}.bpmn`, content: bpmn(name, suffix) } })) },
  })
  const start = async (processDefinitionId: string, values: string): Promise<string> => {
    const mutation = `mutation ($id: String!, $values: JSON) { createProcessInstance(input: { processDefinitionId: $id, variables: $values }) { processInstanceKey } }`
    const data = await ask(mutation, `{ "id": "${processDefinitionId}", "values": ${values} }`)
    return data.createProcessInstance.processInstanceKey
  }
  const caller = await start(
    named.delivery,
    '{ "orderId": "d 1", "big": 9007199254740993, "nested": { "lines": [1, { "of": null }, "ä\\"😀"], "paid": true }, "price": 12.5, "nothing": null }',
  )
  await times(2, () => start(named.failing, '{}'))
  const orders = await times(ORDERS, (index) => start(named.order, `{ "orderId": "o ${index}", "index": ${index} }`))

  // Each order and the one that the delivery calls; that one waits on.
  for (let taken = 0; taken < ORDERS + 1; ) {
    const { activateJobs } = await ask(
      'mutation ($type: String!) { activateJobs(input: { type: $type, timeout: 600000, maxJobsToActivate: 50, requestTimeout: 10000, worker: "till" }) { jobs { jobKey variables } } }',
      { type: `pay-${suffix}` },
    )
    taken += activateJobs.jobs.length
    for (const { jobKey: key, variables } of activateJobs.jobs) {
      if (variables.index === 0)
        await ask(
          'mutation ($key: ID!) { failJob(input: { jobKey: $key, retries: 0, errorMessage: "card declined" }) { __typename } }',
          { key },
        )
      else if (variables.index !== undefined)
        await ask(
          'mutation ($key: ID!) { completeJob(input: { jobKey: $key, variables: { paid: true } }) { __typename } }',
          {
            key,
          },
        )
    }
  }
  const taskOf = async (index: number): Promise<string> => {
    const nodes = await until(
      async () =>
        (
          await ask('query ($key: ID!) { userTasks(filter: { processInstanceKey: $key }) { nodes { userTaskKey } } }', {
            key: orders[index],
          })
        ).userTasks.nodes,
      ({ length }) => length === 1,
    )
    return nodes[0].userTaskKey
  }
  await ask('mutation ($key: ID!) { assignUserTask(input: { userTaskKey: $key, assignee: "mary" }) { __typename } }', {
    key: await taskOf(1),
  })
  // Not the model's: Camunda 7 reads those in the time zone of its server.
  await ask(
    'mutation ($key: ID!) { updateUserTask(input: { userTaskKey: $key, dueDate: "2031-02-03T04:05:06.789Z", followUpDate: "2030-02-03T09:05:06+05:00" }) { __typename } }',
    { key: await taskOf(1) },
  )
  for (const index of [2, 3])
    await ask('mutation ($key: ID!) { completeUserTask(input: { userTaskKey: $key }) { __typename } }', {
      key: await taskOf(index),
    })
  await taskOf(4)
  await ask('mutation ($key: ID!) { cancelProcessInstance(input: { processInstanceKey: $key }) { __typename } }', {
    key: orders[4],
  })
  const [failed = '', waiting = '', completed = '', , canceled = ''] = orders
  return { generation, failed, waiting, completed, canceled, caller }
}

const counts = `query ($order: String!, $failing: String!) {
  all: processInstances(first: 0, filter: { processDefinitionId: { eq: $order } }) { totalCount totalCountIsExact }
  active: processInstances(first: 0, filter: { processDefinitionId: { eq: $order }, state: { eq: ACTIVE } }) { totalCount }
  completed: processInstances(first: 0, filter: { processDefinitionId: { eq: $order }, state: { eq: COMPLETED } }) { totalCount }
  terminated: processInstances(first: 0, filter: { processDefinitionId: { eq: $order }, state: { eq: TERMINATED } }) { totalCount }
  ended: processInstances(first: 0, filter: { processDefinitionId: { eq: $order }, endDate: { exists: true } }) { totalCount }
  called: processInstances(first: 0, filter: { processDefinitionId: { eq: $order }, parentProcessInstanceKey: { exists: true } }) { totalCount }
  troubled: processInstances(first: 0, filter: { processDefinitionId: { eq: $order }, hasIncident: true }) { totalCount }
  incidents(first: 0, filter: { processDefinitionId: { in: [$order, $failing] }, state: { eq: ACTIVE } }) { totalCount }
  open: userTasks(first: 0, filter: { processDefinitionId: $order, state: { eq: CREATED } }) { totalCount }
  done: userTasks(first: 0, filter: { processDefinitionId: $order, state: { eq: COMPLETED } }) { totalCount }
  marys: userTasks(first: 0, filter: { processDefinitionId: $order, assignee: { eq: "mary" } }) { totalCount }
}`
const COUNTED = {
  all: { totalCount: ORDERS + 1, totalCountIsExact: true },
  active: { totalCount: ORDERS - 2 },
  completed: { totalCount: 2 },
  terminated: { totalCount: 1 },
  ended: { totalCount: 3 },
  called: { totalCount: 1 },
  troubled: { totalCount: 1 },
  incidents: { totalCount: 3 },
  open: { totalCount: ORDERS - 4 },
  done: { totalCount: 2 },
  marys: { totalCount: 1 },
}

/** What each generation must be asked, and the one answer to it. Lists come in the order of their keys, which differ. */
const QUESTIONS: ReadonlyArray<[title: string, query: string, answer: object]> = [
  [
    'definitions',
    '($order: String!) { processDefinitions(filter: { processDefinitionId: { eq: $order } }) { totalCount nodes { processDefinitionId name version versionTag tenantId } } }',
    {
      processDefinitions: {
        totalCount: 1,
        nodes: [
          {
            processDefinitionId: 'order',
            name: 'Order',
            version: 1,
            versionTag: '1.0',
            tenantId: '<default>',
          },
        ],
      },
    },
  ],
  [
    'an instance that runs',
    '($waiting: ID!) { processInstance(processInstanceKey: $waiting) { state endDate hasIncident tenantId processDefinitionId processDefinitionName processDefinitionVersion processDefinitionVersionTag parentProcessInstanceKey parentProcessInstance { state } processDefinition { name } elementInstances(sort: [{ field: startDate }]) { totalCount nodes { elementId elementName type state hasIncident processDefinitionId tenantId processInstance { state } } } } }',
    {
      processInstance: {
        state: 'ACTIVE',
        endDate: null,
        hasIncident: false,
        tenantId: '<default>',
        processDefinitionId: 'order',
        processDefinitionName: 'Order',
        processDefinitionVersion: 1,
        processDefinitionVersionTag: '1.0',
        parentProcessInstanceKey: null,
        parentProcessInstance: null,
        processDefinition: { name: 'Order' },
        elementInstances: {
          totalCount: 3,
          nodes: [
            ['check', 'Check the order', 'USER_TASK', 'ACTIVE'],
            ['ordered', 'Ordered', 'START_EVENT', 'COMPLETED'],
            ['pay', 'Pay', 'SERVICE_TASK', 'COMPLETED'],
          ].map(([elementId, elementName, type, state]) => ({
            elementId,
            elementName,
            type,
            state,
            hasIncident: false,
            processDefinitionId: 'order',
            tenantId: '<default>',
            processInstance: { state: 'ACTIVE' },
          })),
        },
      },
    },
  ],
  [
    'instances that have ended',
    `($completed: ID!, $canceled: ID!) {
      completed: processInstance(processInstanceKey: $completed) { state hasIncident elementInstances { nodes { elementId state } } userTasks { nodes { state name assignee } } }
      canceled: processInstance(processInstanceKey: $canceled) { state hasIncident elementInstances { nodes { elementId state } } userTasks { nodes { state name assignee } } }
    }`,
    {
      completed: {
        state: 'COMPLETED',
        hasIncident: false,
        elementInstances: {
          nodes: ['check', 'done', 'ordered', 'pay'].map((elementId) => ({ elementId, state: 'COMPLETED' })),
        },
        userTasks: { nodes: [{ state: 'COMPLETED', name: 'Check the order', assignee: null }] },
      },
      canceled: {
        state: 'TERMINATED',
        hasIncident: false,
        elementInstances: {
          nodes: [
            { elementId: 'check', state: 'TERMINATED' },
            { elementId: 'ordered', state: 'COMPLETED' },
            { elementId: 'pay', state: 'COMPLETED' },
          ],
        },
        userTasks: { nodes: [{ state: 'CANCELED', name: 'Check the order', assignee: null }] },
      },
    },
  ],
  [
    'a task',
    '($waiting: ID!) { userTasks(filter: { processInstanceKey: $waiting }) { totalCount nodes { name elementId state assignee candidateGroups candidateUsers dueDate followUpDate completionDate priority processDefinitionId processDefinitionVersion processName tenantId form { formId } processInstance { state } processDefinition { name } } } }',
    {
      userTasks: {
        totalCount: 1,
        nodes: [
          {
            name: 'Check the order',
            elementId: 'check',
            state: 'CREATED',
            assignee: 'mary',
            candidateGroups: ['sales', 'support'],
            candidateUsers: ['mary'],
            dueDate: '2031-02-03T04:05:06.789Z',
            followUpDate: '2030-02-03T04:05:06.000Z',
            completionDate: null,
            priority: 70,
            processDefinitionId: 'order',
            processDefinitionVersion: 1,
            processName: 'Order',
            tenantId: '<default>',
            form: null,
            processInstance: { state: 'ACTIVE' },
            processDefinition: { name: 'Order' },
          },
        ],
      },
    },
  ],
  [
    'variables',
    '($caller: ID!) { processInstance(processInstanceKey: $caller) { variables { totalCount nodes { name value isTruncated tenantId scopeElementInstance { elementId } processInstance { processDefinitionId } } } } }',
    {
      processInstance: {
        variables: {
          totalCount: 5,
          nodes: [
            ['big', 9007199254740993n],
            ['nested', { lines: [1, { of: null }, 'ä"😀'], paid: true }],
            ['nothing', null],
            ['orderId', 'd 1'],
            ['price', 12.5],
          ].map(([name, value]) => ({
            name,
            value,
            isTruncated: false,
            tenantId: '<default>',
            scopeElementInstance: null,
            processInstance: { processDefinitionId: 'delivery' },
          })),
        },
      },
    },
  ],
  [
    'relations down and up',
    '($caller: ID!) { processInstance(processInstanceKey: $caller) { elementInstances { nodes { elementId type state } } calledProcessInstances { totalCount nodes { processDefinitionId state parentProcessInstance { processDefinitionId } parentElementInstance { elementId type } callHierarchy { processDefinitionName } variables { nodes { name } } } } } }',
    {
      processInstance: {
        elementInstances: {
          nodes: [
            { elementId: 'call', type: 'CALL_ACTIVITY', state: 'ACTIVE' },
            { elementId: 'started', type: 'START_EVENT', state: 'COMPLETED' },
          ],
        },
        calledProcessInstances: {
          totalCount: 1,
          nodes: [
            {
              processDefinitionId: 'order',
              state: 'ACTIVE',
              parentProcessInstance: { processDefinitionId: 'delivery' },
              parentElementInstance: { elementId: 'call', type: 'CALL_ACTIVITY' },
              callHierarchy: [{ processDefinitionName: 'Delivery' }, { processDefinitionName: 'Order' }],
              variables: { nodes: ['big', 'nested', 'nothing', 'orderId', 'price'].map((name) => ({ name })) },
            },
          ],
        },
      },
    },
  ],
  [
    'an incident',
    '($failed: ID!) { processInstance(processInstanceKey: $failed) { state hasIncident incidents { totalCount nodes { state errorType errorMessage elementId processDefinitionId tenantId processInstance { hasIncident } elementInstance { elementId hasIncident } } } } }',
    {
      processInstance: {
        state: 'ACTIVE',
        hasIncident: true,
        incidents: {
          totalCount: 1,
          nodes: [
            {
              state: 'ACTIVE',
              errorType: 'JOB_NO_RETRIES',
              errorMessage: 'card declined',
              elementId: 'pay',
              processDefinitionId: 'order',
              tenantId: '<default>',
              processInstance: { hasIncident: true },
              elementInstance: { elementId: 'pay', hasIncident: true },
            },
          ],
        },
      },
    },
  ],
  [
    'incidents across instances',
    '($failing: String!) { incidents(filter: { processDefinitionId: { eq: $failing }, state: { eq: ACTIVE } }) { totalCount nodes { elementId state processDefinitionId processInstance { processDefinitionName state hasIncident } } } }',
    {
      incidents: {
        totalCount: 2,
        nodes: Array(2).fill({
          elementId: 'ask',
          state: 'ACTIVE',
          processDefinitionId: 'failing',
          processInstance: { processDefinitionName: 'Failing', state: 'ACTIVE', hasIncident: true },
        }),
      },
    },
  ],
]

describeEngine('camunda-7', 'and the sandbox, each behind a gateway,', () => {
  let stories: Story[] = []
  let generations: Generation[] = []
  beforeAll(async () => {
    generations = await startGenerations()
    stories = await Promise.all(generations.map(live))
    // The sandbox shows what happened a little later, as a cluster does.
    for (const { ask } of generations) {
      await until(
        () => ask(counts, named),
        (counted) => JSON.stringify(counted) === JSON.stringify(COUNTED),
      )
    }
  })
  afterAll(() => Promise.all(generations.map((one) => one[Symbol.asyncDispose]())))

  test('count the same', async () => {
    for (const { name, ask } of generations) expect(await ask(counts, named), name).toEqual(COUNTED)
  })

  test.each(QUESTIONS)('answer the same of %s', async (_, query, answer) => {
    for (const { generation, ...keys } of stories) {
      const declared = Object.entries({ ...keys, ...named }).filter(([name]) => query.includes(`$${name}:`))
      const data = await generation.ask(`query ${query}`, Object.fromEntries(declared))
      expect.soft(comparable(data), generation.name).toEqual(answer)
    }
  })

  test('visit each row once, in the order of the keys, both ways', async () => {
    for (const { name, ask } of generations) {
      const page = async (window: string) => {
        const { processInstances } = await ask(
          `query ($order: String!) { processInstances(${window}, filter: { processDefinitionId: { eq: $order } }, sort: [{ field: processInstanceKey }]) { totalCount nodes { processInstanceKey } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
          { order: named.order },
        )
        expect(processInstances.totalCount).toBe(ORDERS + 1)
        const keys = processInstances.nodes.map((node: { processInstanceKey: string }) => node.processInstanceKey)
        return { keys, ...processInstances.pageInfo }
      }
      const whole = (await page('first: 100')).keys
      expect(new Set(whole).size, name).toBe(ORDERS + 1)
      expect(whole, name).toEqual([...whole].sort())
      const forward = []
      for (let after = '', more = true; more; ) {
        const { keys, hasNextPage, endCursor } = await page(`first: 5${after}`)
        forward.push(keys)
        more = hasNextPage
        after = `, after: "${endCursor}"`
      }
      const back = []
      for (let before = '', more = true; more; ) {
        const { keys, hasPreviousPage, startCursor } = await page(`last: 5${before}`)
        back.unshift(keys)
        more = hasPreviousPage
        before = `, before: "${startCursor}"`
      }
      expect(forward, name).toEqual([whole.slice(0, 5), whole.slice(5, 10), whole.slice(10)])
      expect(back, name).toEqual([whole.slice(0, 3), whole.slice(3, 8), whole.slice(8)])
    }
  })

  test('refuse the same, and find nothing where nothing is', async () => {
    for (const { generation, completed, waiting } of stories) {
      const { name, ask, codes } = generation
      const unknown = name === 'camunda-7' ? 'aaaaaaaa-0000-11f1-973a-02fc00000001' : '2251799813000001'
      expect(
        await ask(
          'query ($key: ID!) { processInstance(processInstanceKey: $key) { state } userTask(userTaskKey: $key) { name } incident(incidentKey: $key) { state } }',
          { key: unknown },
        ),
        name,
      ).toEqual({ processInstance: null, userTask: null, incident: null })
      const tasks = async (key: string) =>
        (
          await ask('query ($key: ID!) { userTasks(filter: { processInstanceKey: $key }) { nodes { userTaskKey } } }', {
            key,
          })
        ).userTasks.nodes[0].userTaskKey
      const complete = 'mutation ($key: ID!) { completeUserTask(input: { userTaskKey: $key }) { __typename } }'
      const claim =
        'mutation ($key: ID!) { assignUserTask(input: { userTaskKey: $key, assignee: "tom", allowOverride: false }) { __typename } }'
      const cancel =
        'mutation ($key: ID!) { cancelProcessInstance(input: { processInstanceKey: $key }) { __typename } }'
      expect(await codes(complete, { key: await tasks(completed) }), name).toEqual(['NOT_FOUND'])
      expect(await codes(claim, { key: await tasks(waiting) }), name).toEqual(['CONFLICT'])
      expect(await codes(cancel, { key: completed }), name).toEqual(['NOT_FOUND'])
      expect(await codes('{ processInstances(first: -1) { totalCount } }'), name).toEqual(['BAD_USER_INPUT'])
    }
  })

  test('differ where it is meant', async () => {
    const seen: Record<string, unknown> = {}
    for (const { generation, failed, waiting } of stories) {
      const { name, ask, codes } = generation
      const { of, task, incidents } = await ask(
        `query ($failed: ID!, $waiting: ID!, $failing: String!) {
            of: processInstance(processInstanceKey: $failed) { processInstanceKey processDefinition { resourceName } }
            task: processInstance(processInstanceKey: $waiting) { userTasks { nodes { externalFormReference elementInstance { elementId } } } }
            incidents(first: 1, filter: { processDefinitionId: { eq: $failing }, state: { eq: ACTIVE } }) { nodes { errorType errorMessage stackTrace elementInstance { elementId } } }
          }`,
        { failed, waiting, failing: named.failing },
      )
      const [incident] = incidents.nodes
      expect(incident.errorMessage, name).toEqual(expect.stringMatching(/worker/))
      const jobs = 'query ($key: ID!) { jobs(filter: { processInstanceKey: { eq: $key } }) { totalCount } }'
      seen[name] = {
        keyOfDigits: /^\d+$/.test(of.processInstanceKey),
        resourceName: of.processDefinition.resourceName,
        task: task.userTasks.nodes[0],
        errorType: incident.errorType,
        stackTrace: incident.stackTrace !== null,
        // A step that waits to begin is no element instance in Camunda 7.
        elementInstance: incident.elementInstance,
        jobs: await codes(jobs, { key: failed }),
      }
    }
    const v2 = {
      keyOfDigits: true,
      resourceName: 'order.bpmn',
      task: { externalFormReference: 'embedded:app:forms/check.html', elementInstance: { elementId: 'check' } },
      errorType: 'EXTRACT_VALUE_ERROR',
      stackTrace: false,
      elementInstance: { elementId: 'ask' },
      jobs: [],
    }
    expect(seen).toEqual({
      v2,
      'camunda-7': {
        ...v2,
        keyOfDigits: false,
        errorType: 'JOB_NO_RETRIES',
        stackTrace: true,
        elementInstance: null,
      },
    })
  })
})

/** Without what tests share, and lists of rows in an order of their own: that of keys differs. */
function comparable(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(`-${suffix}`, '')
  if (Array.isArray(value)) return value.map(comparable)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => {
      const compared = comparable(one)
      return [name, name === 'nodes' || name.startsWith('candidate') ? sorted(compared as unknown[]) : compared]
    }),
  )
}

const sorted = (values: readonly unknown[]) =>
  values
    .map((value) => [text(value), value] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, value]) => value)

const text = (value: unknown) => JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? `${one}` : one))
