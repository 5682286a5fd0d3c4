import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { prettyLines } from '../src/telemetry/log/pretty.ts'
import { freePort, run } from './support/command.ts'
import { startUpstream, type Upstream } from './support/upstream.ts'

let upstream: Upstream

beforeEach(async () => {
  upstream = await startUpstream()
})

afterEach(() => upstream.close())

describe('the command', () => {
  const start = (env: Record<string, string>) =>
    run('src/main.ts', [], {
      env: { PORT: '0', CAMUNDA_REST_ADDRESS: upstream.url, GATEWAY_DRAIN_DELAY_MS: '0', ...env },
    })
  const ask = (origin: string) =>
    fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'query Count { processInstances { totalCount } }' }),
    })

  test('writes a line of JSON for whatever happens, all of them before it ends', async () => {
    await using command = start({ CAMUNDA_VERSION: '8.9' })
    const { origin } = new URL(await command.printed(/http:[^"]+/))
    await Promise.all(Array.from({ length: 20 }, () => ask(origin)))
    command.kill('SIGTERM')
    expect(await command.exited).toBe(0)
    const lines = command.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    for (const { time, level } of lines) {
      expect(new Date(time).toISOString()).toBe(time)
      expect(Math.abs(Date.now() - Date.parse(time))).toBeLessThan(60_000)
      expect(level).toBe('info')
    }
    expect(lines.map(({ msg }) => msg)).toEqual([
      `GraphQL on ${origin}/graphql`,
      ...Array.from({ length: 20 }, () => 'request'),
      'Draining',
      'Stopped',
    ])
    expect(lines[1]).toMatchObject({ operation: 'Count', outcome: 'ok', status: 200, calls: expect.any(Number) })
    expect(command.err).toBe('')
  })

  test('writes a line soon, however few there are', async () => {
    await using command = start({})
    const { origin } = new URL(await command.printed(/http:[^"]+/))
    await ask(origin)
    await command.printed(/"operation":"Count"/, 3_000)
  })

  test('writes for people where it is told to', async () => {
    await using command = start({ GATEWAY_LOG_FORMAT: 'pretty' })
    const { origin } = new URL(await command.printed(/http:\S+/))
    await ask(origin)
    const line = await command.printed(/.*request.*\n/)
    expect(line).toMatch(
      /^\d\d:\d\d:\d\d INFO {2}request requestId=\S+ type=query operation=Count status=200 outcome=ok ms=[\d.]+ calls=\d+\n$/,
    )
  })

  test('writes no more than its level says', async () => {
    const ports = [await freePort(), await freePort()]
    const levels = ['error', 'silent']
    for (const [index, level] of levels.entries()) {
      const origin = `http://127.0.0.1:${ports[index]}`
      await using command = start({ GATEWAY_LOG_LEVEL: level, PORT: `${ports[index]}` })
      await vi.waitFor(() => fetch(`${origin}/health`), { timeout: 20_000 })
      await ask(origin)
      upstream.fault = () => 'reset'
      await ask(origin)
      upstream.fault = undefined
      command.kill('SIGTERM')
      expect(await command.exited).toBe(0)
      expect(command.err).toBe('')
      const messages = command.out
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line).msg)
      expect([level, messages]).toEqual([
        level,
        level === 'silent' ? [] : [expect.stringMatching(/^searchProcessInstances: broken/)],
      ])
    }
  })
})

test('a line for people stays one, whatever a caller is called', () => {
  const lines: string[] = []
  const caller = 'me\nERROR\u001b[2J\u009b31m\u202e'
  prettyLines((text) => lines.push(text)).write(
    JSON.stringify({ level: 'info', time: new Date().toISOString(), msg: 'request', caller }),
  )
  expect(lines.join('')).toContain('me\\u{a}ERROR\\u{1b}[2J\\u{9b}31m\\u{202e}\n')
})
