import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { startApolloGateway } from './apollo.ts'
import { startCrm } from './crm.ts'
import { startHiveGateway } from './hive.ts'
import { readOrders } from './orders.ts'
import { composeSubgraphs } from './supergraph.ts'

/**
 * Starts the sandbox cluster, the Camunda gateway, the CRM, and one supergraph of both behind Apollo Gateway and behind
 * Hive Gateway. APOLLO_PORT and HIVE_PORT choose where these listen; without them it is 4000 and 4001, or any free port
 * where those are taken.
 */
const children = new Set<ChildProcess>()
let stopping = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop(0))
// However this process ends, nothing that it started outlives it.
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})

const sandbox = await start('sandbox/main.ts', '--port=0')
const camunda = await start('src/main.ts', '--port=0', `--camunda-rest-address=${sandbox}`)
const { customers, orders } = await readOrders(camunda)
const crm = await startCrm(customers, orders)
const supergraph = await composeSubgraphs([
  { name: 'camunda', url: camunda },
  { name: 'crm', url: crm.url },
])
const apollo = await startApolloGateway(supergraph, await port('APOLLO_PORT', 4000))
const hive = await startHiveGateway(supergraph, await port('HIVE_PORT', 4001))
console.log(`
One graph of Camunda and a CRM answers on
  ${apollo.url} (Apollo Gateway)
  ${hive.url} (Hive Gateway)
Open one of them in a browser, or ask by hand:

  curl -s ${hive.url} -H 'content-type: application/json' \\
    -d '{"query":"{ customers { name city processInstances { businessId state hasIncident } userTasks { name assignee } } }"}'

Its subgraphs are ${camunda} (Camunda) and ${crm.url} (CRM).
Ctrl-C stops all.`)

/** Starts one of the project's commands and answers the address that it prints. */
function start(file: string, ...args: string[]): Promise<string> {
  if (stopping) return new Promise(() => {})
  const child = spawn(process.execPath, [fileURLToPath(new URL(`../../${file}`, import.meta.url)), ...args], {
    env: {
      // What is set for a cluster of the user's own is not meant for this one.
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(CAMUNDA|GATEWAY)_/.test(name))),
      // No load balancer has to notice the end.
      GATEWAY_DRAIN_DELAY_MS: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.add(child)
  return new Promise((resolve) => {
    let printed = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text
      const address = /https?:\/\/[^\s"]+(?=[\s"])/.exec(printed)?.[0]
      if (address) resolve(address)
    })
    child.once('close', (code, signal) => {
      children.delete(child)
      if (stopping) return
      console.error(`${file} has stopped (${signal ?? `exit code ${code}`}), and so the example ends.`)
      stop(1)
    })
  })
}

/** Ends the children, then this process. */
async function stop(code: number): Promise<void> {
  stopping = true
  const ended = [...children].map((child) => once(child, 'close'))
  for (const child of children) child.kill('SIGTERM')
  await Promise.all(ended)
  process.exit(code)
}

async function port(name: string, usual: number): Promise<number> {
  const given = process.env[name]
  if (given) return Number(given)
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(0))
    server.listen(usual, '127.0.0.1', () => server.close(() => resolve(usual)))
  })
}
