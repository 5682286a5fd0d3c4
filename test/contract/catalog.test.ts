import { isObjectType } from 'graphql'
import { describe, expect, test } from 'vitest'
import { contract, VERSIONS } from '../../contract/contract.ts'
import { versionsOf } from '../../contract/operation-facts.ts'
import { childrenOf } from '../../src/fields/children.ts'
import { fieldFacts } from '../../src/fields/facts.ts'
import { resolvers } from '../../src/resolvers/index.ts'
import { schema } from '../../src/schema/schema.ts'
import { atLeast } from '../../src/upstream/api/version.ts'
import * as catalog from '../../src/upstream/catalog/index.ts'
import { parametersOf } from '../../src/upstream/catalog/operation.ts'
import type { Resource } from '../../src/upstream/catalog/resource.ts'

/** What src/upstream/catalog/ says beside the contract, held against the contract of every version. */

const resources: ReadonlyArray<Resource<never>> = Object.values(catalog)

describe.each(resources)('$type', ({ search, get, key, pair, sort, restrictedBy, searchQuery }) => {
  const versions = versionsOf(search.operation)

  test('is read by key where REST has a read', () => {
    if (pair) {
      for (const tenant of [null, 'tenant']) {
        const { operation, parameters } = pair.read([tenant, 'name'])
        expect(Object.keys(parameters).sort()).toEqual([...parametersOf(operation.path)].sort())
      }
    } else if (get) {
      for (const version of versionsOf(get.operation)) {
        const { parameters } = contract(version).operation(get.operation)
        expect([version, Object.keys(parameters ?? {})]).toEqual([version, [key]])
        expect(contract(version).row(get.operation)).toHaveProperty(key)
      }
    } else {
      const path = `${search.path.replace(/\/search$/, '')}/{${key}}`
      const found = VERSIONS.flatMap((version) => Object.values(contract(version).operations))
      expect(found.filter((one) => one.method === 'GET' && one.path === path)).toEqual([])
      for (const version of versions) expect(contract(version).search(search.operation).filters).toHaveProperty(key)
    }
  })

  test('has rows with its key', () => {
    for (const field of search.pair ?? [key]) {
      for (const version of versions) expect(contract(version).search(search.operation).row).toHaveProperty(field)
    }
    expect(search.pair === undefined).toBe(pair === undefined)
  })

  test('is sorted by what REST sorts by', () => {
    const levels = [...sort, ...(restrictedBy?.sort ?? [])].map(({ field }) => field)
    expect(levels.filter((field) => !search.sorts.includes(field))).toEqual([])
  })

  test('is narrowed by a filter that exists', () => {
    if (!restrictedBy) return
    // It may have come later than the search.
    const facts = versions.flatMap(
      (version) => contract(version).search(search.operation).filters[restrictedBy.filter] ?? [],
    )
    expect(new Set(facts.map(({ type }) => type))).toEqual(new Set(['boolean']))
  })

  test('is asked for with a query that exists', () => {
    for (const [parameter] of new URLSearchParams(searchQuery ?? '')) {
      for (const version of versions) {
        expect(Object.keys(contract(version).operation(search.operation).query ?? {})).toContain(parameter)
      }
    }
  })
})

/** The lists below a parent, as resolvers ask for them. */
const types = schema().getTypeMap()
const lists = resolvers.flatMap((part) =>
  Object.entries(part).flatMap(([name, fields]) =>
    Object.entries(fields ?? {}).flatMap(([fieldName, resolver]) => {
      const list = typeof resolver === 'function' && childrenOf(resolver)
      const type = types[name]
      const field = isObjectType(type) && type.getFields()[fieldName]
      return list && field ? [{ name: `${name}.${fieldName}`, since: fieldFacts(field).since, ...list }] : []
    }),
  ),
)

test('lists below a parent are told apart from other resolvers', () => {
  expect(lists.length).toBeGreaterThan(15)
})

test.each(lists)('$name filters by what every version filters by, and tells rows apart where they show it', (list) => {
  const { search } = list.resource
  const versions = versionsOf(search.operation).filter((version) => atLeast(version, list.since))
  for (const version of versions) {
    const { filters, row } = contract(version).search(search.operation)
    expect([version, list.field in filters]).toEqual([version, true])
    // By a text where one search takes many: then its rows are told apart, too.
    const tellsApart = search.groupableBy.includes(list.field) || list.field in search.many
    expect([version, tellsApart]).toEqual([version, list.field in row])
  }
})
