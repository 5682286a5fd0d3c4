import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/**
 * Starts the sandbox cluster and the gateway as two processes that talk over loopback HTTP, and prints where to ask.
 * PORT and SANDBOX_PORT choose the ports; without them the usual ones are used where they are free.
 */
const children: ChildProcess[] = []
let stopping = false

process.once('SIGINT', stop)
process.once('SIGTERM', stop)

const sandbox = await start('sandbox/main.ts', ['--port', process.env.SANDBOX_PORT ?? '0'])
const gateway = await start('src/main.ts', ['--port', process.env.PORT ?? '4000', '--camunda-rest-address', sandbox])
console.log(`
The gateway answers on ${gateway}
Open it in a browser for GraphiQL, or ask by hand:

  curl -s ${gateway} -H 'content-type: application/json' \\
    -d '{"query":"{ userTasks(first: 3, filter: { state: { eq: CREATED } }) { totalCount nodes { name assignee processDefinition { name } } } }"}'

The sandbox cluster behind it speaks Camunda's REST API on ${sandbox}/v2
Ctrl-C stops both.`)

/** Starts one of the project's commands and answers the address that it prints. */
async function start(file: string, args: string[]): Promise<string> {
  const child = spawn(process.execPath, [new URL(`../${file}`, import.meta.url).pathname, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  child.once('exit', (code) => {
    if (!stopping) {
      process.exitCode = code || 1
      stop()
    }
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /https?:\/\/\S+/.exec(line)?.[0]
    if (address) {
      child.stdout.on('data', (chunk) => process.stdout.write(chunk))
      child.stdout.resume()
      return address.replace(/\/v2\/?$/, '')
    }
  }
  await once(child, 'exit').catch(() => {})
  process.exit(1)
}

function stop(): void {
  stopping = true
  for (const child of children) child.kill('SIGTERM')
}
