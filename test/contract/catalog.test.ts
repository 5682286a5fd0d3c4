import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { contract, type SearchFacts, VERSIONS, type Version } from '../../contract/contract.ts'
import { atLeast } from '../../src/upstream/api/version.ts'
import { elementInstances } from '../../src/upstream/catalog/element-instance.ts'
import { elementInstanceIncidents, incidents, processInstanceIncidents } from '../../src/upstream/catalog/incident.ts'
import { jobs } from '../../src/upstream/catalog/job.ts'
import { type Operation, operations } from '../../src/upstream/catalog/operation.ts'
import { processDefinitions } from '../../src/upstream/catalog/process-definition.ts'
import { processInstances } from '../../src/upstream/catalog/process-instance.ts'
import type { Batch, Resource, Search } from '../../src/upstream/catalog/resource.ts'
import { userTaskEffectiveVariables, userTasks, userTaskVariables } from '../../src/upstream/catalog/user-task.ts'
import { variables } from '../../src/upstream/catalog/variable.ts'

/** What src/upstream/catalog/ says that REST can do, held against the contract of every version. */

type AnyResource = Resource<Record<string, unknown>>

const resources: Record<string, AnyResource> = {
  processDefinitions,
  processInstances,
  elementInstances,
  variables,
  jobs,
  userTasks,
  incidents,
} as object as Record<string, AnyResource>
const named = Object.entries(resources).map(([name, resource]) => ({ name, resource }))
const searches: Array<{ search: Search; key: string }> = [
  ...named.map(({ resource }) => ({ search: resource.search, key: resource.key })),
  { search: processInstanceIncidents, key: incidents.key },
  { search: elementInstanceIncidents, key: incidents.key },
  { search: userTaskVariables, key: variables.key },
  { search: userTaskEffectiveVariables, key: variables.key },
]

/** The lists below a parent, as resolvers ask for them: by which field of which resource. */
const children = readdirSync(new URL('../../src/resolvers/', import.meta.url))
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => {
    const text = readFileSync(new URL(`../../src/resolvers/${file}`, import.meta.url), 'utf8')
    return [...text.matchAll(/\bchildren\(\s*(\w+),\s*'(\w+)'/g)].map(([, name = '', field = '']) => ({ name, field }))
  })
  .filter((one, index, all) => all.findIndex(({ name, field }) => name === one.name && field === one.field) === index)

function knownIn(operationId: string): Version[] {
  return VERSIONS.filter((version) => contract(version).operations[operationId])
}

/** Whether a search takes many values of a field at once, by the contract. */
function takesMany({ filters, or }: SearchFacts, field: string): Batch['by'] | undefined {
  const operators = filters[field]?.operators
  if (operators && operators !== 'exact' && operators.includes('$in')) return '$in'
  return operators && or ? '$or' : undefined
}

describe('operations', () => {
  const all = Object.entries(operations as Record<string, Operation>)

  test.each(all)('%s has the name, method and path of the contract', (name, { operation, method, path }) => {
    expect(operation).toBe(name)
    expect(knownIn(operation)).not.toEqual([])
    for (const version of knownIn(operation)) {
      expect([version, contract(version).operation(operation)]).toMatchObject([version, { method, path }])
    }
  })

  test.each(all)('%s is a write unless it only reads', (_, { operation, method, kind }) => {
    // Camunda calls those reads that lag behind commands; what is left changes something or describes the cluster.
    const reads = knownIn(operation).some((version) => contract(version).operation(operation).eventual)
    expect(kind === 'read').toBe(reads || method === 'GET')
  })

  test.each(all)('%s keeps the numbers of variables that it answers', (_, { operation, exact }) => {
    const holdsVariables = knownIn(operation).some((version) => {
      const { row } = contract(version)
      return Object.entries(row(operation)).some(([name, { type }]) => name === 'variables' && type === 'object')
    })
    // Activated jobs hold theirs one level deeper.
    expect(exact === true).toBe(holdsVariables || operation === 'activateJobs')
  })
})

describe('searches', () => {
  test.each(searches)('$search.operation is a POST to the path of the contract', ({ search }) => {
    expect(knownIn(search.operation)).not.toEqual([])
    for (const version of knownIn(search.operation)) {
      const facts = { method: 'POST', path: search.path }
      expect([version, contract(version).operation(search.operation)]).toMatchObject([version, facts])
    }
  })

  test.each(searches)('$search.operation pages as it says', ({ search }) => {
    for (const version of knownIn(search.operation)) {
      const { page } = contract(version).search(search.operation)
      const expected = search.pages === 'offsets' ? ['from', 'limit'] : ['after', 'before', 'from', 'limit']
      expect([version, page.toSorted()]).toEqual([version, expected])
    }
  })

  test.each(searches)('$search.operation answers rows with a key', ({ search, key }) => {
    for (const version of knownIn(search.operation)) {
      expect([version, contract(version).search(search.operation).row[key]?.type]).toEqual([version, 'key'])
    }
  })
})

describe.each(named)('$name', ({ name, resource }) => {
  const { search, get, key, many, sort, sortsByKey, narrowedBy, searchQuery } = resource
  const facts = VERSIONS.map((version) => ({ version, ...contract(version).search(search.operation) }))

  test('are read by key where REST has a read', () => {
    if (get) {
      for (const version of VERSIONS) {
        const { method, path, parameters } = contract(version).operation(get.operation)
        expect([version, method, path, Object.keys(parameters ?? {})]).toEqual([version, 'GET', get.path, [key]])
        expect(contract(version).row(get.operation)[key]?.type).toBe('key')
      }
    } else {
      const path = `${search.path.replace(/\/search$/, '')}/{${key}}`
      const found = VERSIONS.flatMap((version) => Object.values(contract(version).operations))
      expect(found.filter((one) => one.method === 'GET' && one.path === path)).toEqual([])
      for (const { version, filters } of facts) expect([version, key in filters]).toEqual([version, true])
    }
  })

  test('are sorted by fields that REST sorts by', () => {
    for (const { version, sortFields } of facts) {
      const levels = [...sort, ...(narrowedBy?.sort ?? [])].map(({ field }) => field)
      expect([version, levels.filter((field) => !sortFields.includes(field))]).toEqual([version, []])
    }
  })

  test('are sorted by their key where REST sorts by it', () => {
    for (const { version, sortFields } of facts)
      expect([version, sortFields.includes(key)]).toEqual([version, sortsByKey])
    if (sortsByKey) expect(sort.at(-1)?.field).toBe(key)
  })

  test('are looked up together from the version that lets them', () => {
    for (const [field, batch] of Object.entries(many)) {
      for (const search of facts) {
        const expected = atLeast(search.version, batch.since) ? batch.by : undefined
        expect([search.version, field, takesMany(search, field)]).toEqual([search.version, field, expected])
      }
    }
  })

  test('miss no look-up together that a version lets them', () => {
    const used = [key, ...children.filter((one) => one.name === name).map(({ field }) => field)]
    for (const search of facts) {
      const possible = used.filter((field) => field in search.row && takesMany(search, field))
      expect([search.version, possible.filter((field) => !(field in many))]).toEqual([search.version, []])
    }
  })

  test('show the fields that they are told apart by', () => {
    const used = children.filter((one) => one.name === name).map(({ field }) => field)
    for (const { version, row, filters } of facts) {
      expect([version, used.filter((field) => !(field in filters))]).toEqual([version, []])
      expect([version, resource.shows.filter((field) => !(field in row && field in filters))]).toEqual([version, []])
      const shown = used.filter((field) => field in row)
      expect([version, shown.filter((field) => !resource.shows.includes(field))]).toEqual([version, []])
    }
  })

  test('are narrowed by a filter that exists', () => {
    if (!narrowedBy) return
    for (const { version, filters } of facts) {
      expect([version, filters[narrowedBy.filter]?.type]).toEqual([version, 'boolean'])
    }
  })

  test('are asked for with a query that exists', () => {
    for (const [parameter] of new URLSearchParams(searchQuery ?? '')) {
      for (const version of VERSIONS) {
        expect(Object.keys(contract(version).operation(search.operation).query ?? {})).toContain(parameter)
      }
    }
  })
})

test('every list below a parent is one of a resource of the catalog', () => {
  expect(children.length).toBeGreaterThan(15)
  expect(children.filter(({ name }) => !(name in resources))).toEqual([])
})
