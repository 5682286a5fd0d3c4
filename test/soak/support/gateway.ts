import { readFileSync } from 'node:fs'
import { expect, vi } from 'vitest'
import { freePort, run } from '../../support/command.ts'

/** MB of V8's heap: what it takes by itself of the 1 GiB that docs/operations.md gives a container. */
const HEAP = 512

/** MB that a process of this heap may hold in all: the container's, with a little left for the system. */
export const CONTAINER = 1_000

/** The command, as operators run it. */
export interface Gateway extends AsyncDisposable {
  readonly port: number
  readonly metricsPort: number
  readonly pid: number
  readonly exited: Promise<number | string>
  isRunning(): boolean
  /** What it has written to standard output and standard error. */
  written(): string
  /** The most memory that it has ever held, in MB. */
  most(): number
  /** All metrics, as a scrape. */
  metrics(): Promise<string>
  /** A gauge or counter without labels. */
  reading(name: string): Promise<number>
  kill(signal: NodeJS.Signals): void
}

/** Starts it from source, in production. With `unread` nobody reads its standard output. */
export async function startGateway(
  upstream: { url: string },
  env: Record<string, string> = {},
  { unread = false } = {},
): Promise<Gateway> {
  for (let tries = 1; ; tries++) {
    try {
      return await start(upstream, env, unread)
    } catch (error) {
      // A port that was free a moment ago.
      if (tries === 3 || !String(error).includes('something listens there already')) throw error
    }
  }
}

async function start(upstream: { url: string }, env: Record<string, string>, unread: boolean): Promise<Gateway> {
  const [port, metricsPort] = [await freePort(), await freePort()]
  const command = run('src/main.ts', [], {
    env: {
      NODE_OPTIONS: `--max-old-space-size=${HEAP}`,
      NODE_ENV: 'production',
      CAMUNDA_REST_ADDRESS: upstream.url,
      PORT: String(port),
      GATEWAY_METRICS_PORT: String(metricsPort),
      GATEWAY_LOG_LEVEL: 'error',
      GATEWAY_DRAIN_DELAY_MS: '0',
      ...env,
    },
  })
  if (unread) command.stopReading()
  const metrics = async () => (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
  let most = 0
  const sampling = setInterval(() => gateway.most(), 100)
  let isRunning = true
  // An interrupted run leaves nothing behind.
  const kill = () => command.kill('SIGKILL')
  process.once('exit', kill)
  void command.exited.finally(() => {
    isRunning = false
    process.off('exit', kill)
    clearInterval(sampling)
  })
  const gateway: Gateway = {
    port,
    metricsPort,
    pid: command.pid,
    exited: command.exited,
    isRunning: () => isRunning,
    written: () => command.out + command.err,
    most() {
      most = Math.max(most, mostOf(command.pid))
      return most
    },
    metrics,
    async reading(name) {
      return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(await metrics())?.[1] ?? Number.NaN)
    },
    kill: (signal) => command.kill(signal),
    [Symbol.asyncDispose]() {
      // No process is closed before its output is.
      command.readOn()
      return command[Symbol.asyncDispose]()
    },
  }
  const ready = async () => expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200)
  await Promise.race([
    vi.waitFor(ready, { timeout: 20_000 }),
    command.exited.then((code) => {
      throw new Error(`The gateway ended with ${code}: ${gateway.written()}`)
    }),
  ])
  return gateway
}

function mostOf(pid: number): number {
  try {
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024)
  } catch {
    // It has ended.
    return 0
  }
}
