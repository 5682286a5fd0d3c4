import { execFile } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HAS_CHROMIUM, NO_CHROMIUM, startBrowser } from './support/browser.ts'
import { type Command, ROOT, run } from './support/command.ts'

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
}

/** Serves the page whose origin the gateway lists. */
const site = createServer()
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

test.for(Object.entries(SAYS))('%s', async ([name, lines]) => {
  const [, file = '', ...args] = SCRIPTS[name]?.split(' ') ?? []
  await using program = run(file, args, { cwd: FOLDER, env: { GATEWAY_URL: gateway } })
  expect([await program.exited, program.err]).toEqual([0, ''])
  for (const line of lines) expect(program.out).toMatch(line)
})

if (!HAS_CHROMIUM) console.warn(`The page of a listed origin is not tried: ${NO_CHROMIUM}`)
test.skipIf(!HAS_CHROMIUM)('a page of a listed origin asks by GET and uploads without a header', async () => {
  const bundle = await rolldown({ input: join(FOLDER, 'browser.ts'), platform: 'browser' })
  const { output } = await bundle.generate({ format: 'esm' })
  await bundle.close()
  const script = output[0].code
  site.on('request', (request, response) => {
    const isScript = request.url === '/page.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? script : '<!doctype html><title></title><script type="module" src="/page.js"></script>')
  })
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
