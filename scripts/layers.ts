import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'rolldown/utils'

/**
 * The folders of src/, from what stands on all others to what stands on none: each may import from those after it alone,
 * so there are no circles of folders. Nor do files of src/ import each other in circles.
 */
const LAYERS = [
  'main.ts',
  'command',
  'index.ts',
  'gateway',
  'config',
  'serving/sockets',
  'serving',
  'serving/yoga',
  'plugins',
  'telemetry/tracing',
  'telemetry/metrics',
  'telemetry/log',
  'answers',
  'operation',
  'live',
  'documents',
  'schema',
  'resolvers',
  'policy',
  'generated',
  'fields',
  'request',
  'workers',
  'execution',
  'errors',
  'callers',
  'upstream/loading',
  'upstream/paging',
  'upstream/session',
  'upstream/dialects',
  'upstream/catalog',
  'upstream/auth',
  'upstream/wire',
  'upstream/contract',
  'upstream/failures',
  'upstream/api',
  'upstream/json',
  'admission',
  'text',
]

/** Folders beside src/ that know nothing of it: where they may import from. */
const APART: Readonly<Record<string, readonly string[]>> = {
  contract: ['contract'],
  sandbox: ['sandbox', 'contract'],
}

const root = fileURLToPath(new URL('../', import.meta.url))
const imports = new Map(['src', 'sandbox', 'contract'].flatMap(filesBelow).map((file) => [file, importsOf(file)]))
const problems = [...wrongFolders(), ...circles()]
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exit(1)

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
}

/** The project's own files that a file imports, or takes types from. */
function importsOf(file: string): string[] {
  const { module } = parseSync(file, readFileSync(join(root, file), 'utf8'), { lang: 'ts' })
  const named = [
    ...module.staticImports.map((one) => one.moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) => entries.flatMap((entry) => entry.moduleRequest?.value ?? [])),
  ]
  return named.filter((name) => name.startsWith('.')).map((name) => normalize(join(dirname(file), name)))
}

function* wrongFolders(): Generator<string> {
  for (const [file, imported] of imports) {
    const [top = ''] = file.split('/')
    for (const other of imported) {
      if (top !== 'src') {
        if (!APART[top]?.includes(other.split('/')[0] ?? ''))
          yield `${file} imports ${other}: ${top}/ knows nothing of it.`
        continue
      }
      const from = layerOf(file)
      const to = layerOf(other)
      if (from === undefined) yield `${file} is in no folder of scripts/layers.ts.`
      else if (to === undefined) yield `${file} imports ${other}, which is in no folder of scripts/layers.ts.`
      else if (to < from) yield `${file} imports ${other}: imports go downwards, see scripts/layers.ts.`
    }
  }
}

/** How far down a file's folder stands. */
function layerOf(file: string): number | undefined {
  let folder = relative('src', file)
  while (folder !== '.') {
    const layer = LAYERS.indexOf(folder)
    if (layer >= 0) return layer
    folder = dirname(folder)
  }
  return undefined
}

/** Each circle once, from one of its files around to it. */
function* circles(): Generator<string> {
  const done = new Set<string>()
  const path: string[] = []
  function* visit(file: string): Generator<string> {
    const start = path.indexOf(file)
    if (start >= 0) yield `Files import each other: ${[...path.slice(start), file].join(' -> ')}`
    if (start >= 0 || done.has(file)) return
    path.push(file)
    for (const other of imports.get(file) ?? []) yield* visit(other)
    path.pop()
    done.add(file)
  }
  for (const file of imports.keys()) if (file.startsWith('src/')) yield* visit(file)
}
