import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { filterInTurns } from '../src/upstream/dialects/rows/in-turns.ts'
import { likeMatcher } from '../src/upstream/dialects/rows/like.ts'
import { Cancellation } from '../src/upstream/wire/cancellation.ts'
import { instance } from './support/camunda-7/rows.ts'
import { startCamunda7 } from './support/camunda-7/server.ts'
import { tasklistTask } from './support/camunda-8.6/rows.ts'
import { stand86 } from './support/camunda-8.6/stand.ts'
import { startGateway } from './support/gateway.ts'
import { expectLinear, workOf } from './support/linear.ts'
import { definitionRow, instanceRow, operateKey } from './support/operate/rows.ts'
import { operateStand } from './support/operate/stand.ts'

const filled = (part: string, size: number) => part.repeat(Math.ceil(size / part.length))

/** The rule, word for word: slow, and plain to see. */
function matches([first, ...pattern]: readonly string[], text: readonly string[]): boolean {
  if (first === undefined) return text.length === 0
  const [next, ...rest] = pattern
  if (first === '\\' && next !== undefined && '*?\\'.includes(next)) {
    return text[0] === next && matches(rest, text.slice(1))
  }
  if (first === '*') return matches(pattern, text) || (text.length > 0 && matches([first, ...pattern], text.slice(1)))
  return text.length > 0 && (first === '?' || first === text[0]) && matches(pattern, text.slice(1))
}

const LONG = 'ab'.repeat(10)
const piece = fc.constantFrom('a', 'b', 'a', `${LONG}a`, LONG, '😀', '\ud83d', '\ude00', '\\')
const wildcard = fc.constantFrom('*', '?')
const joined = (parts: readonly string[]) => parts.join('')
const patterns = fc.array(fc.oneof(piece, wildcard), { maxLength: 8 }).map(joined)
const texts = fc
  .array(fc.oneof({ weight: 5, arbitrary: piece }, { weight: 1, arbitrary: wildcard }), { maxLength: 8 })
  .map(joined)

describe('the matcher', () => {
  test('does what the rule says', () => {
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        expect(likeMatcher(pattern)(text)).toBe(matches([...pattern], [...text]))
      }),
      { numRuns: 20_000 },
    )
  })

  test('finds any text by itself with some of it left out', () => {
    const cut = fc.tuple(texts, fc.nat(), fc.nat()).map(([text, a, b]) => {
      const characters = [...text]
      const [from = 0, to = 0] = [a % (characters.length + 1), b % (characters.length + 1)].sort((x, y) => x - y)
      const literal = (some: readonly string[]) => some.map((one) => ('*?\\'.includes(one) ? `\\${one}` : one)).join('')
      return { text, pattern: `${literal(characters.slice(0, from))}*${literal(characters.slice(to))}` }
    })
    fc.assert(fc.property(cut, ({ text, pattern }) => likeMatcher(pattern)(text)))
  })

  test.each([
    '*a*a*a*a*a*a*b',
    '*a?a*a?a*b',
    `*${'a'.repeat(900)}b*`,
    `*${'a'.repeat(450)}b${'a'.repeat(450)}*`,
    `*${'?a'.repeat(450)}b*`,
    `*${'a*'.repeat(450)}b`,
    `*${'ab'.repeat(450)}c*`,
    '*?*?*?*?b',
  ])('takes no longer than a text is long: %s', async (pattern) => {
    const isMet = likeMatcher(pattern)
    for (const part of ['a', 'ab', 'aab', '😀', `${'a'.repeat(899)}c`]) {
      await expectLinear((size) => isMet(filled(part, size * 2)))
    }
  })
})

describe('10,000 rows of 4,000 letters', () => {
  const rows = Array.from({ length: 10_000 }, () => 'a'.repeat(4_000))

  test('are matched within 2 s, and others have their turn meanwhile', async () => {
    // With a question mark the costlier way is taken.
    for (const pattern of ['*a*a*a*a*a*a*b*', '*a?b*']) {
      let longest = 0
      let last = process.threadCpuUsage()
      const look = () => {
        const { user, system } = process.threadCpuUsage(last)
        longest = Math.max(longest, (user + system) / 1_000)
        last = process.threadCpuUsage()
        timer = setImmediate(look)
      }
      let timer = setImmediate(look)
      const work = await workOf(async () => {
        const found = await filterInTurns({ cancellation: undefined, owner: '' }, 'search', rows, likeMatcher(pattern))
        expect(found).toEqual([])
      })
      look()
      clearImmediate(timer)
      expect(work).toBeLessThan(2_000)
      // Ten milliseconds, and what a row or the collector of garbage takes beyond them.
      expect(longest).toBeLessThan(100)
    }
  })

  test('are matched no further when nobody waits', async () => {
    const cancellation = new Cancellation()
    let looked = 0
    const found = filterInTurns({ cancellation, owner: '' }, 'searchIncidents', rows, () => {
      looked++
      for (const until = performance.now() + 1; performance.now() < until; );
      return true
    })
    cancellation.cancel(new Error('gone'))
    await expect(found).rejects.toMatchObject({ kind: 'cancelled', operation: 'searchIncidents' })
    expect(looked).toBeLessThan(100)
  })
})

/** A gateway before an engine of some kind whose rows have these texts: which of them a pattern finds. */
interface Searching extends AsyncDisposable {
  found(pattern: string): Promise<string[]>
}

async function camunda7(values: readonly string[]): Promise<Searching> {
  const rows = values.map((businessKey, index) => instance(index, { businessKey }))
  // Its own pattern is wider: it finds them all, and they are looked through.
  const engine = await startCamunda7({ '/history/process-instance': rows }, ({ body }) =>
    typeof body === 'object' && body !== null && 'processInstanceBusinessKeyLike' in body ? { body: rows } : undefined,
  )
  const gateway = await startGateway(engine, { CAMUNDA_API: 'camunda-7' })
  return {
    async found(like) {
      const query = 'query ($f: ProcessInstanceFilter) { processInstances(filter: $f) { nodes { text: businessId } } }'
      const { data, errors } = await gateway.ask(query, { f: { businessId: { like } } })
      if (errors) throw new Error(errors[0]?.message)
      return data.processInstances.nodes.map(({ text }: { text: string }) => text)
    },
    async [Symbol.asyncDispose]() {
      await gateway.close()
      await engine[Symbol.asyncDispose]()
    },
  }
}

async function operateV1(values: readonly string[]): Promise<Searching> {
  const rows = {
    'process-definitions': [definitionRow()],
    'process-instances': values.map((bpmnProcessId, n) => instanceRow(n, { bpmnProcessId })),
  }
  const stand = await operateStand({ rows })
  return {
    async found(like) {
      const query =
        'query ($f: ProcessInstanceFilter) { processInstances(filter: $f) { nodes { text: processDefinitionId } } }'
      const data = await stand.ask(query, { f: { processDefinitionId: { like } } })
      return data.processInstances.nodes.map(({ text }: { text: string }) => text)
    },
    [Symbol.asyncDispose]: () => stand[Symbol.asyncDispose](),
  }
}

async function camunda86(values: readonly string[]): Promise<Searching> {
  const tasks = values.map((name, n) => tasklistTask(operateKey(500 + n), { name }))
  const stand = await stand86({ rows: { 'process-definitions': [definitionRow()] }, tasks })
  return {
    async found(like) {
      const query = 'query ($f: UserTaskFilter) { userTasks(filter: $f) { nodes { text: name } } }'
      const data = await stand.ask(query, { f: { name: { like } } })
      return data.userTasks.nodes.map(({ text }: { text: string }) => text)
    },
    [Symbol.asyncDispose]: () => stand[Symbol.asyncDispose](),
  }
}

describe.each([
  ['Camunda 7', camunda7],
  ['Operate v1', operateV1],
  ['Camunda 8.6', camunda86],
])('%s', (_name, start) => {
  const values = ['a😀b', 'ab', 'a\\b', 'a*b', 'axb', 'a.b', 'A?B', 'a\nb']

  test.each([
    ['a?b', ['a😀b', 'a\\b', 'a*b', 'axb', 'a.b', 'a\nb']],
    ['a\\b', ['a\\b']],
    ['a\\*b', ['a*b']],
    ['a\\\\b', ['a\\b']],
    ['A\\?B', ['A?B']],
    ['a*b', ['a😀b', 'ab', 'a\\b', 'a*b', 'axb', 'a.b', 'a\nb']],
    ['a.b', ['a.b']],
    ['*', values],
    ['', []],
  ])('%j finds what the schema says', async (pattern, expected) => {
    await using engine = await start(values)
    expect((await engine.found(pattern)).sort()).toEqual([...expected].sort())
  })

  test('a pattern of stars is held against a text at once', async () => {
    await using engine = await start(['a'.repeat(60), 'English text, a name of many letters, e e e '.repeat(10)])
    const work = await workOf(async () => {
      expect(await engine.found('*a*a*a*a*a*a*b')).toEqual([])
      expect(await engine.found('*e*e*e*e*e*#')).toEqual([])
    })
    expect(work).toBeLessThan(1_000)
  })

  test('a pattern of a thousand characters is one, a longer one is refused', async () => {
    await using engine = await start(['a'.repeat(1_000)])
    expect(await engine.found('?'.repeat(1_000))).toHaveLength(1)
    await expect(engine.found('?'.repeat(1_001))).rejects.toThrow('at most 1000 characters')
  })
})
