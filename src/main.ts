#!/usr/bin/env node
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type Config, readConfig } from './config.ts'
import { ConfigError, flagOf, settings } from './settings.ts'

const HELP = `camunda-graphql-gateway: one GraphQL endpoint for a Camunda cluster.

Usage: camunda-graphql-gateway [--flag value ...]

Each setting is an environment variable or a flag; the flag wins.

${Object.entries(settings)
  .map(([name, setting]: [string, { default?: string; description: string }]) => {
    const standard = setting.default === undefined ? '' : ` (default: ${setting.default})`
    return `  --${flagOf(name)}, ${name}${standard}\n      ${setting.description}`
  })
  .join('\n')}

  --help
      This text.

It serves /graphql (GraphiQL in a browser), /health and /ready.
`

try {
  await run()
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  console.error(error.message)
  process.exitCode = 1
}

async function run(): Promise<void> {
  const flags = readFlags()
  if (flags.help) return void process.stdout.write(HELP)
  const config = readConfig({ ...process.env, ...flags.settings })
  // Loaded only now, because it takes a while: what is wrong with the settings is told at once.
  const { createGateway } = await loadAsInProduction(() => import('./gateway.ts'))
  const gateway = createGateway(config)
  const server = createServer(gateway.handle)
  const answering = new Set<ServerResponse>()
  server.on('request', (_request, response) => {
    answering.add(response)
    response.once('close', () => answering.delete(response))
  })
  const port = await listen(server, config)
  const host = config.host.includes(':') ? `[${config.host}]` : config.host
  console.log(`GraphQL on http://${host}:${port}/graphql`)

  const stop = async () => {
    gateway.drain()
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeIdleConnections()
    // The others are closed with their answers: else each would be waited for until its client lets go of it.
    for (const response of answering) response.shouldKeepAlive = false
    // What does not finish in time is cut off; so is the wait for the cluster's side.
    await Promise.race([closed, sleep(config.drainMs, undefined, { ref: false })])
    server.closeAllConnections()
    await Promise.race([gateway.close(), sleep(1_000, undefined, { ref: false })])
    process.exit(0)
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
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

function listen(server: ReturnType<typeof createServer>, { host, port }: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reasons: Record<string, string> = {
        EADDRINUSE: `PORT is ${port}, but something listens there already. Choose another, or 0 for any free one.`,
        EACCES: `PORT is ${port}, but this user may not listen there. Choose one from 1024.`,
        EADDRNOTAVAIL: `HOST is ${JSON.stringify(host)}, but this machine has no such address.`,
        ENOTFOUND: `HOST is ${JSON.stringify(host)}, but that name has no address.`,
      }
      reject(new ConfigError(reasons[error.code ?? ''] ?? `Cannot listen on ${host} port ${port}: ${error.code}.`))
    })
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })
}
