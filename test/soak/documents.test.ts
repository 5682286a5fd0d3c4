import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addresses, attack } from '../../attacks/attack.ts'
import { type Question, type Recipe, type Text, WAYS, type Way } from '../../attacks/text.ts'
import { type Gateway, startGateway } from './support/gateway.ts'
import { survive } from './support/survive.ts'
import { type ScriptedUpstream, startUpstream } from './support/upstream.ts'

let upstream: ScriptedUpstream
let gateway: Gateway
beforeAll(async () => {
  upstream = await startUpstream()
})
afterAll(() => upstream[Symbol.asyncDispose]())
beforeEach(async () => {
  gateway = await startGateway(upstream)
})
afterEach(() => gateway[Symbol.asyncDispose]())

const by = (way: Way, question: Question): Recipe => WAYS[way](question)
const COUNT: Text = ['query ($f: Int) { processInstances(first: $f) { totalCount } }']
/** No answer to a mistake is longer. */
const FEW_KB = 8_000

describe('values that are quoted', () => {
  /** Graphql's own words, as a client's value: what takes suggestions off must not look for them in it. */
  const SUGGESTING: Text = ['{"f":"', ['Did you mean ', 16_000], '"}']

  test('suggestions in a variable, whichever way it comes', async () => {
    await survive(gateway, async () => {
      for (const way of ['direct', 'yoga', 'form', 'multipart', 'events'] as const) {
        const request = by(way, { query: COUNT, variables: SUGGESTING })
        const { longest, statuses } = await attack('flood', gateway, { request, times: 5, atOnce: 1, seconds: 5 })
        expect(statuses.unanswered).toBeUndefined()
        expect(longest).toBeLessThan(FEW_KB)
      }
    })
  })

  test('suggestions in a literal', async () => {
    const query: Text = ['{ processInstances(first: "', ['Did you mean ', 7_500], '") { totalCount } }']
    const request = by('direct', { query })
    const { longest } = await survive(gateway, () => attack('flood', gateway, { request, times: 20, atOnce: 2 }))
    expect(longest).toBeLessThan(FEW_KB)
  })

  const LONG: ReadonlyArray<readonly [name: string, query: Text, value: Text]> = [
    ['Int', COUNT, ['"', ['a', 3_900_000], '"']],
    ['digits for an Int', COUNT, [['9', 3_900_000]]],
    [
      'digits for a Long',
      ['mutation ($f: Long) { updateJob(input: { jobKey: "1", timeout: $f }) { __typename } }'],
      [['9', 3_900_000]],
    ],
    [
      'digits as a text for a Long',
      ['mutation ($f: Long) { updateJob(input: { jobKey: "1", timeout: $f }) { __typename } }'],
      ['"', ['9', 3_900_000], '"'],
    ],
    [
      'a date',
      ['query ($f: DateTime) { processInstances(filter: { startDate: { eq: $f } }) { totalCount } }'],
      ['"', ['2026-01-01T', 350_000], '"'],
    ],
    ['a key', ['query ($f: ID!) { processInstance(processInstanceKey: $f) { state } }'], ['"', ['9', 3_900_000], '"']],
    ['an id', ['query ($f: ID!) { node(id: $f) { id } }'], ['"', ['a', 3_900_000], '"']],
    ['a cursor', ['query ($f: String) { processInstances(after: $f) { totalCount } }'], ['"', ['W', 3_900_000], '"']],
    [
      'an enum',
      ['query ($f: ProcessInstanceState) { processInstances(filter: { state: { eq: $f } }) { totalCount } }'],
      ['"', ['A', 3_900_000], '"'],
    ],
    [
      'a name of a field',
      ['query ($f: ProcessInstanceFilter) { processInstances(filter: $f) { totalCount } }'],
      ['{"', ['a', 3_900_000], '":1}'],
    ],
  ]
  test('values of 3.9 MB', async () => {
    const seen = await survive(gateway, async () => {
      const lengths: Record<string, number> = {}
      for (const [name, query, value] of LONG) {
        for (const way of ['direct', 'yoga'] as const) {
          const request = by(way, { query, variables: ['{"f":', ...value, '}'] })
          const { longest } = await attack('flood', gateway, { request, times: 2, atOnce: 1 })
          if (longest > FEW_KB) lengths[`${name}, ${way}`] = longest
        }
      }
      return lengths
    })
    expect(seen).toEqual({})
  })
})

describe('documents', () => {
  test('comments by the megabyte, each time others', async () => {
    const ways: ReadonlyArray<readonly [Way, comments: number]> = [
      ['direct', 2_600_000],
      ['yoga', 2_600_000],
      // Below the limit of bodies, beyond that of documents.
      ['direct', 1_200_000],
      ['graphql', 1_900_000],
      ['form', 600_000],
      ['multipart', 300_000],
    ]
    await survive(gateway, async () => {
      for (const [way, comments] of ways) {
        const request = by(way, { query: [['#\n', comments], '{ a%n: __typename }'] })
        const plan = { request, times: 12, atOnce: 2, from: addresses(4), seconds: 5 }
        expect((await attack('flood', gateway, plan)).sample).not.toContain('"data"')
      }
    })
  })

  test('as many comments as are allowed, in 600 documents', async () => {
    await survive(
      gateway,
      async () => {
        for (const way of ['direct', 'yoga'] as const) {
          const request = by(way, { query: [['#\n', 49_000], `{ a%n${way}: __typename }`] })
          await attack('flood', gateway, { request, times: 300, atOnce: 2, from: addresses(4) })
        }
      },
      { memory: 700 },
    )
  })

  test('3,000 documents of 90 kB, each of other names', async () => {
    const request = by('direct', { query: ['{ a%n: __typename b', ['b', 90_000], ': __typename }'] })
    await survive(gateway, () => attack('flood', gateway, { request, times: 3_000, atOnce: 4, from: addresses(4) }), {
      memory: 700,
    })
  })

  test('as many tokens as are allowed, of each kind, each time others', async () => {
    const kinds: Text[] = [
      ['{ ', ['__typename ', 2_900], 'a%n: __typename }'],
      ['{ ...F ', ' } fragment F on Query { ', ['...F ', 1_000], ' a%n: __typename }'],
      ['query (', ['$a: Int ', 1_600], ') { a%n: __typename }'],
      ['{ processInstances(filter: { processInstanceKey: { in: [', ['"1" ', 4_000], '] } }) { a%n: totalCount } }'],
      ['{ nope', ['e', 90_000], '%n }'],
      ['{ processInstances { nodes { ', ['processInstanceKe%n ', 1], ['processInstanceKei ', 1_500], '} } }'],
    ]
    await survive(gateway, async () => {
      for (const query of kinds) {
        await attack('flood', gateway, { request: by('direct', { query }), times: 40, atOnce: 2, seconds: 5 })
      }
    })
  })
})

describe('names of operations', () => {
  /** The longest scrape that Prometheus should have to read. */
  const SCRAPE = 1_000_000

  test('of 95 kB and more', async () => {
    const scrape = await survive(gateway, async () => {
      // The longest that the limits let through, and what ended the process.
      for (const [length, times] of [
        [95_000, 150],
        [3_900_000, 12],
      ] as const) {
        const request = by('direct', { query: ['query a%n', ['b', length], ' { __typename }'] })
        await attack('flood', gateway, { request, times, atOnce: 2 })
      }
      return gateway.metrics()
    })
    expect(scrape.length).toBeLessThan(SCRAPE)
    expect(scrape).toContain('gateway_requests_total')
  })

  test('in the request, longer than any document', async () => {
    const more: Text = ['"operationName":"', ['b', 3_800_000], '"']
    const request = by('direct', { query: ['query a%n { __typename }'], more })
    const scrape = await survive(gateway, async () => {
      const { longest } = await attack('flood', gateway, { request, times: 12, atOnce: 2 })
      expect(longest).toBeLessThan(FEW_KB)
      return gateway.metrics()
    })
    expect(scrape.length).toBeLessThan(SCRAPE)
  })
})

describe('numbers and lists', () => {
  /** Whatever comes in variables that nobody asked for is read, too. */
  const UNUSED: Text = ['{ __typename }']
  const NUMBERS: ReadonlyArray<readonly [name: string, variables: Text]> = [
    ['numbers with a point', ['{"b":[', ['1.0,', 950_000], '1]}']],
    ['names for such numbers', ['{"b":{', ['"c":1.0,', 400_000], '"d":1}}']],
    ['lists', ['{"b":[', ['[],', 1_200_000], '1]}']],
    ['lists within lists', ['{"b":', ['[', 1_000_000], [']', 1_000_000], '}']],
    ['numbers within objects', ['{"b":', ['{"a":', 300_000], '1.0', ['}', 300_000], '}']],
    ['long numbers', ['{"b":[', ['12345678901234567890123,', 160_000], '1]}']],
    ['one long number', ['{"b":', ['1', 3_900_000], '.5}']],
    ['escapes', ['{"b":"', ['\\u0031', 600_000], '"}']],
  ]
  test('3.9 MB of them, whichever way they come', async () => {
    const ways = ['direct', 'yoga', 'multipart', 'form', 'batch'] as const
    await survive(gateway, async () => {
      for (const [way, [, variables]] of ways.flatMap((way) => NUMBERS.map((numbers) => [way, numbers] as const))) {
        // A form writes one character as three, a batch has the question twice, a field of a multipart body has 1 MB.
        const share = { form: 0.3, batch: 0.5, direct: 1, yoga: 1, multipart: 0.25 }[way]
        const cut = variables.map((piece) =>
          typeof piece === 'string' ? piece : ([piece[0], Math.floor(piece[1] * share)] as const),
        )
        const request = by(way, { query: UNUSED, variables: cut })
        await attack('flood', gateway, { request, times: 2, atOnce: 1, seconds: 5 })
      }
    })
  }, 240_000)

  const LISTS: ReadonlyArray<readonly [name: string, query: Text, value: Text]> = [
    [
      'alternatives',
      ['query ($f: [ProcessInstanceFilter!]) { processInstances(filter: { or: $f }) { totalCount } }'],
      ['[', ['{},', 1_000_000], '{}]'],
    ],
    [
      'tags',
      ['query ($f: [String!]) { processInstances(filter: { tags: $f }) { totalCount } }'],
      ['[', ['"a",', 900_000], '"a"]'],
    ],
    [
      'variables',
      ['query ($f: [VariableValueFilter!]) { processInstances(filter: { variables: $f }) { totalCount } }'],
      ['[', ['{"name":"a","value":{"eq":"1"}},', 110_000], '{"name":"a","value":{"eq":"1"}}]'],
    ],
    [
      'keys',
      ['query ($f: [ID!]) { processInstances(filter: { processInstanceKey: { in: $f } }) { totalCount } }'],
      ['[', ['"1",', 900_000], '"1"]'],
    ],
    ['ids', ['query ($f: [ID!]!) { nodes(ids: $f) { id } }'], ['[', ['"a",', 900_000], '"a"]']],
    [
      'sorts',
      ['query ($f: [ProcessInstanceSort!]) { processInstances(sort: $f) { totalCount } }'],
      ['[', ['{"field":"startDate"},', 170_000], '{"field":"startDate"}]'],
    ],
    [
      'representations',
      ['query ($f: [_Any!]!) { _entities(representations: $f) { __typename } }'],
      ['[', ['{"__typename":"ProcessInstance"},', 110_000], '{"__typename":"ProcessInstance"}]'],
    ],
  ]
  test('lists of 3.9 MB where filters take lists', async () => {
    await survive(gateway, async () => {
      for (const [, query, value] of LISTS) {
        const request = by('direct', { query, variables: ['{"f":', ...value, '}'] })
        const { longest } = await attack('flood', gateway, { request, times: 3, atOnce: 1, seconds: 10 })
        expect(longest).toBeLessThan(FEW_KB)
      }
    })
    // The cluster has no part in it.
    expect((await upstream.look()).longestBody).toBeLessThan(200_000)
  })
})

test('hashes and identifiers of persisted queries', async () => {
  const requests: Recipe[] = [
    by('direct', {
      query: [['#\n', 49_000], '{ a%n: __typename }'],
      more: ['"extensions":{"persistedQuery":{"version":1,"sha256Hash":"', ['a', 64], '"}}'],
    }),
    {
      ...by('direct', { query: [] }),
      body: ['{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"%n', ['a', 3_800_000], '"}}}'],
    },
    { ...by('direct', { query: [] }), body: ['{"documentId":"%n', ['a', 3_800_000], '"}'] },
  ]
  await survive(gateway, async () => {
    for (const request of requests) {
      const { longest } = await attack('flood', gateway, { request, times: 10, atOnce: 2 })
      expect(longest).toBeLessThan(FEW_KB)
    }
  })
})
