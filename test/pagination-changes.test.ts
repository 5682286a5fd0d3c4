import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { type Direction, inOrder, type Level, type ListQuery, page, sortArgument, windowOf } from './support/pages.ts'
import { incident, key, processDefinition, processInstance, userTask, variable } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream, type UpstreamRows } from './support/upstream.ts'

let upstream: Upstream
let gateway: RunningGateway

beforeAll(async () => {
  upstream = await startUpstream({
    rows: {
      processInstances: [
        processInstance({ processInstanceKey: key(1) }),
        processInstance({ processInstanceKey: key(2) }),
      ],
      userTasks: [userTask({ userTaskKey: key(3), elementInstanceKey: key(4), processInstanceKey: key(1) })],
    },
  })
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

/** What a row is sorted by: a text with many ties, and one that may be missing. */
interface Values {
  text: string
  maybe: string | null
}

const values = fc.record<Values>({
  text: fc.constantFrom('a', 'b', 'c'),
  maybe: fc.constantFrom(null, '2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'),
})

/** A list whose rows the tests change. */
interface Kind {
  rows: keyof UpstreamRows
  key: string
  sortsBy: string[]
  row(values: Values, key: string): object
  /** The way to the first page and, where it is another, to those after it. */
  path: string[]
  pathOn?: string[]
  filter?: string
  /** The order without a sort, above the key. */
  order?: Level[]
  forwardOnly?: boolean
}

const kinds: Record<string, Kind> = {
  'process instances': {
    rows: 'processInstances',
    key: 'processInstanceKey',
    sortsBy: ['processDefinitionName', 'endDate', 'processInstanceKey'],
    row: ({ text, maybe }, processInstanceKey) =>
      processInstance({ processInstanceKey, processDefinitionName: text, endDate: maybe }),
    path: ['processInstances'],
  },
  'user tasks, which cannot be sorted by key': {
    rows: 'userTasks',
    key: 'userTaskKey',
    sortsBy: ['name', 'dueDate'],
    row: ({ text, maybe }, userTaskKey) => userTask({ userTaskKey, name: text, dueDate: maybe }),
    path: ['userTasks'],
  },
  'incidents from a first page that many parents shared': {
    rows: 'incidents',
    key: 'incidentKey',
    sortsBy: ['elementId', 'jobKey'],
    row: ({ text, maybe }, incidentKey) =>
      incident({
        incidentKey,
        processInstanceKey: key(1),
        elementId: text,
        jobKey: maybe && String(Date.parse(maybe)),
      }),
    path: ['processInstances', 'nodes', 'incidents'],
    pathOn: [`processInstance(processInstanceKey: "${key(1)}")`, 'incidents'],
  },
  'effective variables, which have offsets alone': {
    rows: 'variables',
    key: 'variableKey',
    sortsBy: ['value', 'name'],
    row: ({ text }, variableKey) =>
      variable({
        variableKey,
        name: `v${variableKey}`,
        value: `"${text}"`,
        processInstanceKey: key(1),
        scopeKey: key(4),
      }),
    path: [`userTask(userTaskKey: "${key(3)}")`, 'effectiveVariables'],
    forwardOnly: true,
  },
  'newest versions of processes, which page forward alone': {
    rows: 'processDefinitions',
    key: 'processDefinitionKey',
    sortsBy: ['processDefinitionId', 'tenantId'],
    row: ({ text }, processDefinitionKey) =>
      processDefinition({ processDefinitionKey, processDefinitionId: text, tenantId: `t${processDefinitionKey}` }),
    path: ['processDefinitions'],
    filter: 'filter: { isLatestVersion: true }',
    order: [
      { field: 'processDefinitionId', order: 'ASC' },
      { field: 'tenantId', order: 'ASC' },
    ],
    forwardOnly: true,
  },
}

/** Rows of these values. Their keys are spread out and in no order, so that rows can come between any two. */
function makeRows({ row }: Kind, list: readonly Values[], shift = 0): object[] {
  return list.map((one, index) => row(one, key(20_000_000 + ((index * 7919) % 10_007) * 1_000 + shift)))
}

function put(kind: Kind, rows: readonly object[]): void {
  Object.assign(upstream.rows, { [kind.rows]: rows })
}

const keyOf = (kind: Kind, row: object): string => (row as Record<string, string>)[kind.key] ?? ''

function ordered(kind: Kind, sort: readonly Level[]): string[] {
  const levels = sort.length > 0 ? sort : (kind.order ?? [])
  return inOrder<object>(upstream.rows[kind.rows] ?? [], kind.key as never, levels).map((row) => keyOf(kind, row))
}

function listQuery(kind: Kind, sort: readonly Level[], first: boolean): ListQuery {
  const path = (first ? undefined : kind.pathOn) ?? kind.path
  return { path, key: kind.key, args: [kind.filter ?? '', sortArgument(sort)].join(' ') }
}

const sorts = ({ sortsBy }: Kind) =>
  fc.uniqueArray(fc.record<Level>({ field: fc.constantFrom(...sortsBy), order: fc.constantFrom('ASC', 'DESC') }), {
    maxLength: sortsBy.length,
    selector: ({ field }) => field,
  })

const directions = ({ forwardOnly }: Kind) =>
  forwardOnly ? fc.constant<Direction>('forward') : fc.constantFrom<Direction>('forward', 'backward')

describe.each(Object.entries(kinds))('%s', (_, kind) => {
  let kept: object[]

  beforeAll(() => {
    kept = upstream.rows[kind.rows] ?? []
  })

  afterAll(() => put(kind, kept))

  test('any cursor leads to the rows beside it, in both directions', async () => {
    const step = fc.record({ size: fc.nat(9), edge: fc.nat(), direction: directions(kind) })
    await fc.assert(
      fc.asyncProperty(
        fc.array(values, { maxLength: 40 }),
        sorts(kind),
        fc.array(step, { minLength: 1, maxLength: 8 }),
        async (list, sort, steps) => {
          put(kind, makeRows(kind, list))
          const all = ordered(kind, sort)
          let cursor: string | null = null
          let at = steps[0]?.direction === 'backward' ? all.length : -1
          for (const { size, edge, direction } of steps) {
            const way: Direction = cursor === null ? (steps[0]?.direction ?? direction) : direction
            const [from, to] = way === 'forward' ? [at + 1, at + 1 + size] : [Math.max(0, at - size), at]
            const first = cursor === null && way === 'forward'
            const now = await page(gateway, listQuery(kind, sort, first), windowOf(way, size, cursor))
            expect(now.keys).toEqual(all.slice(from, to))
            expect([now.total, now.exact]).toEqual([all.length, true])
            if (now.keys.length === 0) continue
            expect(now.hasNextPage).toBe(to < all.length)
            expect(now.hasPreviousPage).toBe(from > 0)
            expect([now.startCursor, now.endCursor]).toEqual([now.cursors[0], now.cursors.at(-1)])
            cursor = now.cursors[edge % now.cursors.length] ?? null
            at = from + (edge % now.cursors.length)
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  test('while rows come and go, those that were there all the time are visited exactly once, in order', async () => {
    // Between two pages: rows that are added, and places in the list whose rows are removed.
    const change = { added: fc.array(values, { maxLength: 6 }), removed: fc.array(fc.nat(), { maxLength: 6 }) }
    const step = fc.record({ ...change, edge: fc.option(fc.nat()), anchor: fc.nat(2) })
    await fc.assert(
      fc.asyncProperty(
        fc.array(values, { minLength: 3, maxLength: 40 }),
        sorts(kind),
        directions(kind),
        fc.integer({ min: 1, max: 9 }),
        fc.array(step, { maxLength: 12 }),
        async (list, sort, way, size, steps) => {
          put(kind, makeRows(kind, list))
          const lasting = new Set(ordered(kind, sort))
          const visited: string[] = []
          let cursor: string | null = null
          for (let index = 0; ; index++) {
            const first = cursor === null && way === 'forward'
            const now = await page(gateway, listQuery(kind, sort, first), windowOf(way, size, cursor))
            const all = ordered(kind, sort)
            expect(now.total).toBe(all.length)
            if (now.keys.length === 0) break
            expect(now.hasNextPage).toBe(now.keys.at(-1) !== all.at(-1))
            expect(now.hasPreviousPage).toBe(now.keys[0] !== all[0])

            // A client may go on from any row of the page: then it has visited the rows up to there.
            const { added = [], removed = [], edge = null, anchor = 0 } = steps[index] ?? {}
            const end = way === 'forward' ? now.keys.length - 1 : 0
            const from = edge === null ? end : edge % now.keys.length
            if (way === 'forward') visited.push(...now.keys.slice(0, from + 1))
            else visited.unshift(...now.keys.slice(from))
            if (from === end && !(way === 'forward' ? now.hasNextPage : now.hasPreviousPage)) break
            cursor = now.cursors[from] ?? null

            // A cursor finds its place again by its row and the two before it, so one of them stays.
            const place = all.indexOf(now.keys[from] ?? '')
            const gone = new Set(removed.map((one) => all[one % all.length] ?? ''))
            gone.delete(all[Math.max(0, place - anchor)] ?? '')
            for (const one of gone) lasting.delete(one)
            const staying = (upstream.rows[kind.rows] ?? []).filter((row) => !gone.has(keyOf(kind, row)))
            put(kind, [...staying, ...makeRows(kind, added, index + 1)])
          }
          expect(visited).toEqual([...new Set(visited)])
          expect(visited.filter((one) => lasting.has(one))).toEqual(
            ordered(kind, sort).filter((one) => lasting.has(one)),
          )
        },
      ),
      { numRuns: 100 },
    )
  })
})
