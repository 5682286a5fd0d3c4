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

/** Milliseconds that connections to the cluster have to close, and spans to be delivered, once all is answered. */
const CLOSE_TIMEOUT_MS = 2_000

try {
  await run()
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  console.error(error.message)
  // What listens already must not keep the process.
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
  // What it lends to strangers is told below, once it listens.
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
    // Ctrl-C reaches a whole process group, and what started this process may then tell it to end as well.
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

  // It has a certificate read anew, where there is one. A terminal that is closed ends what it has started.
  if (!process.stdout.isTTY) {
    process.on('SIGHUP', () => {
      if (!running.tls) logger.info({}, 'There is no certificate to read anew.')
    })
  }

  // Whoever reads this line may ask, or end the process, at once.
  logger.info({}, `GraphQL on ${listener.origin}/graphql`)
  keepGarbageYoung()
  gateway.check().then((apiMismatch) => {
    if (apiMismatch !== undefined) logger.warn({}, `${apiMismatch}.`)
  })
}

/**
 * V8 takes what has outlived a quick collection or two, such as all that a request holds while it waits for the cluster, for
 * long-lived, and then makes more of the kind among its old objects. There only full collections free it, with all young
 * objects that it leads to: under load that took a third of the time of lists.
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
