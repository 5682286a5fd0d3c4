import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

/**
 * Starts the sandbox cluster and the gateway as two processes that talk over loopback HTTP, and prints where to ask.
 * PORT and SANDBOX_PORT choose the ports. Without PORT it is 4000, or any free one where that is taken.
 */
const children = new Map<string, ChildProcess>()
let stopping = false

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop(0))

// npm, ended by SIGTERM, ends without a word to what it has started: somebody else is this process's parent then.
const starter = process.ppid
setInterval(() => {
  if (process.ppid !== starter && !stopping) stop(0)
}, 500).unref()

const sandbox = await start('The sandbox', 'sandbox/main.ts', ['--port', process.env.SANDBOX_PORT || '0'])
const port = process.env.PORT || ((await isFree(4000)) ? '4000' : '0')
const gateway = await start('The gateway', 'src/main.ts', [`--port=${port}`, `--camunda-rest-address=${sandbox}`])
console.log(`
The gateway answers on ${gateway}
Open it in a browser for GraphiQL, or ask by hand:

  curl -s ${gateway} -H 'content-type: application/json' \\
    -d '{"query":"{ userTasks(first: 3, filter: { state: { eq: CREATED } }) { totalCount nodes { name assignee processDefinition { name } } } }"}'

The sandbox cluster behind it speaks Camunda's REST API on ${sandbox}
Ctrl-C stops both.`)

/** Starts one of the project's commands and answers the address that it prints. */
function start(name: string, file: string, args: string[]): Promise<string> {
  if (stopping) return new Promise(() => {})
  const child = spawn(process.execPath, [fileURLToPath(new URL(`../${file}`, import.meta.url)), ...args], {
    env: {
      // What is set for a cluster of the user's own, and for the way there, is not meant for this one.
      ...Object.fromEntries(Object.entries(process.env).filter(([variable]) => !/^CAMUNDA_|_PROXY$/i.test(variable))),
      // The address is read from lines of JSON, and no load balancer has to notice the end.
      GATEWAY_LOG_FORMAT: 'json',
      GATEWAY_LOG_LEVEL: 'info',
      GATEWAY_DRAIN_DELAY_MS: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.set(name, child)
  return new Promise((resolve) => {
    let printed = ''
    let address: string | undefined
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text
      address ??= /https?:\/\/[^\s"]+(?=[\s"])/.exec(printed)?.[0]
      if (address) resolve(address)
    })
    child.once('close', (code, signal) => {
      children.delete(name)
      if (stopping) return
      // One that does not start has said why.
      if (address) console.error(`${name} has stopped (${signal ?? `exit code ${code}`}), and so the demo ends.`)
      stop(1)
    })
  })
}

/** Ends the children, then this process. */
async function stop(code: number): Promise<void> {
  stopping = true
  const ended = [...children.values()].map((child) => once(child, 'close'))
  for (const child of children.values()) child.kill('SIGTERM')
  await Promise.all(ended)
  process.exit(code)
}

function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
