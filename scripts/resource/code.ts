import { answerType } from '../generate/types.ts'
import type { ResourcePlan } from './plan.ts'

/** The catalog entry: what the contract does not tell is left out. */
export function catalogText({ type, entry, key, search, get, sortsByKey, sorts }: ResourcePlan): string {
  const row = answerType(search, 'items')
  const sort = sortsByKey ? '' : `  sort: [{ field: '${sorts[0] ?? ''}', order: 'ASC' }],\n`
  return `import type { ${row} } from '../contract/types.ts'
import { operations } from './operation.ts'
import { resource } from './resource.ts'

export const ${entry} = resource<${row}>()({
  type: '${type}',
  key: '${key}',
${get ? `  get: operations.${get},\n` : ''}  search: operations.${search},
${sort}})
`
}

/** The resolvers: a line for each field that is no plain property of its row. */
export function resolversText({ type, one, many, entry, file, fields, relations }: ResourcePlan): string {
  const kinds = relations.length > 0 ? 'byKey, globalId, one' : 'byKey, globalId'
  const imports = [...relations, { entry, file }].map(
    ({ entry, file }) => `import { ${entry} } from '../upstream/catalog/${file}.ts'\n`,
  )
  const renamed = fields.filter(({ name, shown }) => name !== shown)
  const names = renamed.map(({ name, shown }) => `    ${shown}: ({ ${name} }) => ${name},\n`)
  const lines = relations.map(({ field, entry, key }) => `    ${field}: one(${entry}, (row) => row.${key}),\n`)
  return `import { connection } from '../fields/connection.ts'
import { ${kinds} } from '../fields/one.ts'
import type { Resolvers } from '../generated/schema.ts'
${imports.sort().join('')}
export const resolvers: Resolvers = {
  Query: {
    ${one}: byKey(${entry}),
    ${many}: connection(${entry}),
  },
  ${type}: {
    id: globalId(${entry}),
${names.join('')}${lines.join('')}  },
}
`
}
