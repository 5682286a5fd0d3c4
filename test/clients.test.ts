import { execFile } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSandbox } from '../sandbox/sandbox.ts'
import { type Passed, startBetween } from './support/between.ts'
import { HAS_CHROMIUM, NO_CHROMIUM, startBrowser } from './support/browser.ts'
import { type Command, ROOT, run } from './support/command.ts'
import { startGateway } from './support/gateway.ts'
import { keepingLog } from './support/log.ts'

const execute = promisify(execFile)
const FOLDER = join(ROOT, 'examples/clients')
const SCRIPTS: Record<string, string> = JSON.parse(readFileSync(join(FOLDER, 'package.json'), 'utf8')).scripts

/** What each program says when all that it asserts has held. */
const SAYS: Record<string, RegExp[]> = {
  urql: [/^urql: \d{2,} tasks, from pages of 30$/m, /^urql: the list shows the new assignee$/m],
  'apollo-client': [
    /^Apollo Client: \d{2,} tasks, from pages of 30$/m,
    /^Apollo Client: the list shows the new assignee$/m,
    /^Apollo Client: a refused command says NOT_FOUND$/m,
  ],
  upload: [/^apollo-upload-client: deployed the process Uploaded$/m],
  relay: [/^Relay: \d{2,} tasks, from pages of 30$/m, /^Relay: the list shows the new assignee$/m],
  'tanstack-query': [
    /^TanStack Query: \d{2,} tasks of all, [2-9] pages$/m,
    /^TanStack Query: \d+ tasks of demo, 1 pages$/m,
  ],
  'trusted-documents': [/^Trusted documents: \d{2,} instances with incidents$/m],
  'live-graphql-sse': [...shows('graphql-sse'), /^graphql-sse: the subscription ends with its instance$/m],
  'live-graphql-ws': shows('graphql-ws'),
  'live-urql': shows('urql'),
  'live-apollo-client': [...shows('Apollo Client'), ...shows('Apollo Client with graphql-sse')],
  'live-relay': shows('Relay'),
}

/** What a program says whose list has followed what somebody else did. */
function shows(client: string): RegExp[] {
  return ['the list shows the new assignee', 'the completed task is gone'].map(
    (said) => new RegExp(`^${client}: ${said}$`, 'm'),
  )
}

/** Serves the page whose origin the gateway lists. */
const site = createServer((request, response) => {
  const isScript = request.url === '/page.js'
  response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
  response.end(isScript ? script : '<!doctype html><title></title><script type="module" src="/page.js"></script>')
})
let page = ''
let demo: Command
let gateway: string

beforeAll(async () => {
  const installed = join(FOLDER, 'node_modules/.package-lock.json')
  const lock = join(FOLDER, 'package-lock.json')
  if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
    const flags = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund']
    await execute('npm', ['ci', ...flags], { cwd: FOLDER })
  }
  await execute('npm', ['run', 'generate'], { cwd: FOLDER })
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  page = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
  demo = run('scripts/demo.ts', [], {
    env: {
      PORT: '0',
      GATEWAY_CORS_ORIGINS: page,
      GATEWAY_TRUSTED_DOCUMENTS: join(FOLDER, '__generated__/persisted-documents.json'),
      GATEWAY_TRUSTED_DOCUMENTS_ONLY: 'false',
    },
  })
  gateway = (await demo.printed(/(?<=gateway answers on )\S+/)) ?? ''
}, 180_000)

afterAll(async () => {
  site.close()
  demo?.kill('SIGTERM')
  await demo?.exited
})

test('the programs fit the types that codegen and Relay’s compiler make of the schema', async () => {
  await execute('npm', ['run', 'types'], { cwd: FOLDER })
})

test('every program is tried', () => {
  expect(Object.keys(SCRIPTS)).toEqual(['generate', 'types', ...Object.keys(SAYS)])
})

/** Runs a program to its end, and answers what it has said. */
async function runs(name: string, url: string): Promise<string> {
  const [, file = '', ...args] = SCRIPTS[name]?.split(' ') ?? []
  await using program = run(file, args, { cwd: FOLDER, env: { GATEWAY_URL: url } })
  expect([await program.exited, program.err]).toEqual([0, ''])
  for (const line of SAYS[name] ?? []) expect(program.out).toMatch(line)
  return program.out
}

test.for(Object.keys(SAYS))('%s', async (name) => {
  await runs(name, gateway)
})

describe.for(Object.keys(SAYS).filter((name) => name.startsWith('live-')))('%s', (name) => {
  const isCommand = ({ body }: Passed) => body.includes('mutation')
  const isSubscription = ({ method, body }: Passed) => method === 'UPGRADE' || body.includes('"subscription')

  test('subscribes again where the gateway ends', { timeout: 60_000 }, async () => {
    await using sandbox = await started(createSandbox({ seed: true }))
    // The one that ends learns of no command by itself.
    const slow = { GATEWAY_LIVE_MIN_INTERVAL_MS: '3600000', GATEWAY_LIVE_MAX_INTERVAL_MS: '3600000' }
    await using old = await startGateway(sandbox, slow)
    await using fresh = await startGateway(sandbox)
    await using between = await startBetween(old.origin)
    let isOver = false
    let cameAgain = 0
    between.before = (request) => {
      if (!isOver && isCommand(request)) {
        isOver = true
        old.gateway.drain()
      }
      // Whoever comes again meets the one that ends once more, as behind a balancer that has not noticed.
      const isRefused = isOver && isSubscription(request) && cameAgain++ === 0
      between.target = isOver && !isRefused ? fresh.origin : old.origin
      return undefined
    }
    await runs(name, `${between.url}/graphql`)
    expect(cameAgain).toBeGreaterThanOrEqual(2)
  })

  test('keeps its subscription while the cluster is away', { timeout: 60_000 }, async () => {
    await using sandbox = await started(createSandbox({ seed: true }))
    await using cluster = await startBetween(sandbox.url)
    const often = { GATEWAY_LIVE_MIN_INTERVAL_MS: '100', GATEWAY_LIVE_MAX_INTERVAL_MS: '100' }
    await using gateway = await startGateway(cluster, often, [], { logger: keepingLog().logger })
    await using between = await startBetween(gateway.origin)
    let isAway = false
    let wasAway = false
    cluster.before = () => (isAway ? 503 : undefined)
    between.before = async (request) => {
      if (wasAway || !isCommand(request)) return undefined
      wasAway = isAway = true
      const before = cluster.passed.length
      await expect.poll(() => cluster.passed.length - before, { timeout: 10_000 }).toBeGreaterThan(10)
      isAway = false
      return undefined
    }
    expect(await runs(name, `${between.url}/graphql`)).toMatch(/: UPSTREAM_UNAVAILABLE$/m)
    const lists = between.passed.filter((one) => isSubscription(one) && !one.body.includes('processInstance('))
    expect(lists).toHaveLength(name === 'live-apollo-client' ? 2 : 1)
  })
})

/** A part of the stage that ends with its test. */
async function started<T extends { close(): Promise<void> }>(starting: Promise<T>): Promise<T & AsyncDisposable> {
  const one = await starting
  return { ...one, [Symbol.asyncDispose]: () => one.close() }
}

/** What the page of the listed origin runs. */
let script = ''
async function serveScript(file: string): Promise<void> {
  const bundle = await rolldown({ input: join(FOLDER, file), platform: 'browser' })
  const { output } = await bundle.generate({ format: 'esm' })
  await bundle.close()
  script = output[0].code
}

if (!HAS_CHROMIUM) console.warn(`The page of a listed origin is not tried: ${NO_CHROMIUM}`)
test.skipIf(!HAS_CHROMIUM)('a page of a listed origin asks by GET and uploads without a header', async () => {
  await serveScript('browser.ts')
  await using browser = await startBrowser()
  const tab = await browser.context.newPage()
  const asked: string[] = []
  tab.on('request', (request) => {
    if (request.url().startsWith(gateway)) asked.push(request.method())
  })
  await tab.goto(`${page}/?gateway=${encodeURIComponent(gateway)}`)
  await expect.poll(() => tab.title(), { timeout: 20_000 }).toMatch(/^\d{2,} tasks, deployed from-a-page$/)
  expect(asked).toEqual(['GET', 'POST'])
})

test.skipIf(!HAS_CHROMIUM)(
  'a page follows a live question by the browser’s own means, also where the gateway ends',
  { timeout: 60_000 },
  async () => {
    await serveScript('live/event-source.ts')
    await using sandbox = await started(createSandbox({ seed: true }))
    const config = {
      GATEWAY_CORS_ORIGINS: page,
      GATEWAY_LIVE_MIN_INTERVAL_MS: '100',
      GATEWAY_LIVE_MAX_INTERVAL_MS: '100',
    }
    await using old = await startGateway(sandbox, config)
    await using fresh = await startGateway(sandbox, config)
    await using last = await startGateway(sandbox, config)
    await using between = await startBetween(old.origin)
    await using browser = await startBrowser()
    const tab = await browser.context.newPage()
    await tab.goto(`${page}/?gateway=${encodeURIComponent(`${between.url}/graphql`)}`)
    await expect.poll(() => tab.title(), { timeout: 20_000 }).toMatch(/^\d+ tasks of /)
    const { data } = await last.ask(
      '{ userTasks(filter: { state: { eq: CREATED }, assignee: { exists: false } }) { nodes { userTaskKey } } }',
    )
    const assign = async (nth: number, assignee: string) => {
      const input = { userTaskKey: data.userTasks.nodes[nth].userTaskKey, assignee }
      await last.ask('mutation ($input: AssignUserTaskInput!) { assignUserTask(input: $input) { __typename } }', {
        input,
      })
      await expect.poll(() => tab.title(), { timeout: 20_000 }).toContain(assignee)
    }
    await assign(0, 'zoe')
    between.target = fresh.origin
    old.gateway.drain()
    await expect.poll(() => between.passed.length, { timeout: 20_000 }).toBe(2)
    const [first, again] = between.passed
    expect(first?.headers['last-event-id']).toBeUndefined()
    // What it has is not sent again.
    expect(again?.headers['last-event-id']).toMatch(/^[\w-]{22}$/)
    await assign(1, 'yan')
    // A refusal is the end for the browser, and the page begins anew.
    between.before = () => {
      if (between.passed.length > 3) between.target = last.origin
      return undefined
    }
    fresh.gateway.drain()
    await expect.poll(() => between.passed.length, { timeout: 20_000 }).toBe(4)
    await assign(2, 'xan')
    expect(new Set(between.passed.map(({ method }) => method))).toEqual(new Set(['GET']))
  },
)
