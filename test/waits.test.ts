import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { startGateway } from './support/gateway.ts'

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => {
  vi.restoreAllMocks()
})

/** A cluster that answers as it is told, and a gateway before it. */
async function start(answer: (response: ServerResponse) => void, config: Record<string, string> = {}) {
  let calls = 0
  const server = createServer((request, response) => {
    calls++
    request.resume().on('end', () => answer(response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const gateway = await startGateway({ url }, { CAMUNDA_VERSION: '8.9', ...config })
  return {
    gateway,
    calls: () => calls,
    async [Symbol.asyncDispose]() {
      await gateway.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const activate = (wait: string) =>
  `activateJobs(input: { type: "t", maxJobsToActivate: 1, timeout: 1000, requestTimeout: ${wait} }) { jobs { jobKey } }`
const create = (wait: string) =>
  `createProcessInstance(input: { processDefinitionId: "p", awaitCompletion: true, requestTimeout: ${wait} }) { processInstanceKey }`
/** As Camunda says that an instance has not completed in time. */
const notInTime = (response: ServerResponse) => {
  response
    .writeHead(504, { 'content-type': 'application/problem+json' })
    .end('{"type":"about:blank","title":"DEADLINE_EXCEEDED","status":504,"detail":"Not in time"}')
}
const nothing = (response: ServerResponse) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"jobs":[]}')
}

describe('a wait that the request would not live to see the end of is refused before the call', () => {
  test.each([
    ['a poll, by the usual limit', activate('90000'), {}, '60000'],
    ['a poll of just the limit', activate('60000'), {}, '60000'],
    ['a poll of weeks', activate('3000000000'), {}, '60000'],
    ['a poll of more than there are numbers', activate('9007199254740993'), {}, '60000'],
    ['an instance that is awaited', create('600000'), {}, '60000'],
    ['a poll, by a limit of the owner’s', activate('4000'), { GATEWAY_REQUEST_TIMEOUT_MS: '3000' }, '3000'],
    ['an instance, by a limit of the owner’s', create('4000'), { GATEWAY_REQUEST_TIMEOUT_MS: '3000' }, '3000'],
  ])('%s', async (_name, command, config, limit) => {
    await using started = await start(nothing, config)
    const { errors } = await started.gateway.ask(`mutation { ${command} }`)
    expect(errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', argument: 'input.requestTimeout', retryable: false } },
    ])
    expect(errors?.[0]?.message).toContain(`a request may take ${limit} ms`)
    expect(started.calls()).toBe(0)
  })

  test('and one that another command before it has left no time for', async () => {
    let first = true
    await using started = await start(
      (response) => {
        const pause = first ? 1_500 : 0
        first = false
        setTimeout(nothing, pause, response)
      },
      { GATEWAY_REQUEST_TIMEOUT_MS: '3000' },
    )
    const { data, errors } = await started.gateway.ask(`mutation { a: ${activate('2000')} b: ${activate('2000')} }`)
    expect(data).toEqual({ a: { jobs: [] }, b: null })
    expect(errors?.[0]?.message).toMatch(/of which \d+ ms are over/)
    expect(started.calls()).toBe(1)
  })

  test.each([activate('50000'), activate('0'), activate('-1')])('but not %s', async (command) => {
    await using started = await start(nothing)
    expect((await started.gateway.ask(`mutation { ${command} }`)).errors).toBeUndefined()
  })
})

test.each([
  ['the request', { GATEWAY_REQUEST_TIMEOUT_MS: '600' }],
  ['the call', { GATEWAY_UPSTREAM_TIMEOUT_MS: '600' }],
])('what the cluster has begun to answer is not thrown away when the time of %s is up', async (_name, config) => {
  await using started = await start(async (response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write('{"jobs"')
    await sleep(900)
    response.end(':[]}')
  }, config)
  const { data, errors } = await started.gateway.ask(`mutation { ${activate('-1')} }`)
  expect({ data, errors }).toEqual({ data: { activateJobs: { jobs: [] } }, errors: undefined })
})

describe.each<[string, (response: ServerResponse) => void, Record<string, string>, string]>([
  ['Camunda', notInTime, {}, 'UPSTREAM_TIMEOUT'],
  ['the time of the request', () => {}, { GATEWAY_REQUEST_TIMEOUT_MS: '500' }, 'REQUEST_TIMEOUT'],
  ['the time of a call', () => {}, { GATEWAY_UPSTREAM_TIMEOUT_MS: '500' }, 'UPSTREAM_TIMEOUT'],
  ['a broken connection', (response) => response.destroy(), {}, 'UPSTREAM_UNAVAILABLE'],
])('where %s ends what was waited for', (_name, answer, config, code) => {
  test.each([
    ['', 'its process definition and a startDate'],
    ['businessId: "order-7"', 'its process definition, its businessId and a startDate'],
    ['tags: ["a:b"], businessId: "7"', 'its process definition, its tags, its businessId and a startDate'],
  ])('the caller is told how to find an instance with {%s}', async (given, words) => {
    await using started = await start(answer, config)
    const began = Date.now()
    const { data, errors } = await started.gateway.ask(
      `mutation { createProcessInstance(input: { processDefinitionId: "p", awaitCompletion: true ${given} }) { processInstanceKey } }`,
    )
    expect(data).toEqual({ createProcessInstance: null })
    expect(errors?.[0]?.extensions).toMatchObject({ code, outcomeUnknown: true, retryable: false })
    const [, by, since] =
      /look for it among processInstances, by (.*) since about (\S+Z)\./.exec(errors?.[0]?.message ?? '') ?? []
    expect(by).toBe(words)
    expect(Date.parse(since ?? '')).toBeGreaterThanOrEqual(began)
    expect(Date.parse(since ?? '')).toBeLessThanOrEqual(Date.now())
    expect(errors?.[0]?.message.includes('would tell it from others')).toBe(given === '')
    expect(started.calls()).toBe(1)
  })

  test('the caller is told what becomes of jobs', async () => {
    await using started = await start(answer, config)
    const { errors } = await started.gateway.ask(`mutation { ${activate('-1')} }`)
    expect(errors?.[0]?.extensions).toMatchObject({ code, outcomeUnknown: true, retryable: false })
    expect(errors?.[0]?.message).toContain('can be activated again once their lease is over')
    expect(started.calls()).toBe(1)
  })
})

describe('a duration that ends after the last date there is', () => {
  // As a number of JavaScript's, and as one that is beyond its precision.
  const forever = '9007199254740991'
  const longer = '9223372036854775807'
  test.each([
    ['a lease', `activateJobs(input: { type: "t", maxJobsToActivate: 1, timeout: ${forever} }) { jobs { jobKey } }`],
    ['a longer lease', `updateJob(input: { jobKey: "2", timeout: ${forever} }) { job { jobKey } }`],
    ['a longer lease yet', `updateJob(input: { jobKey: "2", timeout: ${longer} }) { job { jobKey } }`],
    ['a pause', `failJob(input: { jobKey: "2", retryBackOff: ${forever} }) { job { jobKey } }`],
    ['a message', `publishMessage(input: { name: "m", correlationKey: "k", timeToLive: ${forever} }) { messageKey }`],
  ])('is refused before the call: %s', async (_name, command) => {
    await using started = await start(nothing)
    const { errors } = await started.gateway.ask(`mutation { ${command} }`)
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', retryable: false } }])
    expect(errors?.[0]?.message).toContain('Give at most')
    expect(started.calls()).toBe(0)
  })

  test('reads as the last date, where somebody else has leased a job for so long', async () => {
    const deadline = Date.now() + Number(forever)
    await using started = await start((response) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ jobs: [{ jobKey: '2', deadline }] })),
    )
    const command = 'activateJobs(input: { type: "t", maxJobsToActivate: 1, timeout: 1 }) { jobs { jobKey deadline } }'
    expect((await started.gateway.ask(`mutation { ${command} }`)).data).toEqual({
      activateJobs: { jobs: [{ jobKey: '2', deadline: '+275760-09-13T00:00:00.000Z' }] },
    })
  })
})
