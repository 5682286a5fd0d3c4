import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { freePort } from './command.ts'

/** Whether a Redis is installed; where none is, the tests that need one say that they are skipped for want of it. */
export const HAS_REDIS = spawnSync('redis-server', ['--version']).status === 0

export interface RunningRedis extends AsyncDisposable {
  readonly url: string
  /** Stops answering without closing its connections. */
  freeze(): void
  thaw(): void
  stop(): Promise<void>
  /** Starts it anew at the same address, with nothing in it. */
  restart(): Promise<void>
}

/** Starts a real Redis that keeps nothing on disk. */
export async function startRedis(): Promise<RunningRedis> {
  const port = await freePort()
  let server = await launch(port)
  const stop = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return
    server.kill('SIGCONT')
    server.kill('SIGKILL')
    await once(server, 'close')
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    freeze: () => void server.kill('SIGSTOP'),
    thaw: () => void server.kill('SIGCONT'),
    stop,
    async restart() {
      await stop()
      server = await launch(port)
    },
    [Symbol.asyncDispose]: stop,
  }
}

async function launch(port: number): Promise<ChildProcess> {
  const options = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no']
  const server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] })
  let out = ''
  server.stdout.setEncoding('utf8')
  for await (const text of server.stdout as AsyncIterable<string>) {
    out += text
    if (out.includes('Ready to accept connections')) {
      server.stdout.resume()
      return server
    }
  }
  throw new Error(`Redis did not start: ${out}`)
}
