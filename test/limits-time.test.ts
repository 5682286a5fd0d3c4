import { describe, expect, test, vi } from 'vitest'
import { startGateway } from './support/gateway.ts'
import { incident, key, processInstance } from './support/rows.ts'
import { type Answerer, expectNoViolations, startUpstream, type UpstreamOptions } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'

const CONFIG = { CAMUNDA_VERSION: '8.9', GATEWAY_REQUEST_TIMEOUT_MS: '500' }

/** A cluster whose answers to some operations must be let go. */
async function slowCluster(slow: string[], options: UpstreamOptions = {}) {
  let letGo = () => {}
  const gone = new Promise<undefined>((resolve) => {
    letGo = () => resolve(undefined)
  })
  const answers = Object.fromEntries(
    slow.map((operation) => {
      const own = options.answers?.[operation]
      return [operation, async (call) => (await gone) ?? own?.(call)] satisfies [string, Answerer]
    }),
  )
  const upstream = await startUpstream({ ...options, answers: { ...options.answers, ...answers } })
  return { upstream, letGo }
}

describe.each(WAYS)('%s', (_, plugins) => {
  test('what is there when the time is up is answered, the rest cancelled', async () => {
    const { upstream, letGo } = await slowCluster(['searchIncidents', 'searchUserTasks'], {
      rows: {
        processInstances: [processInstance({ processInstanceKey: key(1) })],
        incidents: [incident({ incidentKey: key(2), processInstanceKey: key(1) })],
      },
    })
    await using gateway = await startGateway(upstream, CONFIG, plugins)
    // The first question of all loads and compiles.
    await gateway.ask('{ processInstances { nodes { tags } } }')
    upstream.forget()
    const began = performance.now()
    const { status, data, errors } = await gateway.ask(
      '{ processInstances { nodes { processInstanceKey incidents { totalCount } } } userTasks { totalCount } }',
    )
    expect(performance.now() - began).toBeGreaterThan(490)
    expect(status).toBe(200)
    expect(data).toEqual({
      processInstances: { nodes: [{ processInstanceKey: key(1), incidents: null }] },
      userTasks: null,
    })
    const byPath = new Map(errors?.map((error) => [error.path?.join('.'), error]))
    expect([...byPath.keys()].sort()).toEqual(['processInstances.nodes.0.incidents', 'userTasks'])
    const late = byPath.get('userTasks')
    expect(late?.message).toContain('searchUserTasks was given up: the request had taken 500 ms')
    expect(late?.extensions).toEqual({
      code: 'REQUEST_TIMEOUT',
      operation: 'searchUserTasks',
      rule: 'requestMs',
      limit: 500,
      value: expect.any(Number),
      retryable: true,
    })
    expect(late?.extensions?.value).toBeGreaterThanOrEqual(490)
    // The cluster is told that nobody waits.
    await vi.waitFor(() => expect(upstream.calls.filter(({ aborted }) => aborted)).toHaveLength(2))
    letGo()
    await upstream.close()
    expectNoViolations(upstream)
  })

  test('a command under way is waited for, the next is not sent', async () => {
    const { upstream, letGo } = await slowCluster(['resolveIncident', 'searchUserTasks'], {
      answers: { resolveIncident: () => ({ status: 204 }) },
    })
    await using gateway = await startGateway(upstream, CONFIG, plugins)
    const asking = gateway.ask(
      `mutation { a: resolveIncident(input: { incidentKey: "${key(1)}" }) { __typename } b: resolveIncident(input: { incidentKey: "${key(2)}" }) { __typename } }`,
    )
    await vi.waitFor(() => expect(upstream.operations()).toEqual(['resolveIncident']))
    // Longer than the time of the request: that of a read which began later is up.
    const { errors: timed } = await gateway.ask('{ userTasks { totalCount } }')
    expect(timed?.[0]?.extensions?.code).toBe('REQUEST_TIMEOUT')
    letGo()
    const { data, errors } = await asking
    expect(data).toEqual({ a: { __typename: 'ResolveIncidentPayload' }, b: null })
    expect(errors?.map(({ path, extensions }) => [path, extensions])).toEqual([
      [['b'], { code: 'REQUEST_TIMEOUT', operation: 'resolveIncident', retryable: false }],
    ])
    expect(errors?.[0]?.message).toContain('was not sent')
    expect(upstream.operations()).toEqual(['resolveIncident', 'searchUserTasks'])
    await upstream.close()
  })

  test('a long poll ends with the request; what was leased may be lost', async () => {
    const { upstream, letGo } = await slowCluster(['activateJobs'])
    await using gateway = await startGateway(upstream, CONFIG, plugins)
    const { data, errors } = await gateway.ask(
      'mutation { activateJobs(input: { type: "pay", maxJobsToActivate: 1, timeout: 1000 }) { jobs { type } } }',
    )
    expect(data).toEqual({ activateJobs: null })
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'REQUEST_TIMEOUT', outcomeUnknown: true, retryable: false })
    letGo()
    await upstream.close()
  })

  test('a request that is done in time leaves nothing behind', async () => {
    await using upstream = await startUpstream()
    await using gateway = await startGateway(upstream, CONFIG, plugins)
    const clear = vi.spyOn(globalThis, 'clearTimeout')
    expect((await gateway.ask('{ userTasks { totalCount } }')).errors).toBeUndefined()
    await vi.waitFor(() => expect(clear).toHaveBeenCalled())
    vi.restoreAllMocks()
  })
})

test('all questions of a batch have the same time', async () => {
  const { upstream, letGo } = await slowCluster(['searchUserTasks'])
  await using gateway = await startGateway(upstream, { ...CONFIG, GATEWAY_MAX_BATCH_SIZE: '2' })
  const query = '{ userTasks { totalCount } }'
  const answer = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([{ query }, { query: '{ __typename }' }]),
  })
  expect(await answer.json()).toMatchObject([
    { errors: [{ extensions: { code: 'REQUEST_TIMEOUT' } }] },
    { data: { __typename: 'Query' } },
  ])
  letGo()
  await upstream.close()
})
