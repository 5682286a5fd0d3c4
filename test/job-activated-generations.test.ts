import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test, vi } from 'vitest'
import { checkCall } from './support/camunda-7/contract.ts'
import { type Listening, listen } from './support/events.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { keepingLog } from './support/log.ts'
import { startOperate } from './support/operate/server.ts'
import { sandboxStand } from './support/stand.ts'

const WORK = 'subscription ($input: JobActivatedInput!) { jobActivated(input: $input) { jobKey retries deadline } }'
const INPUT = { type: 'pay', timeout: 60_000, worker: 'w' }

const open: Listening[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.leave()
})

async function work(gateway: RunningGateway, input: object = {}, query = WORK): Promise<Listening> {
  const one = await listen(gateway.url, query, { variables: { input: { ...INPUT, ...input } } })
  open.push(one)
  return one
}

interface Answer {
  status?: number
  body?: unknown
}

/** An engine whose polls are answered when a test says so. */
async function engine(poll: string, answer: (call: string) => Answer | undefined) {
  const calls: Array<[call: string, body?: unknown]> = []
  const held: Array<(answer: Answer) => void> = []
  const server = createServer(async (request: IncomingMessage, response) => {
    const sent = await text(request)
    const call = `${request.method} ${request.url}`
    const body: unknown = sent === '' ? undefined : JSON.parse(sent)
    calls.push(body === undefined ? [call] : [call, body])
    const told =
      call === poll ? await new Promise<Answer>((resolve) => held.push(resolve)) : (answer(call) ?? { status: 204 })
    const content = told.body === undefined ? undefined : JSON.stringify(told.body)
    response.writeHead(told.status ?? 200, { 'content-type': 'application/json' }).end(content)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    held,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const FETCH = 'POST /engine-rest/external-task/fetchAndLock'
const TASK = 'c34c3c55-e59f-11f1-973a-000000000001'
const task = {
  id: TASK,
  topicName: 'pay',
  workerId: 'w',
  lockExpirationTime: '2026-01-01T12:00:00.000+0000',
  processDefinitionKey: 'order',
  processDefinitionId: 'order:1:25',
  processInstanceId: '1',
  activityId: 'pay',
  activityInstanceId: 'pay:1',
  retries: null,
  variables: {},
}

test('Camunda 7: an external task is locked for one worker, and unlocked where nobody takes it', async () => {
  await using camunda = await engine(FETCH, (call) =>
    call === `GET /engine-rest/external-task/${TASK}` ? { body: task } : undefined,
  )
  const log = keepingLog()
  const settings = { CAMUNDA_API: 'camunda-7', CAMUNDA_VERSION: '7.24', GATEWAY_REQUEST_TIMEOUT_MS: '3000' }
  await using gateway = await startGateway(camunda, settings, [], { logger: log.logger })
  const { next, leave } = await work(gateway)
  await vi.waitFor(() => expect(camunda.held).toHaveLength(1))
  camunda.held[0]?.({ body: [task] })
  expect((await next()).data.jobActivated).toEqual({ jobKey: TASK, retries: 1, deadline: '2026-01-01T12:00:00.000Z' })
  await vi.waitFor(() => expect(camunda.held).toHaveLength(2))
  leave()
  await vi.waitFor(() => expect(log.requests()).toHaveLength(1))
  camunda.held[1]?.({ body: [task] })
  await vi.waitFor(() => expect(camunda.calls).toHaveLength(4))
  const [poll, , ...after] = camunda.calls
  const topic = { topicName: 'pay', lockDuration: 60_000, includeExtensionProperties: true, deserializeValues: false }
  expect(poll).toEqual([
    FETCH,
    { workerId: 'w', maxTasks: 1, asyncResponseTimeout: expect.any(Number), topics: [topic] },
  ])
  expect(after).toEqual([
    [`GET /engine-rest/external-task/${TASK}`],
    [`POST /engine-rest/external-task/${TASK}/unlock`],
  ])
  for (const [call, body] of camunda.calls) {
    const [method = '', path = ''] = call.split(' ')
    const { pathname, searchParams: query } = new URL(path.replace('/engine-rest', ''), 'http://engine')
    expect(checkCall({ method, path: pathname, query, body })).toEqual([])
  }
})

const JOB = {
  key: 2251799813685260,
  type: 'pay',
  processInstanceKey: 2251799813685250,
  processDefinitionId: 'order',
  processDefinitionVersion: 2,
  processDefinitionKey: 2251799813685249,
  elementId: 'pay',
  elementInstanceKey: 2251799813685251,
  customHeaders: {},
  worker: 'w',
  retries: 3,
  deadline: 1795261099120,
  variables: {},
  tenantId: '<default>',
}

test('Camunda 8.6: what nobody takes is given back by the end of its lease', async () => {
  await using camunda = await engine('POST /v2/jobs/activation', () => undefined)
  const log = keepingLog()
  const settings = { CAMUNDA_API: '8.6', GATEWAY_REQUEST_TIMEOUT_MS: '3000' }
  await using gateway = await startGateway(camunda, settings, [], { logger: log.logger })
  const { next, leave } = await work(gateway)
  await vi.waitFor(() => expect(camunda.held).toHaveLength(1))
  camunda.held[0]?.({ body: { jobs: [JOB] } })
  expect((await next()).data.jobActivated).toMatchObject({ jobKey: String(JOB.key), retries: 3 })
  await vi.waitFor(() => expect(camunda.held).toHaveLength(2))
  leave()
  await vi.waitFor(() => expect(log.requests()).toHaveLength(1))
  camunda.held[1]?.({ body: { jobs: [JOB] } })
  await vi.waitFor(() => expect(camunda.calls).toHaveLength(3))
  expect(camunda.calls.at(-1)).toEqual([`PATCH /v2/jobs/${JOB.key}`, { changeset: { timeout: 1 } }])
})

test('Camunda 8.6 knows no tenant filter: that is the end, before any call', async () => {
  await using camunda = await engine('POST /v2/jobs/activation', () => undefined)
  await using gateway = await startGateway(camunda, { CAMUNDA_API: '8.6' })
  const { next } = await work(gateway, { tenantFilter: 'ASSIGNED' })
  expect((await next()).errors).toMatchObject([{ extensions: { code: 'NOT_SUPPORTED' } }])
  expect(await next()).toBeUndefined()
  expect(camunda.calls).toEqual([])
})

test('Operate has no jobs to give', async () => {
  await using operate = await startOperate()
  await using gateway = await startGateway(operate, { CAMUNDA_API: 'operate-v1' })
  const { next } = await work(gateway)
  const { data, errors } = await next()
  expect(data ?? null).toBeNull()
  expect(errors).toMatchObject([{ extensions: { code: 'NOT_SUPPORTED', retryable: false } }])
})

const PROCESS = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="http://bpmn.io/schema/bpmn">
  <bpmn:process id="pay" isExecutable="true">
    <bpmn:startEvent id="start" /><bpmn:sequenceFlow id="f" sourceRef="start" targetRef="work" />
    <bpmn:serviceTask id="work"><bpmn:extensionElements><zeebe:taskDefinition type="pay" /></bpmn:extensionElements></bpmn:serviceTask>
    <bpmn:sequenceFlow id="g" sourceRef="work" targetRef="end" /><bpmn:endEvent id="end" />
  </bpmn:process>
</bpmn:definitions>`

test('in the sandbox a worker does what comes, and what it leaves another does, with as many attempts', async () => {
  await using stand = await sandboxStand()
  await stand.deploy({ 'pay.bpmn': PROCESS })
  const one = await work(stand.gateway)
  const instance = await stand.start('pay')
  const { jobKey } = (await one.next()).data.jobActivated
  await stand.ask('mutation ($input: CompleteJobInput!) { completeJob(input: $input) { job { state } } }', {
    input: { jobKey },
  })
  await stand.until(
    'query ($key: ID!) { processInstance(processInstanceKey: $key) { state } }',
    { key: instance },
    { processInstance: { state: 'COMPLETED' } },
  )
  one.leave()
  // The poll that it has left may bring this one, and gives it back.
  await stand.start('pay')
  const other = await work(stand.gateway, { worker: 'other' })
  expect((await other.next()).data.jobActivated).toMatchObject({ jobKey: expect.any(String), retries: 3 })
}, 20_000)
