import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Fate, type Fragile, startFragile } from './support/fragile.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { key } from './support/rows.ts'

/** What a client was told of one command. */
interface Told {
  key: string
  /** The error's code; undefined where the command was carried out. */
  code: string | undefined
  outcomeUnknown: boolean
  message: string
}

// The log says why connections failed; here they fail on purpose.
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
})

afterEach(() => {
  vi.restoreAllMocks()
})

/** The same numbers from 0 to 1 in every run. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Clients that send commands, each another, until they are stopped. */
function startLoad(gateway: RunningGateway, clients: number) {
  const told: Told[] = []
  let next = 0
  let stopped = false
  const run = async () => {
    while (!stopped) {
      const target = key(next++)
      const { data, errors } = await gateway.ask(
        `mutation { cancelProcessInstance(input: { processInstanceKey: "${target}" }) { __typename } }`,
      )
      const [error] = errors ?? []
      told.push({
        key: target,
        code: data?.cancelProcessInstance ? undefined : String(error?.extensions?.code),
        outcomeUnknown: error?.extensions?.outcomeUnknown === true,
        message: error?.message ?? '',
      })
      if (error) await sleep(5)
    }
  }
  const running = Array.from({ length: clients }, run)
  return {
    told,
    succeeded: () => told.filter(({ code }) => code === undefined).length,
    /** Waits until so many commands have ended, and lets those under way end, too. */
    async stopAfter(count: number) {
      await vi.waitFor(() => expect(told.length).toBeGreaterThanOrEqual(count), { timeout: 15_000, interval: 10 })
      stopped = true
      await Promise.all(running)
    },
  }
}

/** Holds what clients were told against what the cluster has done. Answers how often clients were told what. */
function settle(told: readonly Told[], { done }: Fragile) {
  const lost = told.filter(({ key, code }) => code === undefined && !done.has(key))
  const untrue = told.filter(({ key, code, outcomeUnknown }) => code !== undefined && !outcomeUnknown && done.has(key))
  const twice = [...done].filter(([, times]) => times > 1)
  const keys = new Set(told.map(({ key }) => key))
  const unasked = [...done.keys()].filter((key) => !keys.has(key))
  expect({ lost, untrue, twice, unasked }).toEqual({ lost: [], untrue: [], twice: [], unasked: [] })
  const count = (wanted: (one: Told) => boolean) => told.filter(wanted).length
  return {
    done: count(({ code }) => code === undefined),
    unknown: count(({ outcomeUnknown }) => outcomeUnknown),
    unknownButDone: count(({ key, outcomeUnknown }) => outcomeUnknown && done.has(key)),
    notDone: count(({ code, outcomeUnknown }) => code !== undefined && !outcomeUnknown),
    codes: [...new Set(told.map(({ code }) => code))].filter((code) => code !== undefined).sort(),
  }
}

async function start(config: Record<string, string> = {}) {
  const fragile = await startFragile()
  const gateway = await startGateway(fragile, {
    CAMUNDA_VERSION: '8.9',
    CAMUNDA_SDK_HTTP_RETRY_BASE_DELAY_MS: '20',
    ...config,
  })
  return {
    fragile,
    gateway,
    async [Symbol.asyncDispose]() {
      await fragile[Symbol.asyncDispose]()
      await gateway.close()
    },
  }
}

describe('no command is lost, done twice or told wrongly', () => {
  test('while the cluster is killed and started again', async () => {
    await using started = await start({ GATEWAY_BREAKER_AFTER_MS: '300' })
    const { fragile, gateway } = started
    const random = seeded(1)
    fragile.fate = () => ({ delay: random() * 10 })
    const load = startLoad(gateway, 16)
    for (let round = 1; round <= 2; round++) {
      const before = load.succeeded()
      await vi.waitFor(() => expect(load.succeeded()).toBeGreaterThan(before + 100), { timeout: 10_000 })
      await vi.waitUntil(() => fragile.inWork > 0, { interval: 1 })
      const count = load.told.length
      await fragile.kill()
      // Dead for long enough for the breaker to open.
      await vi.waitFor(
        () => expect(load.told.slice(count).some(({ message }) => message.includes('was not sent'))).toBe(true),
        { timeout: 5_000 },
      )
      await fragile.restart()
      const succeeded = load.succeeded()
      const began = performance.now()
      await vi.waitFor(() => expect(load.succeeded()).toBeGreaterThan(succeeded), { timeout: 5_000, interval: 5 })
      // The breaker asks every two seconds at the latest.
      expect(performance.now() - began).toBeLessThan(3_500)
    }
    await load.stopAfter(load.told.length + 100)
    const figures = settle(load.told, fragile)
    // What was in work when it died is all that nobody can know of: two times sixteen at most.
    expect(figures.unknown).toBeGreaterThan(0)
    expect(figures.unknown).toBeLessThanOrEqual(32)
    expect(figures.codes).toEqual(['UPSTREAM_UNAVAILABLE'])
  })

  test('while it is too slow for some', async () => {
    await using started = await start({ GATEWAY_UPSTREAM_TIMEOUT_MS: '100', GATEWAY_MAX_UPSTREAM_CALLS: '16' })
    const { fragile, gateway } = started
    const random = seeded(2)
    // One of five takes longer than the gateway waits, some of them by little.
    fragile.fate = () => ({ delay: random() < 0.8 ? random() * 20 : 90 + random() * 60 })
    const load = startLoad(gateway, 16)
    await load.stopAfter(400)
    await vi.waitUntil(() => fragile.inWork === 0)
    const figures = settle(load.told, fragile)
    expect(figures.unknown).toBeGreaterThan(20)
    // They were done all the same: to repeat them would have been wrong.
    expect(figures.unknownButDone).toBeGreaterThan(20)
    expect(figures.codes).toContain('UPSTREAM_TIMEOUT')
    expect(fragile.received).toBe(fragile.done.size)
  })

  test('while it breaks connections before and after it has done its work', async () => {
    await using started = await start()
    const { fragile, gateway } = started
    const random = seeded(3)
    const fates: Fate[] = ['breakBefore', 'breakAfter', 'do', 'do', 'do', 'do', { delay: 5 }, { delay: 20 }]
    fragile.fate = () => fates[Math.floor(random() * fates.length)] ?? 'do'
    const load = startLoad(gateway, 16)
    await load.stopAfter(600)
    const figures = settle(load.told, fragile)
    expect(figures.unknown).toBeGreaterThan(60)
    expect(figures.unknownButDone).toBeGreaterThan(20)
    expect(figures.unknownButDone).toBeLessThan(figures.unknown)
    expect(figures.notDone).toBe(0)
    expect(figures.codes).toEqual(['UPSTREAM_UNAVAILABLE'])
    // No command was sent again.
    expect(fragile.received).toBe(load.told.length)
  })

  test('while it is full', async () => {
    await using started = await start({ GATEWAY_MAX_UPSTREAM_CALLS: '32', GATEWAY_MAX_QUEUED_CALLS: '8' })
    const { fragile, gateway } = started
    let refusals = 0
    fragile.fate = () => {
      if (fragile.inWork < 4) return { delay: 5 }
      refusals++
      return 'refuse'
    }
    const load = startLoad(gateway, 48)
    await load.stopAfter(1_500)
    const figures = settle(load.told, fragile)
    // Nothing is ever in doubt: what was refused was not done, whoever refused it.
    expect(figures.unknown).toBe(0)
    expect(figures.done).toBeGreaterThan(100)
    expect(figures.codes).toContain('OVERLOADED')
    for (const code of figures.codes) expect(['OVERLOADED', 'RATE_LIMITED']).toContain(code)
    // The cluster is asked for little more than it takes: the others are refused by the gateway.
    expect(refusals).toBeLessThan(fragile.done.size)
  })

  test('while it is full and breaks connections, and refused commands are sent again', async () => {
    await using started = await start({ CAMUNDA_SDK_HTTP_RETRY_MAX_ATTEMPTS: '5' })
    const { fragile, gateway } = started
    const random = seeded(5)
    const fates: Fate[] = ['refuse', 'breakBefore', 'breakAfter', ...new Array<Fate>(17).fill('do')]
    fragile.fate = () => fates[Math.floor(random() * fates.length)] ?? 'do'
    const load = startLoad(gateway, 16)
    await load.stopAfter(800)
    const figures = settle(load.told, fragile)
    expect(figures.unknown).toBeGreaterThan(20)
    // Each refusal is followed by another try, which may be what clients see.
    expect(fragile.received).toBeGreaterThan(load.told.length + 10)
    expect(figures.done).toBeGreaterThan(600)
  })
})
