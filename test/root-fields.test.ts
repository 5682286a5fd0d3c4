import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { key, userTask } from './support/rows.ts'
import { posted, rawConnection } from './support/sockets.ts'
import { startUpstream, type Upstream } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'

let upstream: Upstream
beforeAll(async () => {
  upstream = await startUpstream({
    rows: { userTasks: [userTask({ userTaskKey: key(1) })] },
    fault: ({ operation }) => (operation === 'getTopology' ? { status: 500, body: {} } : undefined),
  })
})
afterAll(() => upstream.close())

describe.each(WAYS)('%s', (_way, plugins) => {
  let gateway: RunningGateway
  beforeAll(async () => {
    gateway = await startGateway(upstream, {}, plugins)
  })
  afterAll(() => gateway.close())

  test.each([
    ['capabilities', 'capabilities { fields(type: "Query") { name } }', {}],
    ['nodes', 'nodes(ids: $i) { id }', { i: Array.from({ length: 1_001 }, () => 'x') }],
    ['topology', 'topology { clusterSize }', {}],
  ])('%s that cannot be answered costs the others nothing', async (name, field, variables) => {
    const declared = name === 'nodes' ? 'query ($i: [ID!]!) ' : ''
    const { data, errors } = await gateway.ask(
      `${declared}{ userTask(userTaskKey: "${key(1)}") { userTaskKey } ${field} }`,
      variables,
    )
    expect(errors).toHaveLength(1)
    expect(data).toEqual({ userTask: { userTaskKey: key(1) }, [name]: null })
  })

  test.each(['text/event-stream', 'multipart/mixed', 'application/json'])(
    'a connection that is to be closed is closed behind an answer as %s',
    async (accept) => {
      using connection = await rawConnection(gateway.origin)
      connection.send(posted({ query: '{ __typename }' }, { connection: 'close', accept }))
      await connection.closed
      expect(connection.received).toContain('{"data":{"__typename":"Query"}}')
      expect(connection.received).toMatch(/\r\nconnection: close\r\n/i)
    },
  )
})

test('no root field of the gateway’s own may not be null, so that its failure costs no other', async () => {
  await using gateway = await startGateway(upstream)
  const { data } = await gateway.ask('{ __schema { queryType { fields { name type { kind } } } } }')
  const fixed = data.__schema.queryType.fields.filter(
    ({ type }: { type: { kind: string } }) => type.kind === 'NON_NULL',
  )
  // Whose types Federation fixes.
  expect(fixed.map(({ name }: { name: string }) => name).sort()).toEqual(['_entities', '_service'])
})
