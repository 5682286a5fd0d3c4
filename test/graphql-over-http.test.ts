import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningGateway, startGateway } from './support/gateway.ts'

// The audits ask for nothing of the cluster, so there is none at this address.
let gateway: RunningGateway
beforeAll(async () => {
  gateway = await startGateway({ url: 'http://127.0.0.1:9' })
})
afterAll(() => gateway.close())

// Forms and GET are answered to those who have a header that no other site's page can send.
const fetchFn = (url: string, { headers, ...init }: RequestInit = {}) =>
  fetch(url, { ...init, headers: { ...headers, 'apollo-require-preflight': 'true' } as Record<string, string> })

const audits = serverAudits({ url: () => gateway.url, fetchFn })

describe('GraphQL over HTTP', () => {
  test('is audited in full', () => {
    expect(audits).toHaveLength(61)
  })

  test.each(audits)('$id $name', async ({ fn }) => {
    const result = await fn()
    expect(result.status === 'ok' ? 'ok' : result.reason).toBe('ok')
  })
})
