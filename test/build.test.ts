import { execFile } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createSecureServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { certificate } from './support/certificates.ts'
import { ROOT, run } from './support/command.ts'
import { startUpstream } from './support/upstream.ts'

const execute = promisify(execFile)

const folder = mkdtempSync(join(tmpdir(), 'gateway-build-'))
/** A copy of the project, to build. */
const copy = join(folder, 'project')
/** The package as users install it, with its production dependencies and nothing else. */
const installed = join(folder, 'package')
/** A project of a user. */
const consumer = join(folder, 'consumer')
let packed: string[] = []

beforeAll(async () => {
  const left = new Set(['node_modules', 'dist', '.git'])
  cpSync(ROOT, copy, { recursive: true, filter: (path) => !left.has(basename(path)) })
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  // Builds it first.
  const { stdout } = await execute('npm', ['pack', '--json', '--pack-destination', folder], { cwd: copy })
  const [{ filename, files }] = JSON.parse(stdout)
  packed = files.map(({ path }: { path: string }) => path)
  await execute('tar', ['-xf', filename], { cwd: folder })
  cpSync(join(copy, 'package-lock.json'), join(installed, 'package-lock.json'))
  const flags = ['--omit=dev', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund']
  await execute('npm', ['ci', ...flags], { cwd: installed })
  mkdirSync(join(consumer, 'node_modules'), { recursive: true })
  symlinkSync(installed, join(consumer, 'node_modules/camunda-graphql-gateway'))
  writeFileSync(join(consumer, 'package.json'), '{ "type": "module" }')
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** `>=22.19` -> [22, 19, 0] */
const versionOf = (text: string) => {
  const [, ...parts] = /(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(text) ?? []
  return parts.map((part = '0') => Number(part))
}

/** Whether a range without alternatives has a version in it. */
function takes(range: string, version: readonly number[]): boolean {
  const from = versionOf(range)
  const differing = from.findIndex((part, index) => part !== version[index])
  const isFrom = differing < 0 || (version[differing] ?? 0) > (from[differing] ?? 0)
  return isFrom && (/^>=/.test(range) || range === '*' || from[0] === version[0])
}

const TOPOLOGY = {
  gatewayVersion: '8.9.0',
  brokers: [],
  clusterSize: 0,
  partitionsCount: 0,
  replicationFactor: 0,
  lastCompletedChangeId: '',
}
const EMPTY = {
  items: [],
  page: { totalItems: 0, startCursor: null, endCursor: null, hasMoreTotalItems: false },
}

async function asked(url: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ query: '{ processInstances { totalCount } }' })
  return (await fetch(url, { method: 'POST', headers, body })).json()
}

describe('the package', () => {
  test('holds what it needs and nothing else', () => {
    const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => `dist/${path.replaceAll('\\', '/').replace(/\.ts$/, '')}`)
    const schemas = readdirSync(join(ROOT, 'schema'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.graphql'))
      .map((path) => `schema/${path.replaceAll('\\', '/')}`)
    const isBundled = (path: string) => path.startsWith('dist/bundled-')
    expect(packed.filter(isBundled)).not.toEqual([])
    expect(packed.filter((path) => !isBundled(path)).toSorted()).toEqual(
      [
        ...[
          'CHANGELOG.md',
          'LICENSE',
          'README.md',
          'dist/LICENSES.txt',
          'dist/schema.json',
          'package.json',
          'possible-types.json',
          'schema.graphql',
        ],
        ...sources.flatMap((path) => [`${path}.js`, `${path}.d.ts`]),
        ...schemas,
      ].toSorted(),
    )
    // npm makes what `bin` names executable, and so does the build for those who clone.
    expect(statSync(join(copy, 'dist/main.js')).mode & 0o111).toBe(0o111)
  })

  test('asks for a Node that all of its dependencies take', () => {
    const read = (name: string) => JSON.parse(readFileSync(join(ROOT, name), 'utf8'))
    const oldest = versionOf(read('package.json').engines.node)
    const packages: Record<string, { dev?: boolean; engines?: { node?: string } }> = read('package-lock.json').packages
    const needs = Object.entries(packages).flatMap(([path, { dev, engines }]) =>
      path === '' || dev || !engines?.node ? [] : [[path, engines.node] as const],
    )
    expect(needs.length).toBeGreaterThan(10)
    const unmet = needs.filter(([, range]) => !range.split('||').some((one) => takes(one.trim(), oldest)))
    expect(unmet).toEqual([])
  })

  test('explains itself', async () => {
    await using command = run(join(installed, 'dist/main.js'), ['--help'], { cwd: consumer })
    expect(await command.exited).toBe(0)
    expect(command.out).toContain('--camunda-rest-address, CAMUNDA_REST_ADDRESS')
  })

  test('serves', async () => {
    await using upstream = await startUpstream()
    await using command = run(join(installed, 'dist/main.js'), [], {
      cwd: consumer,
      env: { PORT: '0', CAMUNDA_REST_ADDRESS: upstream.url, GATEWAY_DRAIN_DELAY_MS: '0' },
    })
    const url = await command.printed(/http:[^"\s]+/)
    const { origin } = new URL(url)
    expect((await fetch(`${origin}/health`)).status).toBe(200)
    expect(await (await fetch(`${origin}/ready`)).json()).toEqual({ ready: true, version: '8.9' })
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ __typename processInstances { totalCount } }"}',
    })
    expect(await answer.json()).toEqual({ data: { __typename: 'Query', processInstances: { totalCount: 0 } } })
    expect(await (await fetch(url, { headers: { accept: 'text/html' } })).text()).toContain('YogaGraphiQL')
    command.kill('SIGTERM')
    expect(await command.exited).toBe(0)
    expect(command.err).toBe('')
  })

  test('starts by what a start needs: what others need is loaded for them', async () => {
    const hook = join(consumer, 'loaded.cjs')
    writeFileSync(hook, `process.once('exit', () => console.error(process.moduleLoadList.join('\\n')))`)
    await using upstream = await startUpstream()
    await using command = run(join(installed, 'dist/main.js'), [], {
      cwd: consumer,
      env: {
        PORT: '0',
        CAMUNDA_REST_ADDRESS: upstream.url,
        GATEWAY_DRAIN_DELAY_MS: '0',
        NODE_OPTIONS: `--require=${hook}`,
      },
    })
    const url = await command.printed(/http:[^"\s]+/)
    expect(await asked(url)).toEqual({ data: { processInstances: { totalCount: 0 } } })
    command.kill('SIGTERM')
    expect(await command.exited).toBe(0)
    const loaded = command.err.split('\n')
    expect(loaded).toContain('NativeModule http')
    const later = ['zlib', 'http2', 'stream/web', 'internal/deps/undici/undici']
    expect(later.filter((name) => loaded.includes(`NativeModule ${name}`))).toEqual([])
  })

  test('is read at a start in ASCII, for which a byte is a character', () => {
    const isRead = (name: string) => /^(?:main|bundled-.*)\.js$|^schema\.json$/.test(name)
    const read = readdirSync(join(installed, 'dist')).filter(isRead)
    expect(read.length).toBeGreaterThan(5)
    const isAscii = (name: string) => readFileSync(join(installed, 'dist', name)).every((byte) => byte < 0x80)
    expect(read.filter((name) => !isAscii(name))).toEqual([])
  })

  test('speaks HTTP/2 to a cluster that does', async () => {
    const authority = certificate(['Authority'])
    const { cert, key } = certificate(['127.0.0.1'], authority)
    const calls: string[] = []
    const cluster = createSecureServer({ cert, key, allowHTTP1: true }, ({ httpVersion, url }, response) => {
      calls.push(`${httpVersion} ${url}`)
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(url === '/v2/topology' ? TOPOLOGY : EMPTY))
    })
    await new Promise<void>((resolve) => cluster.listen(0, '127.0.0.1', resolve))
    writeFileSync(join(consumer, 'authority.pem'), authority.cert)
    try {
      await using command = run(join(installed, 'dist/main.js'), [], {
        cwd: consumer,
        env: {
          PORT: '0',
          CAMUNDA_REST_ADDRESS: `https://127.0.0.1:${(cluster.address() as AddressInfo).port}`,
          GATEWAY_CA_PATH: join(consumer, 'authority.pem'),
        },
      })
      const url = await command.printed(/http:[^"\s]+/)
      expect(await asked(url)).toEqual({ data: { processInstances: { totalCount: 0 } } })
      expect(calls).toEqual(['2.0 /v2/topology', '2.0 /v2/process-instances/search'])
    } finally {
      cluster.close()
    }
  })

  test('is imported by its name', async () => {
    writeFileSync(
      join(consumer, 'app.js'),
      `import * as all from 'camunda-graphql-gateway'
      import possibleTypes from 'camunda-graphql-gateway/possible-types.json' with { type: 'json' }
      import { existsSync } from 'node:fs'
      const gateway = all.createGateway({})
      const headers = { 'apollo-require-preflight': 'true' }
      const response = await gateway.fetch(new Request('http://localhost/graphql?query={__typename}', { headers }))
      const hasSchema = existsSync(new URL(import.meta.resolve('camunda-graphql-gateway/schema.graphql')))
      console.log(JSON.stringify([Object.keys(all), await response.json(), possibleTypes, hasSchema]))
      await gateway.close()`,
    )
    await using app = run(join(consumer, 'app.js'), [], { cwd: consumer })
    expect([await app.exited, app.err]).toEqual([0, ''])
    expect(JSON.parse(app.out)).toEqual([
      ['ConfigError', 'ask', 'createGateway', 'load', 'readConfig'],
      { data: { __typename: 'Query' } },
      JSON.parse(readFileSync(join(ROOT, 'possible-types.json'), 'utf8')),
      true,
    ])
  })

  test('has types that need nothing but its dependencies', async () => {
    writeFileSync(
      join(consumer, 'app.ts'),
      `import { createServer } from 'node:http'
      import { type Config, ConfigError, createGateway, type Gateway, readConfig } from 'camunda-graphql-gateway'
      const gateway: Gateway = createGateway({ CAMUNDA_REST_ADDRESS: 'http://localhost:8080' }, {
        plugins: [{ onRequest: ({ url }) => void (url.pathname satisfies string) }],
      })
      createServer(gateway.handle)
      const config: Config = readConfig({ PORT: '80' })
      config.port satisfies number
      const error: Error = new ConfigError('wrong')
      // @ts-expect-error
      config.port satisfies string
      // @ts-expect-error
      createGateway({ PORT: 80 })
      export { error }
      `,
    )
    writeFileSync(
      join(consumer, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          module: 'nodenext',
          target: 'es2024',
          strict: true,
          noEmit: true,
          skipLibCheck: false,
          types: ['node'],
          typeRoots: [join(ROOT, 'node_modules/@types')],
        },
        files: ['app.ts'],
      }),
    )
    await using tsc = run(join(ROOT, 'node_modules/typescript/bin/tsc'), ['--project', consumer, '--pretty', 'false'], {
      cwd: consumer,
    })
    await tsc.exited
    // What is wrong with the types of libraries is theirs; it must all be below node_modules.
    const errors = tsc.out.split('\n').filter((line) => /^\S.*error TS/.test(line))
    expect(errors.filter((line) => !line.includes('/node_modules/'))).toEqual([])
    expect(tsc.err).toBe('')
  })
})
