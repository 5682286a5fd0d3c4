import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Plugin, rolldown } from 'rolldown'

/**
 * Of undici the pool is used, and the agent for proxies. Its index runs all of it: fetch, web sockets, mocks, and parsers of what the gateway
 * never sees. An import of anything else of it fails here.
 */
const onlyThePool: Plugin = {
  name: 'only-the-pool',
  resolveId: (source, importer) => (source === 'undici' && !importer?.includes('node_modules') ? POOL : null),
  load: (id) => (id === POOL ? POOL_TEXT : null),
}
const POOL = '\0undici-pool'
const POOL_TEXT = `export { default as Pool } from 'undici/lib/dispatcher/pool.js'
export { default as ProxyAgent } from 'undici/lib/dispatcher/proxy-agent.js'`

/**
 * An import of node:http reads all that it exports, and one of these is a getter that loads the fetch, web sockets and events
 * that come with Node: 25 ms of each start. So its plain exports are taken from it without importing it.
 */
const withoutGetters: Plugin = {
  name: 'without-getters',
  resolveId: (source, _importer, { kind }) =>
    kind !== 'require-call' && BUILTINS.has(source) ? `\0plain-${source}` : null,
  load: (id) => {
    const name = id.replace('\0plain-', '')
    const exported = name === id ? undefined : BUILTINS.get(name)
    if (!exported) return null
    const plain = Object.entries(Object.getOwnPropertyDescriptors(exported)).filter(([, { get }]) => get === undefined)
    return `export const { ${plain.map(([key]) => key).join(', ')} } = process.getBuiltinModule('${name}')`
  },
}
const BUILTINS = new Map<string, object>([
  ['node:http', http],
  ['node:https', https],
])

/**
 * undici takes the names of HTTP/2's headers and errors from node:http2 when it is loaded, and calls it only once a cluster has
 * chosen to speak HTTP/2. So the names, which are the protocol's, go into the bundle, and the module waits for that.
 */
const http2Later: Plugin = {
  name: 'http2-later',
  resolveId: (source) => (source === 'node:http2' ? HTTP2 : null),
  load: (id) => (id === HTTP2 ? HTTP2_TEXT : null),
}
const HTTP2 = '\0http2-later'
const HTTP2_TEXT = `export const constants = ${JSON.stringify(http2.constants)}
export const connect = (...args) => process.getBuiltinModule('node:http2').connect(...args)`

/** Packages that are loaded when they are wanted, and mostly are not: they stay outside. */
const LATER = /^(?:@graphql-yoga\/render-graphiql|@opentelemetry\/|redis$|@redis\/|ioredis$)/

/**
 * Bundles dist/main.js with the packages that it needs into dist/main.js and dist/bundled-*.js: hundreds of small modules
 * cost half a second to find and load. Beside them go the licenses of the packages.
 * @param root the project's folder
 */
export async function bundleCommand(root: URL): Promise<void> {
  const dist = fileURLToPath(new URL('dist/', root))
  const bundle = await rolldown({
    input: join(dist, 'main.js'),
    platform: 'node',
    external: (id) => LATER.test(id),
    // Modules that say what they give, so that what nobody takes is left out: of graphql that is a third.
    resolve: { mainFields: ['module', 'main'] },
    plugins: [onlyThePool, withoutGetters, http2Later],
  })
  const { output } = await bundle.write({
    dir: dist,
    format: 'esm',
    chunkFileNames: 'bundled-[name]-[hash].js',
    // They would have to be read. Names and lines stay, for stack traces.
    comments: false,
    // A single character beyond ASCII makes V8 hold a file in two bytes for each, and Node decode it the slow way.
    charset: 'ascii',
    // The modules stay for those who embed the gateway.
    cleanDir: false,
  })
  await bundle.close()
  const modules = output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []))
  writeFileSync(join(dist, 'LICENSES.txt'), licensesOf(modules))
}

/** The licenses of all packages that modules come from, each with its package's name and version. */
function licensesOf(modules: readonly string[]): string {
  const folders = new Set(modules.flatMap((module) => packageOf(module) ?? []))
  const texts = [...folders].map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
    return `${name} ${version} (${license})\n\n${file ? readFileSync(join(folder, file), 'utf8').trim() : ''}`
  })
  return `main.js and bundled-*.js hold these packages.\n\n${texts.sort().join(`\n\n${'-'.repeat(80)}\n\n`)}\n`
}

/** The folder of the package that a module belongs to; undefined for the project's own. */
function packageOf(module: string): string | undefined {
  if (!module.includes('/node_modules/')) return undefined
  for (let folder = dirname(module); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json')
    // Some packages have further manifests in their folders, without a name.
    if (existsSync(manifest) && 'version' in JSON.parse(readFileSync(manifest, 'utf8'))) return folder
  }
  return undefined
}
