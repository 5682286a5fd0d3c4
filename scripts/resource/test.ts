import { contract } from '../../contract/contract.ts'
import { versionsOf } from '../../contract/operation-facts.ts'
import type { ResourcePlan, RowField } from './plan.ts'

const SAMPLES: Readonly<Record<string, string>> = {
  integer: '1',
  number: '1.5',
  boolean: 'true',
  'date-time': "'2026-01-01T12:00:00.000Z'",
  list: '[]',
}

/** A test that reads one by its key and searches for all, with the calls that this makes. */
export function testText(resource: ResourcePlan): string {
  const { one, many, key, keyIsText, get, search, fields, type } = resource
  const newest = contract(versionsOf(search).at(-1) ?? '8.10')
  const path = newest.operation(search).path
  const read = get ? newest.operation(get).path.replace(/\{\w+\}/, '$' + '{KEY}') : undefined
  const lines = fields.map((field) => `  ${field.name}: ${field.name === key ? 'KEY' : sample(field)},\n`)
  // By the names of REST: `id: listenerId`.
  const named = ({ name, shown }: RowField) => (name === shown ? name : `${name}: ${shown}`)
  const names = fields.map(named).join(' ')
  const shownKey = fields
    .filter(({ name }) => name === key)
    .map(named)
    .join()
  const usesKeys = fields.some(({ facts }) => facts.type === 'key')
  return `import { expect, test } from 'vitest'
${usesKeys ? `import { key } from './support/rows.ts'\n` : ''}import { strictStand } from './support/stand.ts'

const KEY = ${keyIsText ? `'demo'` : 'key(1)'}
const row = {
${lines.join('')}}
const start = () => strictStand({ version: '${newest.version}', rows: { ${rowsName(search)}: [row] } })

test('one by its key is one call', async () => {
  await using stand = await start()
  const data = await stand.ask(\`{ ${one}(${key}: "\${KEY}") { ${names} } }\`)
  expect(data).toEqual({ ${one}: row })
  expect(stand.wire()).toEqual([[${read ? `\`GET ${read}\`` : `'POST ${path}', expect.anything()`}]])
})

test('a list is one search', async () => {
  await using stand = await start()
  const data = await stand.ask('{ ${many}(first: 1) { totalCount nodes { ${shownKey} } } }')
  expect(data).toEqual({ ${many}: { totalCount: 1, nodes: [{ ${key}: KEY }] } })
  expect(stand.wire()).toEqual([['POST ${path}', expect.objectContaining({ page: { limit: 1 } })]])
})

test('is found again by its global id', async () => {
  await using stand = await start()
  const { ${one} } = (await stand.ask(\`{ ${one}(${key}: "\${KEY}") { id } }\`)) as { ${one}: { id: string } }
  expect(await stand.ask(\`{ node(id: "\${${one}.id}") { ... on ${type} { ${shownKey} } } }\`)).toEqual({
    node: { ${key}: KEY },
  })
})
`
}

/** The name by which the tests' upstream keeps the rows of a search. */
const rowsName = (search: string) => search.charAt('search'.length).toLowerCase() + search.slice('search'.length + 1)

function sample({ name, facts }: RowField): string {
  if (facts.type === 'enum') return `'${facts.enum?.[0] ?? ''}'`
  if (facts.type === 'key') return 'key(2)'
  return SAMPLES[facts.type] ?? `'${name}'`
}
