import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { type Direction, inOrder, type Level, type ListQuery, page, sortArgument, windowOf } from './support/pages.ts'
import { key, type ProcessInstanceRow, processInstance } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'

let upstream: Upstream
let gateway: RunningGateway

beforeAll(async () => {
  upstream = await startUpstream()
  gateway = await startGateway(upstream)
})

afterEach(() => {
  expectNoViolations(upstream)
  upstream.forget()
})

afterAll(async () => {
  await gateway.close()
  await upstream.close()
})

interface Values {
  name: string
  endDate: string | null
}

const values = fc.record<Values>({
  name: fc.constantFrom('a', 'b', 'c'),
  endDate: fc.constantFrom(null, '2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'),
})

const sort = fc.uniqueArray(
  fc.record<Level>({
    field: fc.constantFrom('processDefinitionName', 'endDate', 'processInstanceKey'),
    order: fc.constantFrom('ASC', 'DESC'),
  }),
  { maxLength: 3, selector: ({ field }) => field },
)

const direction = fc.constantFrom<Direction>('forward', 'backward')

/** Rows of these values; their keys are spread out, in an order of their own, so that rows fit between any two. */
function rowsOf(list: readonly Values[]): ProcessInstanceRow[] {
  return list.map(({ name, endDate }, index) =>
    processInstance({
      processInstanceKey: key(20_000_000 + ((index * 7919) % 10_007) * 1_000),
      processDefinitionName: name,
      endDate,
    }),
  )
}

const listQuery = (levels: readonly Level[]): ListQuery => ({
  path: ['processInstances'],
  key: 'processInstanceKey',
  args: sortArgument(levels),
})

const ordered = (levels: readonly Level[]) =>
  inOrder(upstream.rows.processInstances, 'processInstanceKey', levels).map((row) => row.processInstanceKey)

describe('at rest', () => {
  test('any cursor leads to the rows beside it, in both directions', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(values, { maxLength: 40 }),
        sort,
        direction,
        fc.array(fc.record({ size: fc.nat(9), edge: fc.nat(), direction }), { minLength: 1, maxLength: 8 }),
        async (list, levels, start, steps) => {
          upstream.rows.processInstances = rowsOf(list)
          const all = ordered(levels)
          let cursor: string | null = null
          let at = start === 'forward' ? -1 : all.length
          for (const step of steps) {
            const way = cursor === null ? start : step.direction
            const [from, to] = way === 'forward' ? [at + 1, at + 1 + step.size] : [Math.max(0, at - step.size), at]
            const now = await page(gateway, listQuery(levels), windowOf(way, step.size, cursor))
            expect(now.keys).toEqual(all.slice(from, to))
            expect(now.total).toBe(all.length)
            if (now.keys.length > 0) {
              expect(now.hasNextPage).toBe(Math.min(to, all.length) < all.length)
              expect(now.hasPreviousPage).toBe(from > 0)
              const edge = step.edge % now.keys.length
              cursor = now.cursors[edge] ?? null
              at = from + edge
            }
          }
        },
      ),
      { numRuns: 150 },
    )
  })
})

describe('while rows come and go', () => {
  /** What happens between two pages: rows that are added, and places in the list whose rows are removed. */
  const edit = fc.record({ added: fc.array(values, { maxLength: 6 }), removed: fc.array(fc.nat(), { maxLength: 6 }) })

  test('rows that were there all the time are visited exactly once, in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(values, { minLength: 3, maxLength: 40 }),
        sort,
        direction,
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.record({ edit, edge: fc.option(fc.nat()), kept: fc.nat(2) }), { maxLength: 12 }),
        async (list, levels, way, size, steps) => {
          const query = listQuery(levels)
          upstream.rows.processInstances = rowsOf(list)
          const lasting = new Set(upstream.rows.processInstances.map((row) => row.processInstanceKey))
          const visited: string[] = []
          let added = 0
          let cursor: string | null = null
          for (let index = 0; ; index++) {
            const step = steps[index]
            const now = await page(gateway, query, windowOf(way, size, cursor))
            const all = ordered(levels)
            expect(now.total).toBe(all.length)
            const edgeRow = now.keys.at(way === 'forward' ? -1 : 0)
            if (edgeRow === undefined) break
            expect(now.hasNextPage).toBe(all.at(-1) !== now.keys.at(-1))
            expect(now.hasPreviousPage).toBe(all[0] !== now.keys[0])

            // A client may go on from any row of the page: it has then visited the rows up to there.
            const end = way === 'forward' ? now.keys.length - 1 : 0
            const from = step?.edge == null ? end : step.edge % now.keys.length
            const seen = way === 'forward' ? now.keys.slice(0, from + 1) : now.keys.slice(from)
            if (way === 'forward') visited.push(...seen)
            else visited.unshift(...seen)
            if (from === end && !(way === 'forward' ? now.hasNextPage : now.hasPreviousPage)) break
            cursor = now.cursors[from] ?? null
            if (!step) continue

            // A cursor finds its place again by its row or the two before it, so one of them stays.
            const place = all.indexOf(now.keys[from] ?? '')
            const kept = all[Math.max(0, place - step.kept)]
            const gone = new Set(step.edit.removed.map((place) => all[place % all.length]))
            gone.delete(kept)
            for (const key of gone) lasting.delete(key ?? '')
            upstream.rows.processInstances = [
              ...upstream.rows.processInstances.filter((row) => !gone.has(row.processInstanceKey)),
              ...rowsOf(step.edit.added).map((row) => ({
                ...row,
                processInstanceKey: String(BigInt(row.processInstanceKey) + BigInt(++added)),
              })),
            ]
          }
          expect(visited).toHaveLength(new Set(visited).size)
          expect(visited.filter((key) => lasting.has(key))).toEqual(ordered(levels).filter((key) => lasting.has(key)))
        },
      ),
      { numRuns: 300 },
    )
  })
})
