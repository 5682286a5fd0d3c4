import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type GraphQLNamedType, getNamedType, isNonNullType, isObjectType } from 'graphql'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { schema } from '../src/schema/schema.ts'
import * as catalog from '../src/upstream/catalog/index.ts'
import type { Resource } from '../src/upstream/catalog/resource.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { directive, leastArguments, selectionOf } from './support/questions.ts'
import { key } from './support/rows.ts'
import { sampleAnswer } from './support/samples.ts'

/**
 * Rows that break their contract: fields are null, or not there, that never are. Patches of Camunda and its databases
 * have brought such rows for one field after the other, so each field of each list is asked of them.
 */

const VERSION = '8.10'
const RESOURCES: ReadonlyArray<Resource<never>> = Object.values(catalog)

const lists = Object.values(schema().getQueryType()?.getFields() ?? {}).flatMap((field) => {
  const resource = RESOURCES.find(({ search }) => search.operation === directive(field, 'rest').operation)
  const connection = getNamedType(field.type)
  const nodes = isObjectType(connection) ? connection.getFields().nodes : undefined
  return resource && nodes ? [{ name: field.name, field, resource, row: getNamedType(nodes.type) }] : []
})

/** The rows that the search answers; every other search finds nothing, and nothing is read by its key. */
let rows: object[] = []
let searchPath = ''
const calls: string[] = []
let gateway: RunningGateway
const server = createServer((request, response) => {
  const path = request.url ?? ''
  calls.push(path)
  request.resume().on('end', () => {
    const isFound = /search$/.test(path)
    const items = path === searchPath && calls.filter((call) => call === path).length === 1 ? rows : []
    const body = isFound
      ? { items, page: { totalItems: items.length, hasMoreTotalItems: false, startCursor: 'WzFd', endCursor: 'WzJd' } }
      : { type: 'about:blank', title: 'NOT_FOUND', status: 404, detail: 'Nothing of this key', instance: path }
    response.writeHead(isFound ? 200 : 404, {
      'content-type': isFound ? 'application/json' : 'application/problem+json',
    })
    response.end(JSON.stringify(body))
  })
})

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  gateway = await startGateway({ url }, { CAMUNDA_VERSION: VERSION })
})
afterAll(async () => {
  await gateway.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})
beforeEach(() => {
  calls.length = 0
})

/** A row as the contract has it, one with nulls, and one without what it does not have to be known by. */
function rowsOf({ search, key: own, keyIsText, pair }: Resource<never>): object[] {
  const sample = sampleAnswer(VERSION, search.operation, { how: 'most', values: { value: '1', result: '1' } }) as {
    items: object[]
  }
  const whole = Object.assign({}, ...sample.items) as Record<string, unknown>
  const known = (n: number) => ({ [own]: keyIsText ? `a${n}` : key(n) })
  // What a pair is made of is all that such a row is known by.
  const kept = pair ? Object.fromEntries(['name', 'scope', 'tenantId'].map((name) => [name, whole[name]])) : {}
  const nulls = Object.fromEntries(Object.keys(whole).map((name) => [name, null]))
  return [
    { ...whole, ...known(1) },
    { ...nulls, ...kept, ...known(2) },
    { ...kept, ...known(3) },
  ]
}

/** What rows of a type are related to, each by itself. */
const relationsOf = (type: GraphQLNamedType): string[] =>
  Object.values(isObjectType(type) ? type.getFields() : {})
    .filter((field) => directive(field, 'rest').operation && !field.args.some((one) => isNonNullType(one.type)))
    .map((field) => {
      const page = field.args.some((one) => one.name === 'first') ? '(first: 1)' : ''
      return `${field.name}${page} ${selectionOf(getNamedType(field.type))}`
    })

describe.each(lists)('$name', ({ name, field, resource, row }) => {
  async function ask(selection: string, asked: object[]) {
    rows = asked
    searchPath = `/v2${resource.search.path}`
    const given = Object.entries(leastArguments(field))
    const declared = given.map(([argument]) => {
      const type = field.args.find((one) => one.name === argument)?.type
      return `$${argument}: ${String(type)}`
    })
    const [head, args] =
      given.length > 0
        ? [`(${declared.join(', ')})`, `(${given.map(([one]) => `${one}: $${one}`).join(', ')})`]
        : ['', '']
    return gateway.ask(`query ${head} { ${name}${args} { nodes ${selection} } }`, Object.fromEntries(given))
  }

  test('a row without what it should have costs no other', async () => {
    const all = rowsOf(resource)
    const { data, errors } = await ask(selectionOf(row), all)
    expect(errors).toBeUndefined()
    expect(data[name].nodes.map((node: unknown) => node !== null)).toEqual(all.map(() => true))
    expect(calls).toEqual([searchPath])
  })

  test('nor does what such a row may be related to', async () => {
    const all = rowsOf(resource).slice(1)
    // One by one: all of them at once would be more than a question may ask for.
    for (const selection of relationsOf(row)) {
      calls.length = 0
      const { data, errors = [] } = await ask(`{ ${selection} }`, all)
      // What is read by the row's own key is not there: that costs its own field.
      for (const { path, extensions } of errors) {
        expect([extensions?.code, path?.slice(0, 2), typeof path?.[3]]).toEqual([
          'NOT_FOUND',
          [name, 'nodes'],
          'string',
        ])
      }
      expect(data[name].nodes.map((node: unknown) => node !== null)).toEqual(all.map(() => true))
    }
  })
})

test('all lists are asked', () => {
  expect(lists.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['variables', 'jobs', 'elementInstances', 'userTasks']),
  )
})
