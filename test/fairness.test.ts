import { afterEach, describe, expect, test, vi } from 'vitest'
import { startGateway } from './support/gateway.ts'
import { AUDIENCE, startIssuer } from './support/issuer.ts'
import { key } from './support/rows.ts'
import { expectNoViolations, type RecordedCall, startUpstream } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'

/** A read of one instance's search by itself, told from others by its key. */
const read = (n: number) => `processInstances(filter: { processInstanceKey: { eq: "${key(n)}" } }) { totalCount }`
const reads = (from: number, count: number) =>
  `{ ${Array.from({ length: count }, (_, n) => `r${n}: ${read(from + n)}`).join(' ')} }`

const at = (address: string) => ({ 'x-forwarded-for': address })

/** Ids of the greedy caller's reads begin at 1, those of a modest one at 100, of another at 200. */
const [GREEDY, MODEST, OTHER] = [1, 100, 200]

let close: (() => Promise<void>) | undefined
afterEach(async () => {
  await close?.()
  close = undefined
})

/** A gateway whose upstream answers a read when told to. */
async function start(config: Record<string, string>, plugins: Parameters<typeof startGateway>[2] = []) {
  const held: Array<{ asked: number; answer(): void }> = []
  let isOpen = false
  const upstream = await startUpstream({
    answers: {
      searchProcessInstances: (call) =>
        isOpen
          ? undefined
          : new Promise((resolve) => held.push({ asked: askedBy(call), answer: () => resolve(undefined) })),
    },
  })
  const gateway = await startGateway(
    upstream,
    { CAMUNDA_VERSION: '8.9', GATEWAY_TRUSTED_PROXIES: '1', ...config },
    plugins,
    { metrics: true },
  )
  const asked: Array<Promise<unknown>> = []
  const open = () => {
    isOpen = true
    for (const { answer } of held.splice(0)) answer()
  }
  close = async () => {
    open()
    await Promise.all(asked)
    await gateway.close()
    expectNoViolations(upstream)
    await upstream.close()
  }
  /** Waits until a metric says so. */
  const metric = (line: string) =>
    vi.waitFor(() => expect(gateway.gateway.metrics()).toContain(`${line}\n`), { timeout: 10_000 })
  return {
    ask(query: string, headers: Record<string, string>) {
      const answer = gateway.ask(query, {}, headers)
      asked.push(answer)
      return answer
    },
    /** Waits until so many reads are at the cluster. */
    atCluster: (count: number) => vi.waitFor(() => expect(held).toHaveLength(count), { timeout: 10_000 }),
    /** Waits until so many reads wait in the gateway. */
    waiting: (count: number) => metric(`gateway_upstream_calls_queued ${count}`),
    /** Waits until so many were refused, or lost their place. */
    refused: (count: number) => metric(`gateway_upstream_rejections_total{reason="overloaded"} ${count}`),
    /** Answers the oldest read at the cluster, and tells which comes in its place. */
    async next() {
      held.shift()?.answer()
      const count = held.length
      await vi.waitFor(() => expect(held).toHaveLength(count + 1))
      return held.at(-1)?.asked
    },
    /** From now on all are answered. */
    open,
  }
}

function askedBy({ body }: RecordedCall): number {
  const { filter } = body as { filter: { processInstanceKey: string } }
  return KEYS.indexOf(filter.processInstanceKey)
}

const KEYS = Array.from({ length: 300 }, (_, n) => key(n))

describe.each(WAYS)('%s', (_, plugins) => {
  test("a read of a modest caller's goes before all that wait of a greedy one's, and is all that does", async () => {
    const { ask, atCluster, waiting, next, open } = await start({ GATEWAY_MAX_UPSTREAM_CALLS: '4' }, plugins)
    const greedy = ask(reads(GREEDY, 40), at('10.0.0.1'))
    // Alone he has all places.
    await atCluster(4)
    await waiting(36)
    const modest = ask(reads(MODEST, 1), at('10.0.0.2'))
    await waiting(37)
    expect([await next(), await next()]).toEqual([MODEST, GREEDY + 4])
    open()
    for (const answer of await Promise.all([greedy, modest])) expect(answer.errors).toBeUndefined()
  })
})

describe('callers are told apart', () => {
  const FORWARD = { CAMUNDA_AUTH_STRATEGY: 'FORWARD', GATEWAY_MAX_UPSTREAM_CALLS: '4' }
  const shows = (token: string) => ({ authorization: `Bearer ${token}` })

  test('by address first: who makes up a name for each question gets no more', async () => {
    const { ask, waiting, next, open } = await start(FORWARD)
    for (let n = 0; n < 20; n++) void ask(reads(GREEDY + n, 1), { ...at('10.0.0.1'), ...shows(`made-up-${n}`) })
    await waiting(16)
    const modest = ask(reads(MODEST, 3), { ...at('10.0.0.2'), ...shows('own') })
    await waiting(19)
    // He has a quarter with the first; then turns go round.
    const came = [await next(), await next(), await next(), await next(), await next()]
    expect(came[0]).toBe(MODEST)
    expect(came.filter((asked) => (asked ?? 0) >= MODEST)).toHaveLength(3)
    open()
    expect((await modest).errors).toBeUndefined()
  })

  test('by what they show next: callers behind one proxy are fair to each other', async () => {
    const { ask, waiting, next, open } = await start(FORWARD)
    void ask(reads(GREEDY, 40), { ...at('10.0.0.1'), ...shows('greedy') })
    await waiting(36)
    const modest = ask(reads(MODEST, 1), { ...at('10.0.0.1'), ...shows('modest') })
    await waiting(37)
    expect(await next()).toBe(MODEST)
    open()
    expect((await modest).errors).toBeUndefined()
  })

  test('by the subject of their tokens, wherever they come from', async () => {
    await using issuer = await startIssuer()
    const signer = await issuer.signer()
    const token = async (sub: string) => shows(await signer.sign({ claims: { sub } }))
    const { ask, waiting, next, open } = await start({
      GATEWAY_MAX_UPSTREAM_CALLS: '4',
      GATEWAY_JWT_ISSUER: issuer.issuer,
      GATEWAY_JWT_AUDIENCE: AUDIENCE,
    })
    for (let n = 0; n < 10; n++)
      void ask(reads(GREEDY + 4 * n, 4), { ...at(`10.0.0.${n}`), ...(await token('greedy')) })
    await waiting(36)
    const modest = ask(reads(MODEST, 1), { ...at('10.0.0.1'), ...(await token('modest')) })
    await waiting(37)
    expect(await next()).toBe(MODEST)
    open()
    expect((await modest).errors).toBeUndefined()
  })
})

test('while others wait one caller gets no more than a quarter of the places', async () => {
  const { ask, atCluster, waiting, next, open } = await start({ GATEWAY_MAX_UPSTREAM_CALLS: '8' })
  const asked = [ask(reads(GREEDY, 40), at('10.0.0.1'))]
  await atCluster(8)
  for (const [n, from] of [MODEST, MODEST + 30, OTHER].entries()) asked.push(ask(reads(from, 20), at(`10.0.1.${n}`)))
  await waiting(92)
  const came: number[] = []
  for (let n = 0; n < 8; n++) came.push((await next()) ?? -1)
  // All that were in flight have been answered: two of each are now.
  const of = (from: number) => came.filter((one) => one >= from && one < from + 20).length
  expect([of(MODEST), of(MODEST + 30), of(OTHER)]).toEqual([2, 2, 2])
  open()
  for (const { errors } of await Promise.all(asked)) expect(errors).toBeUndefined()
})

test('a queue that is full of one caller’s reads has room for another’s', async () => {
  const { ask, atCluster, waiting, refused, next, open } = await start({
    GATEWAY_MAX_UPSTREAM_CALLS: '1',
    GATEWAY_MAX_QUEUED_CALLS: '4',
  })
  const greedy = ask(reads(GREEDY, 5), at('10.0.0.1'))
  await atCluster(1)
  await waiting(4)
  const modest = ask(reads(MODEST, 3), at('10.0.0.2'))
  const other = ask(reads(OTHER, 1), at('10.0.0.3'))
  // The greedy caller loses his newest, as long as he has more of them.
  await refused(4)
  expect([await next(), await next(), await next()].sort()).toEqual([GREEDY + 1, MODEST, OTHER].sort())
  open()
  expect((await greedy).errors?.map(({ path, extensions }) => [path?.[0], extensions?.code])).toEqual(
    expect.arrayContaining([['r4', 'OVERLOADED']]),
  )
  expect((await other).data).toEqual({ r0: { totalCount: 0 } })
  expect((await modest).data).toMatchObject({ r0: { totalCount: 0 } })
})

test('a read that another caller waits for, too, comes when the first of them would have his', async () => {
  const { ask, waiting, next, open } = await start({ GATEWAY_MAX_UPSTREAM_CALLS: '4' })
  const greedy = ask(reads(GREEDY, 40), at('10.0.0.1'))
  await waiting(36)
  const modest = ask(reads(GREEDY + 39, 1), at('10.0.0.2'))
  // The same read, in the lines of both.
  await waiting(37)
  expect(await next()).toBe(GREEDY + 39)
  await waiting(35)
  open()
  for (const { errors } of await Promise.all([greedy, modest])) expect(errors).toBeUndefined()
})
