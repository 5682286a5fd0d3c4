import { afterEach, expect, test } from 'vitest'
import { isJsonObject } from '../src/upstream/json/json-object.ts'
import type { EngineCall } from './support/camunda-7/contract.ts'
import {
  definition,
  externalTask,
  idOf,
  incident,
  instance,
  job,
  openTask,
  type Row,
  type Rows,
} from './support/camunda-7/rows.ts'
import { type FakeCamunda7, startCamunda7 } from './support/camunda-7/server.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'

let engine: FakeCamunda7
let gateway: RunningGateway

afterEach(async () => {
  await gateway.close()
  await engine[Symbol.asyncDispose]()
  expect(engine.violations).toEqual([])
})

/** Starts an engine in which every write is done. */
async function start(rows: Partial<Rows> = {}, answer: (call: EngineCall) => unknown = () => undefined): Promise<void> {
  engine = await startCamunda7(rows, (call) => {
    const body = answer(call)
    if (body !== undefined) return { body }
    const isList = call.query.has('maxResults') || call.path.endsWith('/count')
    return call.method === 'GET' || isList ? undefined : {}
  })
  gateway = await startGateway(engine, { CAMUNDA_API: 'camunda-7' })
}

/** What a command has called: reads as `GET /path`, writes with what they send. */
async function calledBy(mutation: string, variables?: string): Promise<unknown[]> {
  const { errors } = await gateway.ask(`mutation ${variables ? '($v: JSON!)' : ''} { ${mutation} }`, variables)
  expect(errors).toBeUndefined()
  return engine.calls
    .splice(0)
    .map(({ method, path, body }) => (body === undefined ? `${method} ${path}` : [`${method} ${path}`, body]))
}

const KEY = idOf(1)
const rows = {
  '/task': [openTask(1, { due: '2026-01-01T00:00:00.000+0000', owner: 'olga' })],
  '/external-task': [externalTask(1, { workerId: 'w' }), externalTask(2)],
  '/job': [job(3)],
  '/incident': [
    incident(4),
    incident(5, { incidentType: 'failedJob' }),
    incident(6, { incidentType: 'mine' }),
    incident(8, { configuration: null }),
  ],
  '/history/incident': [incident(7, { open: false, resolved: true })],
  '/process-instance': [instance(1, { definitionId: 'order:1:25' })],
  '/process-definition': [definition()],
} satisfies Partial<Rows>

test.each<[string, unknown[]]>([
  [
    `assignUserTask(input: { userTaskKey: "${KEY}", assignee: "mary" }) { __typename }`,
    [[`POST /task/${KEY}/assignee`, { userId: 'mary' }]],
  ],
  [
    `assignUserTask(input: { userTaskKey: "${KEY}", assignee: "mary", allowOverride: false }) { __typename }`,
    [[`POST /task/${KEY}/claim`, { userId: 'mary' }]],
  ],
  [`unassignUserTask(input: { userTaskKey: "${KEY}" }) { __typename }`, [`POST /task/${KEY}/unclaim`]],
  [`completeUserTask(input: { userTaskKey: "${KEY}" }) { __typename }`, [[`POST /task/${KEY}/complete`, {}]]],
  // The whole task goes back: what is not sent would be lost.
  [
    `updateUserTask(input: { userTaskKey: "${KEY}", priority: 7, followUpDate: "2027-01-01T01:00:00+01:00" }) { __typename }`,
    [
      `GET /task/${KEY}`,
      [
        `PUT /task/${KEY}`,
        {
          name: 'Check',
          description: 'Look twice',
          assignee: null,
          owner: 'olga',
          delegationState: null,
          due: '2026-01-01T00:00:00.000+0000',
          followUp: '2027-01-01T00:00:00.000+0000',
          priority: 7,
          parentTaskId: null,
          caseInstanceId: null,
          tenantId: null,
        },
      ],
    ],
  ],
  // Only what differs is added and removed.
  [
    `updateUserTask(input: { userTaskKey: "${KEY}", candidateGroups: ["sales", "late"], candidateUsers: null }) { __typename }`,
    [
      `GET /task/${KEY}/identity-links`,
      [`POST /task/${KEY}/identity-links`, { groupId: 'late', type: 'candidate' }],
      [`POST /task/${KEY}/identity-links/delete`, { groupId: 'old', type: 'candidate' }],
      [`POST /task/${KEY}/identity-links/delete`, { userId: 'mary', type: 'candidate' }],
    ],
  ],
  // In the name of the worker that holds it; else it is taken first.
  [
    `completeJob(input: { jobKey: "${KEY}" }) { __typename }`,
    [`GET /external-task/${KEY}`, [`POST /external-task/${KEY}/complete`, { workerId: 'w' }]],
  ],
  [
    `failJob(input: { jobKey: "${idOf(2)}", errorMessage: "no", retryBackOff: 5 }) { __typename }`,
    [
      `GET /external-task/${idOf(2)}`,
      [`POST /external-task/${idOf(2)}/lock`, { workerId: 'camunda-graphql-gateway', lockDuration: 60_000 }],
      [
        `POST /external-task/${idOf(2)}/failure`,
        { workerId: 'camunda-graphql-gateway', retries: 0, retryTimeout: 5, errorMessage: 'no' },
      ],
    ],
  ],
  [
    `throwJobError(input: { jobKey: "${KEY}", errorCode: "E" }) { __typename }`,
    [`GET /external-task/${KEY}`, [`POST /external-task/${KEY}/bpmnError`, { workerId: 'w', errorCode: 'E' }]],
  ],
  [
    `updateJob(input: { jobKey: "${KEY}", timeout: 1 }) { __typename }`,
    [`GET /external-task/${KEY}`, `POST /external-task/${KEY}/unlock`],
  ],
  [
    `updateJob(input: { jobKey: "${KEY}", retries: 2, timeout: 9 }) { __typename }`,
    [
      `GET /external-task/${KEY}`,
      [`POST /external-task/${KEY}/extendLock`, { workerId: 'w', newDuration: 9 }],
      [`PUT /external-task/${KEY}/retries`, { retries: 2 }],
    ],
  ],
  [
    `updateJob(input: { jobKey: "${idOf(3)}", retries: 2 }) { __typename }`,
    [`GET /external-task/${idOf(3)}`, `GET /job/${idOf(3)}`, [`PUT /job/${idOf(3)}/retries`, { retries: 2 }]],
  ],
  [
    `resolveIncident(input: { incidentKey: "${idOf(4)}" }) { __typename }`,
    [`GET /incident/${idOf(4)}`, [`PUT /external-task/${idOf(900)}/retries`, { retries: 1 }]],
  ],
  [
    `resolveIncident(input: { incidentKey: "${idOf(5)}" }) { __typename }`,
    [`GET /incident/${idOf(5)}`, [`PUT /job/${idOf(900)}/retries`, { retries: 1 }]],
  ],
  [
    `resolveIncident(input: { incidentKey: "${idOf(6)}" }) { __typename }`,
    [`GET /incident/${idOf(6)}`, `DELETE /incident/${idOf(6)}`],
  ],
  // New attempts have resolved it already.
  [
    `resolveIncident(input: { incidentKey: "${idOf(7)}" }) { __typename }`,
    [`GET /incident/${idOf(7)}`, 'GET /history/incident'],
  ],
  [
    `cancelProcessInstance(input: { processInstanceKey: "${KEY}" }) { __typename }`,
    [`DELETE /process-instance/${KEY}`],
  ],
  [
    `modifyProcessInstance(input: { processInstanceKey: "${KEY}", activateInstructions: [{ elementId: "a", ancestorElementInstanceKey: "-1", variableInstructions: [{ variables: { x: 1 } }, { scopeId: "a", variables: { y: 2 } }] }], terminateInstructions: [{ elementId: "b" }, { elementInstanceKey: "c:1" }], moveInstructions: [{ source: { elementId: "pay" }, targetElementId: "check", ancestorScope: { sourceParent: true } }] }) { __typename }`,
    [
      `GET /process-instance/${KEY}/activity-instances`,
      [
        `POST /process-instance/${KEY}/modification`,
        {
          instructions: [
            {
              type: 'startBeforeActivity',
              activityId: 'a',
              variables: {
                x: { type: 'Integer', value: 1, local: false },
                y: { type: 'Integer', value: 2, local: true },
              },
            },
            { type: 'startBeforeActivity', activityId: 'check', ancestorActivityInstanceId: 'sub:1' },
            { type: 'cancel', activityInstanceId: 'pay:1' },
            { type: 'startBeforeActivity', activityId: 'check', ancestorActivityInstanceId: KEY },
            { type: 'cancel', transitionInstanceId: 'pay:2' },
            { type: 'cancel', activityId: 'b' },
            { type: 'cancel', activityInstanceId: 'c:1' },
          ],
        },
      ],
    ],
  ],
  [
    `migrateProcessInstance(input: { processInstanceKey: "${KEY}", targetProcessDefinitionKey: "order:2:9", mappingInstructions: [{ sourceElementId: "a", targetElementId: "b" }] }) { __typename }`,
    [
      `GET /process-instance/${KEY}`,
      [
        'POST /migration/execute',
        {
          migrationPlan: {
            sourceProcessDefinitionId: 'order:1:25',
            targetProcessDefinitionId: 'order:2:9',
            instructions: [{ sourceActivityIds: ['a'], targetActivityIds: ['b'] }],
          },
          processInstanceIds: [KEY],
        },
      ],
    ],
  ],
  [
    `createElementInstanceVariables(input: { elementInstanceKey: "${KEY}", variables: { a: "x" } }) { __typename }`,
    [
      `GET /process-instance/${KEY}`,
      [`POST /process-instance/${KEY}/variables`, { modifications: { a: { type: 'String', value: 'x' } } }],
    ],
  ],
  [
    'createProcessInstance(input: { processDefinitionKey: "order:1:25" }) { processInstanceKey }',
    [['POST /process-definition/order:1:25/start', {}]],
  ],
  [
    'createProcessInstance(input: { processDefinitionId: "order", tenantId: "t 1", businessId: "b", startInstructions: [{ elementId: "a" }] }) { processInstanceKey }',
    [
      [
        'POST /process-definition/key/order/tenant-id/t 1/start',
        { businessKey: 'b', startInstructions: [{ type: 'startBeforeActivity', activityId: 'a' }] },
      ],
    ],
  ],
  [
    'createProcessInstance(input: { processDefinitionId: "order", processDefinitionVersion: 1, tenantId: "<default>" }) { processInstanceKey }',
    ['GET /process-definition', ['POST /process-definition/order:1:25/start', {}]],
  ],
  [
    'correlateMessage(input: { name: "m", correlationKey: "b", variables: { a: true } }) { processInstanceKey }',
    [
      [
        'POST /message',
        {
          messageName: 'm',
          businessKey: 'b',
          processVariables: { a: { type: 'Boolean', value: true } },
          resultEnabled: true,
        },
      ],
    ],
  ],
  [
    'publishMessage(input: { name: "m", timeToLive: 0, tenantId: "<default>" }) { tenantId }',
    [['POST /message', { messageName: 'm', withoutTenantId: true }]],
  ],
  [
    'broadcastSignal(input: { signalName: "s", tenantId: "t" }) { tenantId }',
    [['POST /signal', { name: 's', tenantId: 't' }]],
  ],
  [
    'activateJobs(input: { type: "pay", maxJobsToActivate: 2, timeout: 1000, requestTimeout: 5, fetchVariable: ["a"], tenantIds: ["t"] }) { jobs { jobKey } }',
    [
      [
        'POST /external-task/fetchAndLock',
        {
          workerId: 'camunda-graphql-gateway',
          maxTasks: 2,
          asyncResponseTimeout: 5,
          topics: [
            {
              topicName: 'pay',
              lockDuration: 1000,
              includeExtensionProperties: true,
              deserializeValues: false,
              variables: ['a'],
              tenantIdIn: ['t'],
            },
          ],
        },
      ],
    ],
  ],
  [
    'deleteResource(input: { resourceKey: "order:1:25", deleteHistory: false }) { resourceKey }',
    ['DELETE /process-definition/order:1:25'],
  ],
])('%s', async (mutation, calls) => {
  await start({ ...rows, '/process-definition': [definition()] }, ({ method, path, body }) => {
    if (path.endsWith('/identity-links') && method === 'GET') {
      return [
        { userId: 'mary', groupId: null, type: 'candidate' },
        { userId: null, groupId: 'sales', type: 'candidate' },
        { userId: null, groupId: 'old', type: 'candidate' },
      ]
    }
    if (path.endsWith('/start'))
      return { id: '9', definitionId: 'order:1:25', definitionKey: 'order', businessKey: null, tenantId: null }
    if (path.endsWith('/activity-instances')) {
      return {
        id: KEY,
        childActivityInstances: [
          {
            id: 'sub:1',
            activityId: 'sub',
            parentActivityInstanceId: KEY,
            childActivityInstances: [{ id: 'pay:1', activityId: 'pay', parentActivityInstanceId: 'sub:1' }],
          },
        ],
        childTransitionInstances: [{ id: 'pay:2', activityId: 'pay', parentActivityInstanceId: KEY }],
      }
    }
    if (path === '/message' && isJsonObject(body) && body.resultEnabled)
      return [{ resultType: 'Execution', execution: { processInstanceId: '9', tenantId: null }, processInstance: null }]
    if (path.endsWith('/fetchAndLock')) return []
    return undefined
  })
  expect(await calledBy(mutation)).toEqual(calls)
})

test('a deployment is a form with a part for each resource', async () => {
  const { createServer } = await import('node:http')
  const { buffer } = await import('node:stream/consumers')
  let form: FormData | undefined
  const server = createServer(async (request, response) => {
    if (request.method === 'POST') {
      const bytes = await buffer(request)
      form = await new Response(bytes, {
        headers: { 'content-type': request.headers['content-type'] ?? '' },
      }).formData()
    }
    const body = {
      id: '24',
      name: 'x',
      tenantId: 't',
      deployedProcessDefinitions: { 'order:1:25': definition({ tenantId: 't' }) },
      deployedDecisionDefinitions: null,
    }
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify(request.method === 'POST' ? body : { version: '7.24.0' }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  await start()
  await using own = await startGateway(
    { url: `http://127.0.0.1:${(server.address() as { port: number }).port}` },
    { CAMUNDA_API: 'camunda-7' },
  )
  const { data } = await own.ask(
    'mutation { createDeployment(input: { tenantId: "t", resources: [{ text: { name: "b.bpmn", content: "<b/>" } }, { text: { name: "a.dmn", content: "<a/>" } }] }) { deploymentKey tenantId processDefinitions { processDefinitionKey version resourceName tenantId } decisionDefinitions { name } } }',
  )
  server.closeAllConnections()
  server.close()
  expect(data.createDeployment).toEqual({
    deploymentKey: '24',
    tenantId: 't',
    processDefinitions: [{ processDefinitionKey: 'order:1:25', version: 1, resourceName: 'order.bpmn', tenantId: 't' }],
    decisionDefinitions: [],
  })
  const parts = [...(form ?? [])].map(([name, part]) => [name, part instanceof File ? part.name : part])
  expect(parts).toEqual([
    ['deployment-name', 'a.dmn, b.bpmn'],
    ['deployment-source', 'camunda-graphql-gateway'],
    ['enable-duplicate-filtering', 'true'],
    ['tenant-id', 't'],
    ['resource-0', 'b.bpmn'],
    ['resource-1', 'a.dmn'],
  ])
})

test('variables of an element go to the nearest scope that has them, or to its own', async () => {
  const element = {
    id: 'check:1',
    executionId: '77',
    taskId: null,
    processInstanceId: '1',
    parentActivityInstanceId: 'sub:1',
  }
  const around = { id: 'sub:1', executionId: '70', taskId: null, processInstanceId: '1', parentActivityInstanceId: '1' }
  const found = (name: string, executionId: string, activityInstanceId: string, taskId: string | null = null): Row => ({
    name,
    executionId,
    activityInstanceId,
    taskId,
  })
  await start({ '/history/activity-instance': [element, around] }, ({ path }) =>
    path === '/history/variable-instance'
      ? [found('a', '1', '1'), found('a', '70', 'sub:1'), found('t', '77', 'check:1', 'task')]
      : undefined,
  )
  const set = (local: boolean) =>
    calledBy(
      `createElementInstanceVariables(input: { elementInstanceKey: "check:1", local: ${local}, variables: { a: 1, n: 2, t: 3 } }) { __typename }`,
    )
  const integer = (value: number) => ({ type: 'Integer', value })
  expect((await set(false)).slice(-3)).toEqual([
    ['POST /execution/70/localVariables', { modifications: { a: integer(1) } }],
    ['POST /process-instance/1/variables', { modifications: { n: integer(2) } }],
    ['POST /task/task/localVariables', { modifications: { t: integer(3) } }],
  ])
  expect((await set(true)).at(-1)).toEqual([
    'POST /execution/77/localVariables',
    { modifications: { a: integer(1), n: integer(2), t: integer(3) } },
  ])
  engine.rows['/history/activity-instance'] = [{ ...element, executionId: '70' }, around]
  const { errors } = await gateway.ask(
    'mutation { createElementInstanceVariables(input: { elementInstanceKey: "check:1", local: true, variables: { a: 1 } }) { __typename } }',
  )
  expect(errors?.[0]).toMatchObject({
    message: expect.stringContaining('no scope of its own'),
    extensions: { code: 'NOT_SUPPORTED' },
  })
})

test('the incident of a caller names its cause', async () => {
  await start(rows)
  const { errors } = await gateway.ask(
    `mutation { resolveIncident(input: { incidentKey: "${idOf(8)}" }) { __typename } }`,
  )
  expect(errors?.[0]).toMatchObject({
    message: expect.stringContaining(`Resolve its cause, the incident ${idOf(8)}`),
    extensions: { code: 'NOT_SUPPORTED' },
  })
})

test('a change of candidates is waited for by asking for them', async () => {
  let asked = 0
  const link = (groupId: string) => ({ userId: null, groupId, type: 'candidate' })
  await start(rows, ({ method, path }) => {
    if (method !== 'GET' || !path.endsWith('/identity-links')) return undefined
    // The change, and one look too early.
    return [link(asked++ < 2 ? 'old' : 'late')]
  })
  const { data, errors } = await gateway.ask(
    `mutation { updateUserTask(input: { userTaskKey: "${KEY}", candidateGroups: ["late"] }) { userTask { name candidateGroups } } }`,
  )
  expect(errors).toBeUndefined()
  expect(data.updateUserTask.userTask).toEqual({ name: 'Check', candidateGroups: ['late'] })
  expect(asked).toBe(3)
})

test('definitions that were read together are kept', async () => {
  await start({
    '/process-definition': [definition(), definition({ id: 'order:2:30', version: 2 })],
    '/history/process-instance': [instance(1), instance(2, { processDefinitionId: 'order:2:30' })],
  })
  const query = '{ processInstances(first: 5) { nodes { processDefinition { resourceName version } } } }'
  const expected = [1, 2].map((version) => ({ processDefinition: { resourceName: 'order.bpmn', version } }))
  expect((await gateway.ask(query)).data.processInstances.nodes).toEqual(expected)
  expect(engine.look()).toEqual(['POST /history/process-instance', 'GET /process-definition'])
  expect((await gateway.ask(query)).data.processInstances.nodes).toEqual(expected)
  expect(engine.look()).toEqual(['POST /history/process-instance'])
})

test.each([
  ["MismatchingMessageCorrelationException: Cannot correlate message 'm': nothing matches", true],
  ["MismatchingMessageCorrelationException: Cannot correlate message 'other': nothing matches", false],
  ['MismatchingMessageCorrelationException: ENGINE-13031 Cannot correlate: 2 executions match', false],
  ['ProcessEngineException: Cannot find task with id 1: task is null', false],
  ['ProcessEngineException: The customer does not exist', false],
])('a message that fails with %s is published: %s', async (text, isPublished) => {
  await start({}, () => undefined)
  engine.answer = () => ({
    status: 400,
    body: { type: 'RestException', message: `org.camunda.bpm.engine.${text}`, code: 0 },
  })
  const { errors } = await gateway.ask('mutation { publishMessage(input: { name: "m" }) { tenantId } }')
  expect(errors === undefined).toBe(isPublished)
})
