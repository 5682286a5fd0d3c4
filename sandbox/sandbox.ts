import type { AddressInfo } from 'node:net'
import { type Cluster, createCluster } from './cluster.ts'
import { systemClock } from './engine/clock.ts'
import { createHttpServer } from './http/server.ts'
import { createSeededCluster } from './seed/seed.ts'

export interface SandboxOptions {
  /** The port to listen on; 0, the default, takes a free one. */
  readonly port?: number
  readonly host?: string
  /** How long a command takes to be seen by reads, in milliseconds. */
  readonly exportLagMs?: number
  /** Whether to begin with the company of the seed rather than empty. */
  readonly seed?: boolean
}

export interface Sandbox {
  /** Without a path: the API is below `/v2`. */
  readonly url: string
  /** The cluster itself, for tests that look behind the API. */
  readonly cluster: Cluster
  /** Stops listening and lets go of every connection. */
  close(): Promise<void>
}

/** Starts a Camunda cluster in this process. Nothing of it is kept on disk. */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, host = '127.0.0.1', exportLagMs = 200, seed = false } = options
  const cluster = seed ? await createSeededCluster(exportLagMs) : createCluster(systemClock, exportLagMs)
  const stopTicking = keepTicking(cluster)
  const server = createHttpServer(cluster)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  }).catch((error: unknown) => {
    stopTicking()
    throw error
  })
  const address = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    cluster,
    close: async () => {
      stopTicking()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

/** The longest delay that a timer of Node's takes. */
const MAX_DELAY_MS = 2 ** 31 - 1

/** Runs what comes due when nobody asks: timers, leases, back-offs. */
function keepTicking({ engine, clock }: Cluster): () => void {
  let timer: NodeJS.Timeout | undefined
  let armedFor: number | null = null
  const arm = () => {
    const due = engine.scheduler.nextDue()
    if (due === armedFor) return
    clearTimeout(timer)
    armedFor = due
    if (due === null) return
    timer = setTimeout(
      () => {
        armedFor = null
        engine.tick()
      },
      Math.min(MAX_DELAY_MS, Math.max(0, due - clock.now())),
    )
    timer.unref()
  }
  engine.onSchedule = arm
  arm()
  return () => {
    engine.onSchedule = () => {}
    clearTimeout(timer)
  }
}
