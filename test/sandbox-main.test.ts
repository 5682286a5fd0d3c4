import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it, vi } from 'vitest'

const MAIN = fileURLToPath(new URL('../sandbox/main.ts', import.meta.url))

const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

function start(...args: string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  const output = { out: '', err: '' }
  child.stdout.on('data', (chunk) => {
    output.out += chunk
  })
  child.stderr.on('data', (chunk) => {
    output.err += chunk
  })
  return { child, output, exited: once(child, 'exit').then(([code]) => code as number) }
}

async function listening(output: { out: string }): Promise<string> {
  await vi.waitFor(() => expect(output.out).toContain('listens on'), { timeout: 10_000 })
  return /http:\S+/.exec(output.out)?.[0] ?? ''
}

describe('the sandbox command', () => {
  it('prints where it listens, and leaves on SIGTERM', async () => {
    const { child, output, exited } = start('--port', '0', '--lag', '0')
    const url = await listening(output)
    const answer = await fetch(`${url}/process-instances/search`, { method: 'POST' })
    expect(((await answer.json()) as { page: { totalItems: number } }).page.totalItems).toBeGreaterThan(200)
    child.kill('SIGTERM')
    expect(await exited).toBe(0)
  })

  it('says in one line that its port is in use', async () => {
    const first = start('--port', '0', '--empty')
    const { port } = new URL(await listening(first.output))
    const second = start('--port', port, '--empty')
    expect(await second.exited).toBe(1)
    expect(second.output.err).toBe(
      `Port ${port} is in use. Stop what listens there, or choose another one with --port.\n`,
    )
  })

  it.each([
    ['--port', 'http', '--port must be a whole number'],
    ['--lag', '-1', '--lag'],
    ['--prot', '1', "Unknown option '--prot'"],
  ])('refuses %s %s', async (option, value, message) => {
    const { output, exited } = start(`${option}=${value}`)
    expect(await exited).toBe(1)
    expect(output.err).toContain(message)
  })
})
