#!/usr/bin/env node
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { help } from './command/help.ts'
import { listen } from './command/listener.ts'
import { type Config, readConfig } from './config/config.ts'
import { flagOf, settings } from './config/settings.ts'
import { ConfigError } from './errors/config-error.ts'
import { exposureWarning } from './plugins/exposure.ts'
import { isLoopback } from './request/listening.ts'
import { openLog } from './telemetry/log/pino.ts'
import { wantsTraces } from './telemetry/tracing/wanted.ts'

/** Milliseconds for closing connections to the cluster and delivering spans, after all requests are answered. */
const CLOSE_TIMEOUT_MS = 2_000

try {
  await run()
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  console.error(error.message)
  // Exit explicitly: open listeners would keep the process alive.
  process.exit(1)
}

async function run(): Promise<void> {
  const flags = readFlags()
  if (flags.help) return void process.stdout.write(help())
  const config = readConfig({ ...process.env, ...flags.settings })
  const { running } = config
  const logger = openLog(running.logLevel, formatOf(running))
  const tracing = wantsTraces(process.env)
    ? (await import('./telemetry/tracing/open-telemetry.ts')).openTelemetry(process.env, logger)
    : undefined
  // Loaded only now, because it takes a while: what is wrong with the settings is told at once.
  const { createGateway } = await loadAsInProduction(() => import('./gateway/gateway.ts'))
  const isCounting = running.metricsPort !== undefined
  // The warning about unverified callers is logged below, once it listens.
  const gateway = createGateway(
    { ...config, lends: undefined },
    { logger, metrics: isCounting, ...(tracing ? { tracing } : {}) },
  )
  const listener = await listen(gateway, config, logger)
  if (running.metricsPort !== undefined) {
    const { serveMetrics } = await import('./command/metrics-listener.ts')
    const { errorLog } = await import('./telemetry/log/error-log.ts')
    const port = await serveMetrics(gateway, config, running.metricsPort, errorLog(logger).log)
    logger.info({ port }, 'Metrics are served')
  }
  if (config.lends !== undefined && !isLoopback(config.host)) logger.warn({}, exposureWarning(config.lends))
  let stopping = false
  const stop = async (signal: NodeJS.Signals) => {
    // Ctrl-C reaches the whole process group, and the parent process may send a signal as well.
    if (stopping) return
    stopping = true
    const delay = signal === 'SIGTERM' ? running.drainDelayMs : 0
    logger.info({ signal, delay }, 'Draining')
    gateway.drain()
    listener.sendAway()
    // Load balancers go on sending requests until they have seen `/ready` say no.
    await sleep(delay)
    await listener.close(running.drainMs)
    await Promise.race([
      Promise.all([gateway.close(), tracing?.close()]),
      sleep(CLOSE_TIMEOUT_MS, undefined, { ref: false }),
    ])
    logger.info({}, 'Stopped')
    await logger.settle()
    process.exit(0)
  }
  // A second signal of the kind ends the process at once.
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)

  // SIGHUP reloads the certificate, if there is one. In a terminal, SIGHUP ends the process as usual.
  if (!process.stdout.isTTY) {
    process.on('SIGHUP', () => {
      if (!running.tls) logger.info({}, 'There is no certificate to read anew.')
    })
  }

  // After this line clients may send requests, or signals.
  logger.info({}, `GraphQL on ${listener.origin}/graphql`)
  keepGarbageYoung()
  gateway.check().then((apiMismatch) => {
    if (apiMismatch !== undefined) logger.warn({}, `${apiMismatch}.`)
  })
}

/**
 * Turns off V8's allocation-site pretenuring. Objects that survive a young collection, such as those that a request
 * holds while it waits for the cluster, make V8 allocate more of their kind in the old generation, where only full
 * collections free them, with all young objects that they reference. Under load that took a third of the time of lists.
 */
function keepGarbageYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring')
}

function formatOf({ logFormat }: Config['running']): 'json' | 'pretty' {
  if (logFormat !== 'auto') return logFormat
  return process.stdout.isTTY ? 'pretty' : 'json'
}

/**
 * Loads modules that decide at loading whether they run in production. graphql would otherwise look at every type for a
 * second copy of itself, which costs a twelfth of a large answer. Afterwards NODE_ENV is what it was.
 */
async function loadAsInProduction<T>(load: () => Promise<T>): Promise<T> {
  const given = process.env.NODE_ENV
  process.env.NODE_ENV = 'production'
  try {
    return await load()
  } finally {
    if (given === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = given
  }
}

function readFlags(): { help: boolean; settings: Record<string, string> } {
  const options = Object.fromEntries(Object.keys(settings).map((name) => [flagOf(name), { type: 'string' as const }]))
  try {
    const { values } = parseArgs({ options: { ...options, help: { type: 'boolean', short: 'h' } } })
    const given: Record<string, string> = {}
    for (const name of Object.keys(settings)) {
      const value = (values as Record<string, string | boolean | undefined>)[flagOf(name)]
      if (typeof value === 'string') given[name] = value
    }
    return { help: values.help === true, settings: given }
  } catch (error) {
    const [first = '', ...more] = (error instanceof Error ? error.message : String(error)).split(/\.\s|\.$/)
    const hint = more.some((line) => line.includes('starting with a dash'))
      ? ' Write --flag=value where the value starts with a dash.'
      : ''
    throw new ConfigError(`${first}.${hint} Run with --help for all flags.`)
  }
}
