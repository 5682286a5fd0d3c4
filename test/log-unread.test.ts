import { execFileSync } from 'node:child_process'
import { closeSync, createReadStream, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Command, freePort, type RunOptions, run } from './support/command.ts'

/** More lines than wait for a reader: each has a third of a kilobyte. */
const MANY = 25_000

let port: number
let metricsPort: number
beforeEach(async () => {
  port = await freePort()
  metricsPort = await freePort()
})

let command: Command
afterEach(() => command[Symbol.asyncDispose]())

async function start(env: Record<string, string> = {}, options: RunOptions = {}): Promise<void> {
  const own = { PORT: `${port}`, GATEWAY_METRICS_PORT: `${metricsPort}`, GATEWAY_DRAIN_DELAY_MS: '0' }
  command = run('src/main.ts', [], { env: { ...own, ...env }, ...options })
  await vi.waitFor(health, { timeout: 20_000 })
}

async function health(): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(5_000) })
  expect(response.status).toBe(200)
}

async function dropped(): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
  return Number(/^gateway_log_lines_dropped_total (\d+)$/m.exec(text)?.[1])
}

/** Asks so many times and waits for all answers: a few at once, on one connection. */
function ask(count: number): Promise<void> {
  const body = `{"query":"query ${'Q'.repeat(200)} { __typename }"}`
  const request = `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nx-request-id: ${'i'.repeat(80)}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1').setEncoding('latin1').setTimeout(20_000)
    let sent = 0
    let answers = 0
    let rest = ''
    const send = () => {
      const more = Math.min(count - sent, 20 - (sent - answers))
      sent += more
      socket.write(request.repeat(more))
    }
    socket.on('data', (more) => {
      const parts = (rest + more).split('{"data":{"__typename":"Query"}}')
      rest = parts.pop() ?? ''
      answers += parts.length
      if (answers === count) resolve(void socket.destroy())
      else send()
    })
    const fail = () => reject(new Error(`${answers} of ${count} were answered`))
    socket.on('error', fail).on('timeout', fail).on('close', fail)
    send()
  })
}

const requests = (text: string) => text.split('QQQQ…').length - 1

describe.each(['json', 'pretty'])('%s that nobody reads', (GATEWAY_LOG_FORMAT) => {
  test('stops nothing; what is dropped is counted, and told once somebody reads on', async () => {
    await start({ GATEWAY_LOG_FORMAT })
    command.stopReading()
    await ask(MANY)
    await health()
    expect(await dropped()).toBeGreaterThan(1_000)
    command.readOn()
    await vi.waitFor(() => expect(command.out.includes('were dropped')).toBe(true), { timeout: 10_000 })
    const told = command.out.split('\n').find((line) => line.includes('were dropped')) ?? ''
    expect(told).toMatch(/warn/i)
    const lost = Number(/dropped\W+(\d+)/.exec(told)?.[1])
    expect(await dropped()).toBe(lost)
    await ask(1)
    await vi.waitFor(() => expect(requests(command.out)).toBe(MANY - lost + 1), { timeout: 5_000 })
    expect(await dropped()).toBe(lost)
    const lines = command.out.trimEnd().split('\n')
    expect(lines.filter((line) => line.includes('were dropped'))).toEqual([told])
    if (GATEWAY_LOG_FORMAT === 'json') for (const line of lines) JSON.parse(line)
  })

  test('does not keep the command from its end', async () => {
    await start({ GATEWAY_LOG_FORMAT })
    command.stopReading()
    await ask(MANY)
    command.kill('SIGTERM')
    await vi.waitFor(() => expect(() => process.kill(command.pid, 0)).toThrow('ESRCH'), { timeout: 10_000 })
    command.readOn()
    expect(await command.exited).toBe(0)
    expect(command.err).toBe('')
  })

  test('is written in full where somebody reads on in time, also when the command ends meanwhile', async () => {
    await start({ GATEWAY_LOG_FORMAT })
    command.stopReading()
    await ask(3_000)
    command.kill('SIGTERM')
    command.readOn()
    expect(await command.exited).toBe(0)
    expect(requests(command.out)).toBe(3_000)
    expect(command.out.trimEnd().split('\n').at(-1)).toContain('Stopped')
  })

  test('is the same as one that nobody can read any more', async () => {
    await start({ GATEWAY_LOG_FORMAT })
    command.closeOutput()
    await ask(MANY)
    await health()
    expect(await dropped()).toBeGreaterThan(1_000)
    command.kill('SIGTERM')
    expect(await command.exited).toBe(0)
    expect(command.err).toBe('')
  })
})

test('a pipe that nobody reads stops nothing, and whoever reads it later is told what is missing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-log-'))
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  const stdout = openSync(pipe, 'r+')
  await start({}, { stdout })
  await ask(MANY)
  await health()
  expect(await dropped()).toBeGreaterThan(1_000)
  let read = ''
  const reader = createReadStream(pipe, 'utf8').on('data', (more) => {
    read += more
  })
  closeSync(stdout)
  await vi.waitFor(() => expect(read.includes('were dropped')).toBe(true), { timeout: 10_000 })
  command.kill('SIGTERM')
  expect(await command.exited).toBe(0)
  await finished(reader)
  const lines = read
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  const told = lines.filter(({ msg }) => msg.includes('were dropped'))
  expect(told).toEqual([
    { level: 'warn', time: expect.any(String), msg: expect.any(String), dropped: expect.any(Number) },
  ])
  expect(lines.filter(({ msg }) => msg === 'request').length + told[0].dropped).toBe(MANY)
  expect(lines.at(-1).msg).toBe('Stopped')
  rmSync(folder, { recursive: true })
})

test('a disk that is full stops nothing', async ({ skip }) => {
  if (!existsSync('/dev/full')) skip('this system has no disk that is always full')
  const stdout = openSync('/dev/full', 'w')
  await start({}, { stdout })
  closeSync(stdout)
  await ask(MANY)
  await health()
  expect(await dropped()).toBeGreaterThan(1_000)
  command.kill('SIGTERM')
  expect(await command.exited).toBe(0)
  expect(command.err).toBe('')
})

test('a file has every line, in their order', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-log-'))
  const file = join(folder, 'log')
  const stdout = openSync(file, 'w')
  await start({}, { stdout })
  closeSync(stdout)
  await ask(3_000)
  command.kill('SIGTERM')
  expect(await command.exited).toBe(0)
  const messages = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).msg)
  expect(messages.filter((message) => message === 'request')).toHaveLength(3_000)
  expect(messages.slice(-2)).toEqual(['Draining', 'Stopped'])
  rmSync(folder, { recursive: true })
})
