import { afterEach, describe, expect, test } from 'vitest'
import { VERSIONS, type Version } from '../contract/contract.ts'
import { type Answer, type RunningGateway, startGateway } from './support/gateway.ts'
import { elementInstance, incident, key, processInstance, userTask } from './support/rows.ts'
import {
  expectNoViolations,
  type Fault,
  type RecordedCall,
  startUpstream,
  type Upstream,
  type UpstreamOptions,
} from './support/upstream.ts'

let upstream: Upstream
let gateway: RunningGateway

async function start(options: UpstreamOptions): Promise<void> {
  upstream = await startUpstream(options)
  gateway = await startGateway(upstream)
}

afterEach(async () => {
  expectNoViolations(upstream)
  await gateway.close()
  await upstream.close()
})

/** Fails every call that names one of the keys, in its path or its body. */
const failing =
  (fault: Fault, ...keys: string[]) =>
  ({ path, text }: RecordedCall) =>
    keys.some((one) => path.includes(one) || text.includes(one)) ? fault : undefined

const refusal = { status: 500, body: { type: 'about:blank', title: 'INTERNAL', status: 500, detail: 'Broken row.' } }

const parent = (index: number) => key(1_000 + index)

/** Fifty instances with an incident, a user task and an element instance each, and a parent. */
function fifty(version: Version = '8.9'): UpstreamOptions {
  const range = Array.from({ length: 50 }, (_, index) => index)
  return {
    version,
    rows: {
      processInstances: range.map((index) =>
        processInstance({ processInstanceKey: parent(index), parentProcessInstanceKey: key(3_000 + index) }),
      ),
      incidents: range.map((index) =>
        incident({ processInstanceKey: parent(index), elementInstanceKey: key(2_000 + index) }),
      ),
      userTasks: range.map((index) => userTask({ processInstanceKey: parent(index) })),
      elementInstances: range.map((index) => elementInstance({ elementInstanceKey: key(2_000 + index) })),
    },
  }
}

/** Where the answer has errors, and of which codes. */
const errorsOf = ({ errors = [] }: Pick<Answer, 'errors'>) =>
  errors.map(({ path, extensions }) => [path?.join('.'), extensions?.code])

describe.each(VERSIONS)('on %s', (version) => {
  test.each(['incidents', 'userTasks'])('a parent whose %s fail fails alone', async (field) => {
    await start(fifty(version))
    upstream.fault = failing(refusal, parent(17))
    const answer = await gateway.ask(`{ processInstances { nodes { list: ${field} { totalCount } } } }`)
    const expected = Array.from({ length: 50 }, (_, index) => ({ list: index === 17 ? null : { totalCount: 1 } }))
    if (errorsOf(answer).length > 0) {
      expect(answer.data.processInstances.nodes).toEqual(expected)
      expect(errorsOf(answer)).toEqual([['processInstances.nodes.17.list', 'UPSTREAM_ERROR']])
      expect(answer.errors?.[0]?.message).toContain('the cluster failed (500)')
      // One search for all, and the halves on the way to the one that fails; or one for each.
      expect(upstream.operations().length).toBeLessThanOrEqual(52)
    } else {
      // Where one search without parents brought all rows, no call named the one that would have failed.
      expect(answer.data.processInstances.nodes).toEqual(expected.map(() => ({ list: { totalCount: 1 } })))
      expect(upstream.operations()).toHaveLength(2)
    }
  })
})

test('a batch that fails is halved until the key that fails stands alone', async () => {
  await start(fifty())
  upstream.fault = failing(refusal, parent(17))
  const answer = await gateway.ask('{ processInstances { nodes { incidents { totalCount } } } }')
  expect(errorsOf(answer)).toEqual([['processInstances.nodes.17.incidents', 'UPSTREAM_ERROR']])
  const counts = answer.data.processInstances.nodes.map(
    (node: { incidents: { totalCount: number } | null }) => node.incidents?.totalCount,
  )
  expect(counts).toEqual(Array.from({ length: 50 }, (_, index) => (index === 17 ? undefined : 1)))
  // 50 in one search, then two halves on each of six levels.
  expect(upstream.operations()).toHaveLength(1 + 1 + 12)
})

test.each<[string, Fault, string]>([
  ['400', { status: 400, body: { title: 'INVALID_ARGUMENT', status: 400, detail: 'No.' } }, 'BAD_USER_INPUT'],
  ['403', { status: 403, body: { title: 'FORBIDDEN', status: 403, detail: 'No.' } }, 'FORBIDDEN'],
  ['an answer that is no JSON', 'truncatedJson', 'UPSTREAM_ERROR'],
])('a key that a search refuses with %s fails alone', async (_, fault, code) => {
  const rows = fifty().rows
  const parents = Array.from({ length: 50 }, (_, index) => processInstance({ processInstanceKey: key(3_000 + index) }))
  await start({ rows: { ...rows, processInstances: [...(rows?.processInstances ?? []), ...parents] } })
  upstream.fault = failing(fault, key(3_007), key(3_040))
  const answer = await gateway.ask(
    '{ processInstances(filter: { parentProcessInstanceKey: { exists: true } }) { nodes { parentProcessInstance { state } } } }',
  )
  expect(answer.data.processInstances.nodes).toEqual(
    Array.from({ length: 50 }, (_, index) => ({
      parentProcessInstance: index === 7 || index === 40 ? null : { state: 'ACTIVE' },
    })),
  )
  expect(errorsOf(answer)).toEqual([
    ['processInstances.nodes.7.parentProcessInstance', code],
    ['processInstances.nodes.40.parentProcessInstance', code],
  ])
})

test.each<[Version, number]>([
  ['8.9', 51],
  ['8.10', 14],
])('a key that cannot be read on %s fails alone', async (version, calls) => {
  await start(fifty(version))
  upstream.fault = failing({ status: 403, body: { title: 'FORBIDDEN', status: 403, detail: 'No.' } }, key(2_017))
  const answer = await gateway.ask('{ incidents { nodes { elementInstance { state } } } }')
  expect(answer.data.incidents.nodes).toEqual(
    Array.from({ length: 50 }, (_, index) => ({ elementInstance: index === 17 ? null : { state: 'ACTIVE' } })),
  )
  expect(errorsOf(answer)).toEqual([['incidents.nodes.17.elementInstance', 'FORBIDDEN']])
  expect(upstream.operations()).toHaveLength(calls)
})

test('a row that is gone is null and no error', async () => {
  await start(fifty())
  upstream.rows.elementInstances.splice(10, 5)
  const answer = await gateway.ask('{ incidents { nodes { elementInstance { state } } } }')
  expect(answer.errors).toBeUndefined()
  expect(
    answer.data.incidents.nodes.map((node: { elementInstance: object | null }) => node.elementInstance === null),
  ).toEqual(Array.from({ length: 50 }, (_, index) => index >= 10 && index < 15))
})

describe('a failure that is not one key’s', () => {
  const query = '{ processInstances { nodes { incidents { totalCount } } } }'
  const allOf = (code: string) =>
    Array.from({ length: 50 }, (_, index) => [`processInstances.nodes.${index}.incidents`, code])
  const ofIncidents = (fault: Fault) => (call: RecordedCall) =>
    call.operation === 'searchIncidents' ? fault : undefined

  test.each<[string, Fault, string, number]>([
    ['401', { status: 401 }, 'UNAUTHENTICATED', 1],
    [
      '503 RESOURCE_EXHAUSTED',
      { status: 503, body: { title: 'RESOURCE_EXHAUSTED', status: 503, detail: 'Busy.' } },
      'RATE_LIMITED',
      3,
    ],
    ['a redirect', { redirect: 'http://127.0.0.1:1/' }, 'UPSTREAM_ERROR', 1],
    ['a 404 of something else', { status: 404, body: 'Not here.' }, 'UPSTREAM_ERROR', 1],
  ])('costs no more calls than it must: %s', async (_, fault, code, calls) => {
    await start(fifty())
    upstream.fault = ofIncidents(fault)
    const answer = await gateway.ask(query)
    expect(errorsOf(answer)).toEqual(allOf(code))
    expect(answer.data.processInstances.nodes).toEqual(Array.from({ length: 50 }, () => ({ incidents: null })))
    expect(upstream.operations()).toEqual([
      'searchProcessInstances',
      ...Array.from({ length: calls }, () => 'searchIncidents'),
    ])
  })

  test('is looked into by a bounded number of calls', async () => {
    await start(fifty())
    upstream.fault = ofIncidents(refusal)
    const answer = await gateway.ask(query)
    expect(errorsOf(answer)).toEqual(allOf('UPSTREAM_ERROR'))
    expect(upstream.operations()).toHaveLength(1 + 1 + 24)
  })
})
