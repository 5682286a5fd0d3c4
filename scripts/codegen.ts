import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { codegen } from '@graphql-codegen/core'
import * as typescript from '@graphql-codegen/typescript'
import * as resolvers from '@graphql-codegen/typescript-resolvers'
import { lexicographicSortSchema, parse, printSchema } from 'graphql'
import { readSchemaText, schema } from '../src/schema/schema.ts'
import { withBudgetsTable } from './budgets-table.ts'
import { coverage } from './coverage.ts'
import * as mapped from './mapped-types.ts'
import { withSettingsTable } from './settings-table.ts'

/**
 * Writes what is derived: the resolver types, the printed schema, whose diff is read in review, docs/coverage.md, and the
 * tables of settings in the README and of budgets in docs/operations.md.
 * With `--check` nothing is written; it fails when a file is not what it would write.
 */
const check = process.argv.includes('--check')
const stale: string[] = []

const document = parse(readSchemaText())
const types = await codegen({
  documents: [],
  schema: document,
  filename: 'src/generated/schema.ts',
  pluginMap: { typescript, resolvers },
  plugins: [{ typescript: {} }, { resolvers: {} }],
  config: {
    enumsAsTypes: true,
    useTypeImports: true,
    nonOptionalTypename: false,
    defaultScalarType: 'unknown',
    scalars: {
      ID: { input: 'string', output: 'string' },
      DateTime: 'string',
      JSON: 'unknown',
      Long: { input: 'unknown', output: 'number' },
      Upload: 'File',
    },
    contextType: '../request/context.ts#Context',
    mappers: Object.fromEntries(mapped.names().map((name) => [name, `../resolvers/types.ts#${name} as ${name}Row`])),
    makeResolverTypeCallable: true,
  },
})
save('src/generated/schema.ts', `/* Generated from schema/ by \`npm run generate\`. Do not edit. */\n${types}`)
const executable = schema()
save('schema.graphql', `${printSchema(lexicographicSortSchema(executable))}\n`)
save('docs/coverage.md', coverage(executable))
save('docs/operations.md', withBudgetsTable(read(new URL('../docs/operations.md', import.meta.url)) ?? ''))
save('README.md', withSettingsTable(read(new URL('../README.md', import.meta.url)) ?? ''))

if (stale.length > 0) {
  console.error(`Not up to date: ${stale.join(', ')}. Run \`npm run generate\` and commit the result.`)
  process.exit(1)
}

function save(path: string, content: string): void {
  const file = new URL(`../${path}`, import.meta.url)
  if (check) {
    if (read(file) !== content) stale.push(path)
    return
  }
  mkdirSync(new URL('.', file), { recursive: true })
  writeFileSync(file, content)
}

function read(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
