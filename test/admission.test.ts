import { describe, expect, test, vi } from 'vitest'
import { startGateway } from './support/gateway.ts'
import { startUpstream } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'

describe.each(WAYS)('more questions at once than are let in, %s', (_, plugins) => {
  test('are refused at once, and let in again when others have left', async () => {
    let asked = 0
    await using upstream = await startUpstream({ fault: () => (asked++ < 2 ? { delay: 1_500 } : undefined) })
    await using gateway = await startGateway(
      upstream,
      { GATEWAY_MAX_REQUESTS: '2', CAMUNDA_VERSION: '8.9', GATEWAY_SHARE_READS: 'false' },
      plugins,
    )
    const question = '{ processInstances { totalCount } }'
    const inside = [gateway.ask(question), gateway.ask(question)]
    await vi.waitFor(() => expect(upstream.operations()).toHaveLength(2))
    const refused = await gateway.ask(question)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
    expect(refused.errors).toEqual([
      {
        message: 'The gateway answers 2 questions at once and takes no more now. Try again later.',
        extensions: { code: 'OVERLOADED', retryable: true, retryAfter: 1 },
      },
    ])
    expect(upstream.operations()).toHaveLength(2)
    // Whoever runs it can still ask how it is.
    expect((await fetch(`${gateway.origin}/health`)).status).toBe(200)
    for (const answer of await Promise.all(inside)) expect(answer.data).toEqual({ processInstances: { totalCount: 0 } })
    // The places are free when the answers are out.
    await vi.waitFor(async () => expect((await gateway.ask(question)).status).toBe(200))
  })

  test('who leaves gives the place back', async () => {
    let asked = 0
    await using upstream = await startUpstream({ fault: () => (asked++ === 0 ? 'hang' : undefined) })
    await using gateway = await startGateway(upstream, { GATEWAY_MAX_REQUESTS: '1', CAMUNDA_VERSION: '8.9' }, plugins)
    const leave = new AbortController()
    const body = JSON.stringify({ query: '{ processInstances { totalCount } }' })
    const headers = { 'content-type': 'application/json' }
    const left = fetch(gateway.url, { method: 'POST', headers, body, signal: leave.signal })
    await vi.waitFor(() => expect(upstream.operations()).toHaveLength(1))
    leave.abort()
    await expect(left).rejects.toThrow()
    await vi.waitFor(async () => expect((await gateway.ask('{ __typename }')).status).toBe(200))
  })
})
