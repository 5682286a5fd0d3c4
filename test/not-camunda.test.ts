import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { startGateway } from './support/gateway.ts'
import { key } from './support/rows.ts'

interface Said {
  status: number
  type?: string
  body?: string
}

const asProblem = (title: string, detail: string): Said => ({
  status: 404,
  type: 'application/problem+json',
  body: JSON.stringify({ type: 'about:blank', title, status: 404, detail, instance: '/wrong/v2/topology' }),
})

/** What is at addresses that are not the REST API's. */
const STRANGERS: Readonly<Record<string, Said>> = {
  "Spring's problem below a wrong base path": asProblem('Not Found', 'No static resource v2/topology.'),
  "Spring's newer words": asProblem('Not Found', "No static resource v2/topology for request '/v2/topology'."),
  "a proxy's problem": asProblem('Route not found', 'There is no route to this host.'),
  "a proxy's problem without a title": {
    status: 404,
    type: 'application/problem+json',
    body: '{"detail":"Nothing here.","status":404}',
  },
  "a server's page for what is not there": { status: 404, type: 'text/html', body: '<h1>404 Not Found</h1>' },
  'nothing, with 404': { status: 404 },
  'a login page': { status: 200, type: 'text/html; charset=utf-8', body: '<form action="/login">' },
  'an object without anything': { status: 200, type: 'application/json', body: '{}' },
  'a list without anything': { status: 200, type: 'application/json', body: '[]' },
  'an object of another service': { status: 200, type: 'application/json', body: '{"status":"ok","uptime":12}' },
  'null as JSON': { status: 200, type: 'application/json', body: 'null' },
  "a framework's problem with a type": {
    status: 404,
    type: 'application/problem+json',
    body: '{"type":"https://tools.example/rfc9110#section-15.5.5","title":"Not Found","status":404}',
  },
  'a text as JSON': { status: 200, type: 'application/json', body: '"ok"' },
  nothing: { status: 200 },
  'a redirect': { status: 302 },
}

/** Something that answers the same to everything, and a gateway that takes it for Camunda. */
async function start({ status, type, body }: Said, config: Record<string, string> = { CAMUNDA_VERSION: '8.9' }) {
  const server = createServer((request, response) => {
    request.resume()
    response.writeHead(status, { ...(type ? { 'content-type': type } : {}), location: 'http://login.example/' })
    response.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const gateway = await startGateway({ url }, { ...config })
  return {
    gateway,
    async [Symbol.asyncDispose]() {
      await gateway.close()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const KEY = key(1)

const READS = [
  'topology { gatewayVersion }',
  'license { validLicense }',
  'viewer { username }',
  'status',
  `processInstance(processInstanceKey: "${KEY}") { state }`,
  `processDefinition(processDefinitionKey: "${KEY}") { name }`,
  'processInstances { totalCount }',
  `variable(variableKey: "${KEY}") { value }`,
  `job(jobKey: "${KEY}") { state }`,
]

const COMMANDS = [
  `completeUserTask(input: { userTaskKey: "${KEY}" }) { userTask { userTaskKey } }`,
  `cancelProcessInstance(input: { processInstanceKey: "${KEY}" }) { processInstance { processInstanceKey } }`,
  `resolveIncident(input: { incidentKey: "${KEY}" }) { incident { incidentKey } }`,
  `failJob(input: { jobKey: "${KEY}" }) { job { jobKey } }`,
  'assignUserToGroup(input: { groupId: "g", username: "u" }) { __typename }',
  'createProcessInstance(input: { processDefinitionId: "order" }) { processInstanceKey }',
  'publishMessage(input: { name: "m" }) { messageKey }',
  'activateJobs(input: { type: "t", maxJobsToActivate: 1, timeout: 1000 }) { jobs { jobKey } }',
]

const isTold = (message: string) => /\baddress\b/.test(message)

describe.each(Object.entries(STRANGERS))('%s is no answer of Camunda’s', (_name, said) => {
  test('to reads and commands', async () => {
    await using started = await start(said)
    for (const fields of [...READS, ...COMMANDS.map((command) => `mutation ${command}`)]) {
      const isMutation = fields.startsWith('mutation ')
      const query = isMutation ? `mutation { ${fields.slice('mutation '.length)} }` : `{ ${fields} }`
      const { data, errors } = await started.gateway.ask(query)
      expect({ query, values: Object.values(data ?? {}) }).toEqual({ query, values: [null] })
      expect({ query, codes: errors?.map(({ extensions }) => extensions?.code) }).toEqual({
        query,
        codes: ['UPSTREAM_ERROR'],
      })
      expect({ query, message: errors?.[0]?.message, told: isTold(errors?.[0]?.message ?? '') }).toMatchObject({
        told: true,
      })
    }
  })

  test.each([{ CAMUNDA_VERSION: '8.9' }, {}])('to /ready, with the settings %o', async (config) => {
    await using started = await start(said, config)
    const response = await fetch(new URL('/ready', started.gateway.url))
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ ready: false, reason: expect.stringMatching(/\baddress\b/) })
  })
})

/** Each generation, what its keys look like, and whether it takes commands. */
const OLDER = [
  { api: '8.6', id: KEY, commands: true },
  { api: 'operate-v1', id: KEY, commands: false },
  { api: 'camunda-7', id: 'a1', commands: true },
]

const MORE_STRANGERS: Readonly<Record<string, Said>> = {
  ...STRANGERS,
  'a list of null': { status: 200, type: 'application/json', body: '[null]' },
  'a gateway without a route': { status: 404, type: 'application/json', body: '{"message":"no Route matched"}' },
  "a framework's own words": {
    status: 404,
    type: 'application/json',
    body: '{"statusCode":404,"message":"Cannot GET /","error":"Not Found"}',
  },
  'the server of the engine, at another path': {
    status: 404,
    type: 'application/json',
    body: '{"type":"NotFoundException","message":"RESTEASY003210: Could not find resource for full path"}',
  },
}

/** What an engine of an older generation answers, too, where it is empty. */
const isEmptyList = ({ body }: Said, api: string) => api !== 'operate-v1' && body === '[]'

describe.each(OLDER)('of $api', ({ api, id, commands }) => {
  test.each(Object.entries(MORE_STRANGERS))('%s is no answer either', async (_name, said) => {
    await using started = await start(said, { CAMUNDA_API: api })
    const reads = [
      `processInstance(processInstanceKey: "${id}") { state }`,
      `processDefinition(processDefinitionKey: "${id}") { name }`,
      `variable(variableKey: "${id}") { value }`,
      ...(isEmptyList(said, api) ? [] : ['processInstances { totalCount }', 'incidents { totalCount }']),
      ...(commands && !isEmptyList(said, api) ? ['userTasks { totalCount }'] : []),
    ]
    const orders = [
      `completeUserTask(input: { userTaskKey: "${id}" }) { userTask { userTaskKey } }`,
      `cancelProcessInstance(input: { processInstanceKey: "${id}" }) { processInstance { processInstanceKey } }`,
      'createProcessInstance(input: { processDefinitionId: "order" }) { processInstanceKey }',
      'publishMessage(input: { name: "m" }) { messageKey }',
      'correlateMessage(input: { name: "m" }) { messageKey }',
      'broadcastSignal(input: { signalName: "s" }) { tenantId }',
      'createDeployment(input: { resources: [{ text: { name: "a.bpmn", content: "<a/>" } }] }) { deploymentKey }',
    ]
    for (const fields of [...reads, ...(commands ? orders.map((order) => `mutation ${order}`) : [])]) {
      const [, kind = '', field] = /^(mutation )?(.*)$/s.exec(fields) ?? []
      const { data, errors } = await started.gateway.ask(`${kind}{ ${field} }`)
      expect({ fields, values: Object.values(data ?? {}) }).toEqual({ fields, values: [null] })
      expect({ fields, error: errors?.[0] }).toMatchObject({
        error: { message: expect.stringMatching(/\baddress\b/), extensions: { code: 'UPSTREAM_ERROR' } },
      })
      const mayBeDone = kind !== '' && said.status === 200
      expect({ fields, unknown: errors?.[0]?.extensions?.outcomeUnknown ?? false }).toEqual({
        fields,
        unknown: mayBeDone,
      })
    }
  })
})

describe('a refusal without a reason', () => {
  test.each([403, 400])('%i tells that the address may be wrong', async (status) => {
    await using started = await start({ status, type: 'text/html', body: '<h1>no</h1>' })
    const { errors } = await started.gateway.ask('{ processInstances { totalCount } }')
    expect(errors?.[0]?.message).toContain('address')
    const response = await fetch(new URL('/ready', started.gateway.url))
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ reason: expect.stringContaining('address') })
  })

  test('a caller who may not see the topology is no reason not to be ready, where Camunda says so', async () => {
    const body = JSON.stringify({ type: 'about:blank', title: 'FORBIDDEN', status: 403, detail: 'Not for you.' })
    await using started = await start({ status: 403, type: 'application/problem+json', body })
    expect((await fetch(new URL('/ready', started.gateway.url))).status).toBe(200)
  })
})

test("Camunda's own 404 of an object is null", async () => {
  await using started = await start(asProblem('NOT_FOUND', 'Process Instance with key 1 not found'))
  const { data, errors } = await started.gateway.ask(`{ processInstance(processInstanceKey: "${KEY}") { state } }`)
  expect(errors).toBeUndefined()
  expect(data).toEqual({ processInstance: null })
})
