import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { type Command, freePort, ROOT, run } from './support/command.ts'

/** The demo, without the signals to its group by default: it is its own work to stop its children. */
function start(env: Record<string, string> = {}, group = false): Command {
  return run('scripts/demo.ts', [], { env: { PORT: '0', ...env }, group })
}

async function addresses(demo: Command): Promise<{ gateway: string; sandbox: string }> {
  await demo.printed(/Ctrl-C stops both\.\n/)
  const [, gateway = ''] = /gateway answers on (\S+)/.exec(demo.out) ?? []
  const [, sandbox = ''] = /REST API on (\S+)/.exec(demo.out) ?? []
  return { gateway, sandbox }
}

async function post(url: string, body: string) {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  return (await response.json()) as { data?: Record<string, { nodes: unknown[] }>; errors?: unknown }
}

const isGone = (url: string) =>
  fetch(url).then(
    () => false,
    () => true,
  )

/** The process ids of the demo's children, by the file that they run. */
function childrenOf(demo: Command): Record<string, number> {
  const found: Record<string, number> = {}
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const parent = /\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]
      const [, file = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
      if (Number(parent) === demo.pid) found[file.replace(ROOT, '')] = Number(pid)
    } catch {
      // It has ended since the folder was read.
    }
  }
  return found
}

describe('the demo', () => {
  test('answers the README’s first question and its own at once, on the ports that it is given', async () => {
    const [port, sandboxPort] = [await freePort(), await freePort()]
    await using demo = start({
      PORT: String(port),
      SANDBOX_PORT: String(sandboxPort),
      // What is set for another cluster does not count.
      CAMUNDA_REST_ADDRESS: 'https://production.example.com',
      CAMUNDA_AUTH_STRATEGY: 'OAUTH',
      HTTP_PROXY: 'http://127.0.0.1:1',
      http_proxy: 'http://127.0.0.1:1',
    })
    const { gateway, sandbox } = await addresses(demo)
    expect([gateway, sandbox]).toEqual([`http://127.0.0.1:${port}/graphql`, `http://127.0.0.1:${sandboxPort}/v2`])
    const [, query = ''] = /```graphql\n(.*?)```/s.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? []
    const answer = await post(gateway, JSON.stringify({ query }))
    expect(answer.errors).toBeUndefined()
    const answers = Object.values(answer.data ?? {})
    expect(answers).not.toEqual([])
    for (const { nodes } of answers) expect(nodes).not.toEqual([])

    const [, body = ''] = /-d '(.*)'/.exec(demo.out) ?? []
    expect((await post(gateway, body)).data?.userTasks?.nodes).toHaveLength(3)
    expect((await fetch(`${sandbox}/topology`)).status).toBe(200)

    demo.kill('SIGINT')
    expect(await demo.exited).toBe(0)
    expect(await Promise.all([isGone(gateway), isGone(sandbox)])).toEqual([true, true])
    expect(demo.err).toBe('')
  })

  test('takes another port where the usual one is taken, and ends by Ctrl-C, which its children hear too', async () => {
    const server = createServer()
    // Where it is taken already, that will do.
    await new Promise<void>((resolve) => server.once('error', () => resolve()).listen(4000, '127.0.0.1', resolve))
    try {
      await using demo = start({ PORT: '' }, true)
      const { gateway, sandbox } = await addresses(demo)
      expect(new URL(gateway).port).not.toBe('4000')
      demo.kill('SIGINT')
      expect(await demo.exited).toBe(0)
      expect(await Promise.all([isGone(gateway), isGone(sandbox)])).toEqual([true, true])
      expect(demo.err).toBe('')
    } finally {
      server.close()
    }
  })

  test.skipIf(!existsSync('/proc/self/stat'))('ends when a part of it crashes, and says which', async () => {
    for (const [file, line] of [
      ['sandbox/main.ts', 'The sandbox has stopped (SIGKILL), and so the demo ends.\n'],
      ['src/main.ts', 'The gateway has stopped (SIGKILL), and so the demo ends.\n'],
    ] as const) {
      await using demo = start({}, true)
      const { gateway, sandbox } = await addresses(demo)
      process.kill(childrenOf(demo)[file] ?? Number.NaN, 'SIGKILL')
      expect(await demo.exited).toBe(1)
      expect(demo.err).toBe(line)
      expect(await Promise.all([isGone(gateway), isGone(sandbox)])).toEqual([true, true])
    }
  })

  test('ends when what has started it ends without a word, as npm does', async () => {
    await using starter = run(
      '--input-type=module',
      [
        '-e',
        "import { spawn } from 'node:child_process'; spawn(process.execPath, ['scripts/demo.ts'], { stdio: 'inherit' })",
      ],
      { env: { PORT: '0' } },
    )
    const { gateway, sandbox } = await addresses(starter)
    starter.kill('SIGKILL')
    const gone = async () => expect(await Promise.all([isGone(gateway), isGone(sandbox)])).toEqual([true, true])
    await vi.waitFor(gone, { timeout: 20_000, interval: 200 })
  })

  test('passes on that a port is in use', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      const port = String((server.address() as AddressInfo).port)
      await using forGateway = start({ PORT: port })
      await using forSandbox = start({ SANDBOX_PORT: port })
      expect(await forGateway.exited).toBe(1)
      expect(forGateway.err).toBe(
        `PORT is ${port}, but something listens there already. Choose another, or 0 for any free one.\n`,
      )
      expect(await forSandbox.exited).toBe(1)
      expect(forSandbox.err).toBe(
        `Port ${port} is in use. Stop what listens there, or choose another one with --port.\n`,
      )
    } finally {
      server.close()
    }
  })
})
