import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { VERSIONS, type Version } from '../contract/contract.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import {
  elementInstance,
  type IncidentRow,
  incident,
  job,
  key,
  type ProcessInstanceRow,
  processDefinition,
  processInstance,
  type UserTaskRow,
  userTask,
  variable,
} from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream, type UpstreamOptions } from './support/upstream.ts'

let upstream: Upstream
let gateway: RunningGateway

async function start(options: UpstreamOptions, config: Record<string, string> = {}): Promise<void> {
  upstream = await startUpstream(options)
  gateway = await startGateway(upstream, config)
}

afterEach(async () => {
  expectNoViolations(upstream)
  await gateway.close()
  await upstream.close()
})

/** Asks, and fails on any error in the answer. */
async function ask(query: string, headers?: Record<string, string>) {
  const { data, errors } = await gateway.ask(query, {}, headers)
  expect(errors).toBeUndefined()
  return data
}

const instanceRows = (count: number): ProcessInstanceRow[] =>
  Array.from({ length: count }, (_, index) => processInstance({ processInstanceKey: key(1_000 + index) }))

/** How often each operation was called. */
function calls(): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const operation of upstream.operations()) counts[operation] = (counts[operation] ?? 0) + 1
  return counts
}

/** The filters of the calls of an operation, in the order of the calls. */
const filtersOf = (operation: string) =>
  upstream.calls.filter((call) => call.operation === operation).map(({ body }) => (body as { filter?: object }).filter)

/** How many keys each `$in` of an operation's calls holds. */
const sizesOf = (operation: string, field: string) =>
  filtersOf(operation).map((filter) => (filter as Record<string, { $in?: string[] }> | undefined)?.[field]?.$in?.length)

const globalId = (type: string, own: string) => Buffer.from(`${type}:${own}`).toString('base64url')

describe.each(VERSIONS)('fifty instances with what belongs to them, on %s', (version) => {
  const most: Record<Version, number> = { '8.8': 52, '8.9': 52, '8.10': 3 }

  test('cost few calls, and each gets its own', async () => {
    const processInstances = instanceRows(50)
    const parent = (index: number) => processInstances[(index * 7) % 50]?.processInstanceKey ?? ''
    const incidents: IncidentRow[] = []
    const userTasks: UserTaskRow[] = []
    // Instance by instance from none to eight of each.
    for (let index = 0; index < 200; index++) {
      if (index % 9 < 4) continue
      incidents.push(incident({ incidentKey: key(5_000 + index), processInstanceKey: parent(index) }))
      userTasks.push(userTask({ userTaskKey: key(6_000 + index), processInstanceKey: parent(index * 3) }))
    }
    await start({ version, rows: { processInstances, incidents, userTasks } })
    const data = await ask(
      `{ processInstances(first: 50) { nodes {
        processInstanceKey
        processDefinition { name version }
        incidents(first: 5) { totalCount nodes { incidentKey } pageInfo { hasNextPage hasPreviousPage } }
        userTasks(first: 5) { totalCount nodes { userTaskKey } pageInfo { hasNextPage hasPreviousPage } }
      } } }`,
    )
    const firstFive = <Row extends { processInstanceKey: string }>(rows: Row[], own: keyof Row, owner: string) => {
      const all = rows.filter(({ processInstanceKey }) => processInstanceKey === owner)
      return {
        totalCount: all.length,
        nodes: all.slice(0, 5).map((row) => ({ [own]: row[own] })),
        pageInfo: { hasNextPage: all.length > 5, hasPreviousPage: false },
      }
    }
    expect(data.processInstances.nodes).toEqual(
      processInstances.map(({ processInstanceKey }) => ({
        processInstanceKey,
        processDefinition: { name: 'Order process', version: 1 },
        incidents: firstFive(incidents, 'incidentKey', processInstanceKey),
        userTasks: firstFive(userTasks, 'userTaskKey', processInstanceKey),
      })),
    )
    expect(upstream.operations().length).toBeLessThanOrEqual(most[version])
    if (version === '8.10')
      expect(calls()).toEqual({ searchProcessInstances: 1, searchIncidents: 1, searchUserTasks: 1 })
    if (version !== '8.8') expect(calls().searchIncidents).toBe(1)
  })
})

describe('children of many parents where the filter takes one parent only', () => {
  const question = `{ processInstances(first: 50) { nodes {
    userTasks(first: 2, filter: { state: { eq: CREATED } }) { totalCount }
  } } }`

  const tasks = (count: number, parents: number) =>
    Array.from({ length: count }, (_, index) =>
      userTask({
        userTaskKey: key(20_000 + index),
        processInstanceKey: key(1_000 + (index % parents)),
        state: 'CREATED',
      }),
    )
  const totals = (data: { processInstances: { nodes: Array<{ userTasks: { totalCount: number } }> } }) =>
    data.processInstances.nodes.map(({ userTasks }) => userTasks.totalCount)

  test('are one search when what the client asks for fits into one answer', async () => {
    await start({ version: '8.9', rows: { processInstances: instanceRows(50), userTasks: tasks(1_000, 50) } })
    expect(totals(await ask(question))).toEqual(Array.from({ length: 50 }, () => 20))
    expect(calls()).toEqual({ searchProcessInstances: 1, searchUserTasks: 1 })
  })

  test('are a search each when it does not, and the one for all is not tried again', async () => {
    await start({ version: '8.9', rows: { processInstances: instanceRows(50), userTasks: tasks(1_001, 7) } })
    const expected = Array.from({ length: 50 }, (_, index) => (index < 7 ? 143 : 0))
    expect(totals(await ask(question))).toEqual(expected)
    expect(calls()).toEqual({ searchProcessInstances: 1, searchUserTasks: 51 })
    upstream.forget()
    expect(totals(await ask(question))).toEqual(expected)
    expect(calls()).toEqual({ searchProcessInstances: 1, searchUserTasks: 50 })
  })

  test('are never searched for all together without a filter, where there may be very many', async () => {
    await start({ version: '8.9', rows: { processInstances: instanceRows(50), userTasks: tasks(10, 2) } })
    await ask('{ processInstances(first: 50) { nodes { userTasks(first: 2) { totalCount } } } }')
    expect(calls()).toEqual({ searchProcessInstances: 1, searchUserTasks: 50 })
  })

  test('for a few parents are a search each', async () => {
    await start({ version: '8.9', rows: { processInstances: instanceRows(4), userTasks: tasks(10, 2) } })
    await ask(question)
    expect(calls()).toEqual({ searchProcessInstances: 1, searchUserTasks: 4 })
  })
})

describe('the same is asked for once', () => {
  test('an instance by ten aliases', async () => {
    await start({ rows: { processInstances: instanceRows(1) } })
    const aliases = Array.from(
      { length: 10 },
      (_, index) => `a${index}: processInstance(processInstanceKey: "${key(1_000)}")`,
    )
    const data = await ask(`{ ${aliases.map((alias) => `${alias} { processInstanceKey state }`).join(' ')} }`)
    expect(Object.values(data)).toEqual(
      Array.from({ length: 10 }, () => ({ processInstanceKey: key(1_000), state: 'ACTIVE' })),
    )
    expect(upstream.operations()).toEqual(['getProcessInstance'])
  })

  test('a list by ten aliases, and one with another page or filter by its own call', async () => {
    const incidents = ['01', '03', '02'].map((day) =>
      incident({ processInstanceKey: key(1_001), creationTime: `2026-01-${day}T00:00:00.000Z` }),
    )
    await start({ rows: { processInstances: instanceRows(3), incidents } })
    const alias = (name: string, args: string) => `${name}: incidents${args} { nodes { creationTime } }`
    const same = Array.from({ length: 10 }, (_, index) => alias(`a${index}`, '(first: 2)'))
    const others = [
      alias('b', '(first: 1)'),
      alias('c', '(first: 2, filter: { state: { eq: RESOLVED } })'),
      alias('d', '(first: 2, sort: [{ field: creationTime }])'),
    ]
    const data = await ask(`{ processInstances { nodes { ${[...same, ...others].join(' ')} } } }`)
    const list = (...days: string[]) => ({
      nodes: days.map((day) => ({ creationTime: `2026-01-${day}T00:00:00.000Z` })),
    })
    expect(Object.values(data.processInstances.nodes[1])).toEqual([
      ...same.map(() => list('01', '03')),
      list('01'),
      list(),
      list('01', '02'),
    ])
    // The first two and the first one are cut from the same answer.
    expect(calls()).toEqual({ searchProcessInstances: 1, searchIncidents: 3 })
  })

  test('a definition by a thousand rows; later by none, but by each identity', async () => {
    await start(
      { rows: { processInstances: instanceRows(1_000), processDefinitions: [processDefinition()] } },
      { CAMUNDA_AUTH_STRATEGY: 'FORWARD' },
    )
    const query = '{ processInstances(first: 1000) { nodes { processDefinition { name resourceName } } } }'
    for (const [user, reads] of [
      ['alice', 1],
      ['alice', 0],
      ['bob', 1],
      ['bob', 0],
      ['alice', 0],
    ] as const) {
      upstream.forget()
      const data = await ask(query, { authorization: `Bearer ${user}` })
      const wanted = { processDefinition: { name: 'Order process', resourceName: 'order-process.bpmn' } }
      expect(data.processInstances.nodes).toEqual(Array.from({ length: 1_000 }, () => wanted))
      expect(calls()).toEqual({ searchProcessInstances: 1, ...(reads ? { getProcessDefinition: reads } : {}) })
      expect(new Set(upstream.calls.map(({ headers }) => headers.authorization))).toEqual(new Set([`Bearer ${user}`]))
    }
  })

  describe.each(VERSIONS)('many definitions, on %s', (version) => {
    const query = '{ processInstances(first: 50) { nodes { processDefinition { resourceName version } } } }'
    const resources = (data: Awaited<ReturnType<typeof ask>>) =>
      data.processInstances.nodes.map((node: { processDefinition: unknown }) => node.processDefinition)

    /** As many definitions as instances, the index-th of them with so many versions, of which the instance has the oldest. */
    async function startMany(versions: (index: number) => number) {
      const definitions = Array.from({ length: 50 }, (_, index) =>
        Array.from({ length: versions(index) }, (_, older) =>
          processDefinition({
            processDefinitionKey: key(1_000 * older + 100 + index),
            processDefinitionId: `process-${index}`,
            resourceName: `process-${index}.bpmn`,
            version: older + 1,
          }),
        ),
      )
      const processInstances = definitions.map(([first], index) => ({
        ...processInstance({ processInstanceKey: key(90_000 + index) }),
        processDefinitionKey: first?.processDefinitionKey ?? '',
        processDefinitionId: first?.processDefinitionId ?? '',
      }))
      await start({ version, rows: { processDefinitions: definitions.flat(), processInstances } })
    }

    const expected = Array.from({ length: 50 }, (_, index) => ({ resourceName: `process-${index}.bpmn`, version: 1 }))

    test('are one search by their ids, and later none', async () => {
      await startMany(() => 2)
      expect(resources(await ask(query))).toEqual(expected)
      expect(calls()).toEqual({ searchProcessInstances: 1, searchProcessDefinitions: 1 })
      const [filter] = filtersOf('searchProcessDefinitions') as Array<{ processDefinitionId: { $in: string[] } }>
      expect(filter?.processDefinitionId.$in.toSorted()).toEqual(expected.map((_, n) => `process-${n}`).toSorted())
      upstream.forget()
      expect(resources(await ask(query))).toEqual(expected)
      expect(calls()).toEqual({ searchProcessInstances: 1 })
    })

    test('are read by their keys where newer versions take all places', async () => {
      await startMany((index) => (index < 3 ? 100 : 1))
      expect(resources(await ask(query))).toEqual(expected)
      const { getProcessDefinition = 0, ...others } = calls()
      expect(others).toEqual({ searchProcessInstances: 1, searchProcessDefinitions: 1 })
      expect(getProcessDefinition).toBeGreaterThan(0)
      expect(getProcessDefinition).toBeLessThanOrEqual(50)
    })

    test('are read by their keys where the search is refused', async () => {
      await startMany(() => 1)
      upstream.fault = ({ operation }) => (operation === 'searchProcessDefinitions' ? { status: 403 } : undefined)
      expect(resources(await ask(query))).toEqual(expected)
      expect(calls()).toEqual({ searchProcessInstances: 1, searchProcessDefinitions: 1, getProcessDefinition: 50 })
    })

    test('that are not there are null each', async () => {
      await startMany(() => 1)
      const [gone, ...rest] = upstream.rows.processDefinitions
      upstream.rows.processDefinitions = rest
      const [first, ...others] = resources(await ask(query))
      expect(gone?.resourceName).toBe('process-0.bpmn')
      expect(first).toBeNull()
      expect(others).toEqual(expected.slice(1))
      expect(calls()).toEqual({ searchProcessInstances: 1, searchProcessDefinitions: 1, getProcessDefinition: 1 })
    })
  })

  test('but a definition that was not there, or not readable, is asked for again', async () => {
    await start({ rows: { processInstances: instanceRows(3) } })
    const query = '{ processInstances { nodes { processDefinition { resourceName } } } }'
    const none = { processInstances: { nodes: Array.from({ length: 3 }, () => ({ processDefinition: null })) } }
    expect(await ask(query)).toEqual(none)
    upstream.rows.processDefinitions = [processDefinition()]
    upstream.fault = ({ operation }) => (operation === 'getProcessDefinition' ? { status: 403 } : undefined)
    const { data, errors } = await gateway.ask(query)
    expect([data, errors?.length]).toEqual([none, 3])
    upstream.fault = undefined
    expect((await ask(query)).processInstances.nodes[2]).toEqual({
      processDefinition: { resourceName: 'order-process.bpmn' },
    })
    expect(calls()).toEqual({ searchProcessInstances: 3, getProcessDefinition: 3 })
  })
})

describe('rows that a search has answered', () => {
  const rows = () => ({
    processInstances: [1, 2, 3].map((n) => processInstance({ processInstanceKey: key(n) })),
    incidents: [1, 2, 3].map((n) => incident({ incidentKey: key(10 + n), processInstanceKey: key(n) })),
    variables: [
      variable({ variableKey: key(20), processInstanceKey: key(1), scopeKey: key(1), value: `"${'x'.repeat(9_000)}"` }),
    ],
  })

  test('are not read again by their keys', async () => {
    await start({ version: '8.10', rows: rows() })
    const data = await ask(`{ processInstances { nodes { incidents { nodes { processInstance { state startDate } } } } }
      again: node(id: "${Buffer.from(`ProcessInstance:${key(2)}`).toString('base64url')}") { id } }`)
    expect(data?.processInstances).toEqual({
      nodes: [1, 2, 3].map(() => ({
        incidents: { nodes: [{ processInstance: { state: 'ACTIVE', startDate: '2026-01-01T12:00:00.000Z' } }] },
      })),
    })
    // The root field by id is asked for before the list is there.
    expect(upstream.operations().sort()).toEqual(['getProcessInstance', 'searchIncidents', 'searchProcessInstances'])
  })

  test('are read again where a list shows less of them than a read', async () => {
    await start({ version: '8.10', rows: rows() })
    const data = await ask('{ variables { nodes { value(full: true) } } }')
    expect(data?.variables).toEqual({ nodes: [{ value: 'x'.repeat(9_000) }] })
    expect(upstream.operations()).toEqual(['searchVariables', 'getVariable'])
  })

  test('are read again after a command of the same request', async () => {
    await start({
      version: '8.10',
      rows: rows(),
      answers: {
        resolveIncident: () => {
          upstream.rows.incidents = upstream.rows.incidents.map((one) => ({ ...one, state: 'RESOLVED' }))
          return {}
        },
      },
    })
    const resolve = (n: number) => `resolveIncident(input: { incidentKey: "${key(10 + n)}" }) {
      incident { state processInstance { incidents { nodes { state } } } } }`
    const data = await ask(`mutation { a: ${resolve(1)} b: ${resolve(2)} }`)
    expect(JSON.stringify(data)).not.toContain('ACTIVE')
  })
})

describe('many rows by their keys', () => {
  test('are one search where the filter takes many keys', async () => {
    const parents = instanceRows(20)
    const processInstances = parents.map(({ processInstanceKey }) =>
      processInstance({ parentProcessInstanceKey: processInstanceKey }),
    )
    await start({ version: '8.8', rows: { processInstances: [...parents, ...processInstances] } })
    const data = await ask(
      '{ processInstances(filter: { parentProcessInstanceKey: { exists: true } }) { nodes { parentProcessInstance { processInstanceKey state } } } }',
    )
    expect(data.processInstances.nodes).toEqual(
      parents.map(({ processInstanceKey }) => ({ parentProcessInstance: { processInstanceKey, state: 'ACTIVE' } })),
    )
    expect(filtersOf('searchProcessInstances').slice(1)).toEqual([
      { processInstanceKey: { $in: parents.map(({ processInstanceKey }) => processInstanceKey) } },
    ])
    expect(upstream.operations()).toHaveLength(2)
  })

  test.each<[Version, Record<string, number>]>([
    ['8.8', { searchIncidents: 1, getElementInstance: 20 }],
    ['8.9', { searchIncidents: 1, getElementInstance: 20 }],
    ['8.10', { searchIncidents: 1, searchElementInstances: 1 }],
  ])('element instances on %s', async (version, expected) => {
    const elementInstances = Array.from({ length: 20 }, (_, index) =>
      elementInstance({ elementInstanceKey: key(2_000 + index), elementId: `task-${index}` }),
    )
    const incidents = elementInstances.map(({ elementInstanceKey }) => incident({ elementInstanceKey }))
    await start({ version, rows: { elementInstances, incidents } })
    const data = await ask('{ incidents { nodes { elementInstance { elementId } } } }')
    expect(data.incidents.nodes).toEqual(elementInstances.map(({ elementId }) => ({ elementInstance: { elementId } })))
    expect(calls()).toEqual(expected)
    if (version === '8.10') {
      expect(filtersOf('searchElementInstances')).toEqual([
        { $or: elementInstances.map(({ elementInstanceKey }) => ({ elementInstanceKey })) },
      ])
    }
  })

  test('are split where they are more than one filter takes', async () => {
    const processInstances = Array.from({ length: 2_500 }, (_, index) =>
      processInstance({ processInstanceKey: key(10_000 + index), parentProcessInstanceKey: key(20_000 + index) }),
    )
    const parents = processInstances
      .filter((_, index) => index % 10 > 0)
      .map(({ parentProcessInstanceKey }) => processInstance({ processInstanceKey: parentProcessInstanceKey ?? '' }))
    const incidents = processInstances
      .filter((_, index) => index % 4 === 0)
      .map(({ processInstanceKey }) => incident({ processInstanceKey }))
    await start(
      { rows: { processInstances: [...processInstances, ...parents], incidents } },
      { GATEWAY_MAX_PAGE_SIZE: '5000' },
    )
    const data = await ask(
      `{ processInstances(first: 2500) { nodes {
        parentProcessInstance { processInstanceKey state } incidents(first: 1) { totalCount } } } }`,
    )
    expect(data.processInstances.nodes).toEqual(
      processInstances.map((row, index) => ({
        parentProcessInstance:
          index % 10 > 0 ? { processInstanceKey: row.parentProcessInstanceKey, state: 'ACTIVE' } : null,
        incidents: { totalCount: index % 4 === 0 ? 1 : 0 },
      })),
    )
    expect(sizesOf('searchProcessInstances', 'processInstanceKey').slice(1)).toEqual([1_000, 1_000, 500])
    expect(sizesOf('searchIncidents', 'processInstanceKey')).toEqual([1_000, 1_000, 500])
    expect(upstream.operations()).toHaveLength(7)
  })

  test('of any kind by their global ids, with those that are missing', async () => {
    await start({
      rows: {
        processDefinitions: [processDefinition()],
        processInstances: instanceRows(2),
        elementInstances: [elementInstance({ elementInstanceKey: key(1) })],
        incidents: [incident({ incidentKey: key(2) }), incident({ incidentKey: key(3) })],
        jobs: [job({ jobKey: key(4) }), job({ jobKey: key(5) })],
        userTasks: [userTask({ userTaskKey: key(6) })],
        variables: [variable({ variableKey: key(7) }), variable({ variableKey: key(8) })],
      },
    })
    const asked: Array<[string, string]> = [
      ['ProcessInstance', key(1_000)],
      ['Job', key(5)],
      ['Incident', key(9)],
      ['ProcessDefinition', key(0)],
      ['Variable', key(8)],
      ['UserTask', key(6)],
      ['ProcessInstance', key(9)],
      ['ElementInstance', key(1)],
      ['Incident', key(3)],
      ['ElementInstance', key(9)],
      ['Job', key(4)],
      ['ProcessInstance', key(1_001)],
      ['Variable', key(7)],
      ['ProcessInstance', key(1_000)],
      ['Incident', key(2)],
    ]
    const ids = asked.map(([type, own]) => globalId(type, own))
    const data = await ask(`{ nodes(ids: ${JSON.stringify(ids)}) { __typename id } }`)
    expect(data.nodes).toEqual(
      asked.map(([type, own], index) => (own === key(9) ? null : { __typename: type, id: ids[index] })),
    )
    expect(calls()).toEqual({
      searchProcessInstances: 1,
      searchIncidents: 1,
      searchJobs: 1,
      searchVariables: 1,
      getProcessDefinition: 1,
      getElementInstance: 2,
      getUserTask: 1,
    })
  })
})

describe('lists below many parents', () => {
  test('level by level', async () => {
    const roots = instanceRows(10)
    const called = roots.flatMap(({ processInstanceKey }) =>
      [1, 2].map(() => processInstance({ parentProcessInstanceKey: processInstanceKey })),
    )
    const jobs = called.flatMap(({ processInstanceKey }) => [1, 2, 3].map(() => job({ processInstanceKey })))
    await start({ version: '8.8', rows: { processInstances: [...roots, ...called], jobs } })
    const data = await ask(
      `{ processInstances(filter: { parentProcessInstanceKey: { exists: false } }) { nodes {
        calledProcessInstances { nodes { processInstanceKey jobs { nodes { jobKey } } } } } } }`,
    )
    const jobsOf = (owner: string) => ({
      nodes: jobs.filter(({ processInstanceKey }) => processInstanceKey === owner).map(({ jobKey }) => ({ jobKey })),
    })
    expect(data.processInstances.nodes).toEqual(
      roots.map((root) => ({
        calledProcessInstances: {
          nodes: called
            .filter(({ parentProcessInstanceKey }) => parentProcessInstanceKey === root.processInstanceKey)
            .map(({ processInstanceKey }) => ({ processInstanceKey, jobs: jobsOf(processInstanceKey) })),
        },
      })),
    )
    expect(calls()).toEqual({ searchProcessInstances: 2, searchJobs: 1 })
  })

  test.each<[Version, number]>([
    ['8.9', 6],
    ['8.10', 1],
  ])('element instances on %s', async (version, searches) => {
    const processInstances = instanceRows(6)
    const elementInstances = Array.from({ length: 30 }, (_, index) =>
      elementInstance({
        elementInstanceKey: key(2_000 + index),
        processInstanceKey: key(1_000 + (index % 6)),
        elementId: `e${index % 4}`,
      }),
    )
    await start({ version, rows: { processInstances, elementInstances } })
    const data = await ask(
      `{ processInstances { nodes { elementInstances(first: 2, filter: { elementId: "e1" },
        sort: [{ field: elementInstanceKey, order: DESC }]) { totalCount nodes { elementInstanceKey } } } } }`,
    )
    expect(data.processInstances.nodes).toEqual(
      processInstances.map(({ processInstanceKey }) => {
        const own = elementInstances
          .filter((row) => row.processInstanceKey === processInstanceKey)
          .filter(({ elementId }) => elementId === 'e1')
          .toReversed()
        return {
          elementInstances: {
            totalCount: own.length,
            nodes: own.slice(0, 2).map(({ elementInstanceKey }) => ({ elementInstanceKey })),
          },
        }
      }),
    )
    expect(calls().searchElementInstances).toBeLessThanOrEqual(searches)
    if (version === '8.10') {
      expect(filtersOf('searchElementInstances')).toEqual([
        {
          elementId: 'e1',
          $or: processInstances.map(({ processInstanceKey }) => ({ processInstanceKey })),
        },
      ])
    }
  })

  test("element instances by the client's own alternatives, which many parents do not replace", async () => {
    const processInstances = instanceRows(400)
    const [first, , third] = processInstances.map(({ processInstanceKey }) => processInstanceKey)
    const elementInstances = processInstances.flatMap(({ processInstanceKey }, parent) =>
      ['a', 'b', 'c'].map((elementId, index) =>
        elementInstance({ elementInstanceKey: key(9_000 + parent * 3 + index), processInstanceKey, elementId }),
      ),
    )
    await start({ version: '8.10', rows: { processInstances, elementInstances } })
    const below = async (parents: number, or: string) => {
      const data = await ask(`{ processInstances(first: ${parents}) { nodes {
        elementInstances(first: 9, filter: { hasIncident: false, or: [${or}] }) { nodes { elementId } } } } }`)
      const pages: Array<{ elementInstances: { nodes: Array<{ elementId: string }> } }> = data.processInstances.nodes
      return pages.map((page) => page.elementInstances.nodes.map(({ elementId }) => elementId).join(''))
    }
    const either = '{ elementId: "a" }, { elementId: "b", type: SERVICE_TASK }'
    expect(await below(3, either)).toEqual(['ab', 'ab', 'ab'])
    expect(filtersOf('searchElementInstances')).toEqual([
      {
        hasIncident: false,
        $or: processInstances.slice(0, 3).flatMap(({ processInstanceKey }) => [
          { elementId: 'a', processInstanceKey },
          { elementId: 'b', type: 'SERVICE_TASK', processInstanceKey },
        ]),
      },
    ])
    // By the parent's own key it is an alternative for that parent alone.
    upstream.forget()
    expect(await below(3, `{ processInstanceKey: "${third}", elementId: "c" }`)).toEqual(['', '', 'c'])
    expect(await below(2, `{ processInstanceKey: "${third}" }`)).toEqual(['', ''])
    expect(filtersOf('searchElementInstances')).toEqual([
      { hasIncident: false, $or: [{ elementId: 'c', processInstanceKey: third }] },
    ])
    // No more alternatives than a search takes: parents are asked for in parts.
    upstream.forget()
    expect(await below(400, `${either}, { processInstanceKey: "${first}" }`)).toEqual(['abc', ...Array(399).fill('ab')])
    const sent = filtersOf('searchElementInstances') as Array<{ $or: unknown[] }>
    expect(sent.map(({ $or }) => $or.length)).toEqual([401, 400])
  })

  test('are split until the answer is whole, and are right', async () => {
    const counts = [700, 2, 0, 600, 10_050, 5, 1, 300]
    const incidents = counts.flatMap((count, parent) =>
      Array.from({ length: count }, (_, index) =>
        incident({
          incidentKey: key(100_000 + ((index * 7919) % 10_061) * 10 + parent),
          processInstanceKey: key(1_000 + parent),
          creationTime: `2026-01-0${1 + (index % 9)}T00:00:00.000Z`,
        }),
      ),
    )
    await start({ rows: { processInstances: instanceRows(counts.length), incidents } })
    const data = await ask(
      `{ processInstances { nodes { incidents(first: 3, sort: [{ field: creationTime, order: DESC }]) {
        totalCount totalCountIsExact nodes { incidentKey } pageInfo { hasNextPage } } } } }`,
    )
    const place = ({ creationTime, incidentKey }: IncidentRow) =>
      [-Date.parse(creationTime), BigInt(incidentKey)] as const
    expect(data.processInstances.nodes).toEqual(
      counts.map((count, parent) => ({
        incidents: {
          totalCount: Math.min(count, 10_000),
          totalCountIsExact: count <= 10_000,
          nodes: incidents
            .filter(({ processInstanceKey }) => processInstanceKey === key(1_000 + parent))
            .toSorted((a, b) => place(a)[0] - place(b)[0] || (place(a)[1] < place(b)[1] ? -1 : 1))
            .slice(0, 3)
            .map(({ incidentKey }) => ({ incidentKey })),
          pageInfo: { hasNextPage: count > 3 },
        },
      })),
    )
    // Eight do not fit, nor do four; [700, 2] and [0, 600] do, and [1, 300]; [10050, 5] ask for themselves.
    expect(sizesOf('searchIncidents', 'processInstanceKey').filter((size) => size !== undefined)).toEqual([
      8, 4, 4, 2, 2, 2, 2,
    ])
    expect(calls()).toEqual({ searchProcessInstances: 1, searchIncidents: 9 })
  })

  test('are right whatever their sizes', async () => {
    await start({})
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.nat(5), fc.nat(700)), { minLength: 1, maxLength: 9 }),
        fc.nat(60),
        fc.constantFrom('ASC', 'DESC'),
        async (counts, first, order) => {
          upstream.rows.processInstances = instanceRows(counts.length)
          upstream.rows.jobs = counts.flatMap((count, parent) =>
            Array.from({ length: count }, (_, index) =>
              job({
                jobKey: key(100_000 + index * 10 + parent),
                processInstanceKey: key(1_000 + parent),
                retries: index % 3,
              }),
            ),
          )
          upstream.forget()
          const data = await ask(
            `{ processInstances { nodes { jobs(first: ${first}, filter: { retries: { gt: 0 } }, sort: [{ field: jobKey, order: ${order} }]) {
              totalCount nodes { jobKey } pageInfo { hasNextPage } } } } }`,
          )
          expect(data.processInstances.nodes).toEqual(
            counts.map((_, parent) => {
              const own = upstream.rows.jobs.filter(
                ({ processInstanceKey, retries }) => processInstanceKey === key(1_000 + parent) && retries > 0,
              )
              const sorted = order === 'ASC' ? own : own.toReversed()
              return {
                jobs: {
                  totalCount: own.length,
                  nodes: sorted.slice(0, first).map(({ jobKey }) => ({ jobKey })),
                  pageInfo: { hasNextPage: own.length > first },
                },
              }
            }),
          )
          expect(calls().searchJobs).toBeLessThan(2 * counts.length)
        },
      ),
      { numRuns: 40 },
    )
  })
})

describe('what a row carries of its neighbour costs no call', () => {
  const rows = () => ({
    processDefinitions: [processDefinition()],
    processInstances: instanceRows(3),
    incidents: instanceRows(3).map(({ processInstanceKey }) => incident({ processInstanceKey })),
    userTasks: instanceRows(3).map(({ processInstanceKey }) => userTask({ processInstanceKey })),
  })

  test.each([
    [
      'processInstances',
      'processDefinition { __typename id processDefinitionKey processDefinitionId name version tenantId }',
    ],
    ['processInstances', 'rootProcessInstance { processInstanceKey }'],
    ['incidents', 'processInstance { processInstanceKey }'],
    ['incidents', 'processDefinition { processDefinitionKey processDefinitionId tenantId }'],
    ['userTasks', 'processInstance { id processInstanceKey processDefinitionId processDefinitionName }'],
    ['userTasks', 'processDefinition { name version }'],
    ['userTasks', 'processDefinition { ... on ProcessDefinition { name ... { version } } }'],
  ])('%s { %s }', async (list, relation) => {
    await start({ rows: rows() })
    const data = await ask(`{ ${list} { nodes { ${relation} } } }`)
    const nodes: object[] = data[list].nodes
    expect(nodes).toHaveLength(3)
    for (const node of nodes) {
      for (const neighbour of Object.values(node)) {
        for (const value of Object.values(neighbour)) expect([null, undefined, '']).not.toContain(value)
      }
    }
    expect(upstream.operations()).toEqual([`search${list.charAt(0).toUpperCase()}${list.slice(1)}`])
  })

  test('and what it does not carry costs one', async () => {
    await start({ rows: rows() })
    const data = await ask('{ incidents { nodes { processInstance { processInstanceKey state } } } }')
    expect(data.incidents.nodes).toEqual(
      instanceRows(3).map(({ processInstanceKey }) => ({ processInstance: { processInstanceKey, state: 'ACTIVE' } })),
    )
    expect(upstream.operations()).toEqual(['searchIncidents', 'searchProcessInstances'])
  })
})

describe('a filter on the parent’s own key, within the parent', () => {
  const own = key(1_000)
  const other = key(1_001)
  const query = (filter: string, field = 'incidents') =>
    `{ processInstance(processInstanceKey: "${own}") {
      list: ${field}(filter: { processInstanceKey: ${filter} }) {
        totalCount totalCountIsExact nodes { processInstanceKey } edges { cursor }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`

  const family = (): UpstreamOptions => ({
    rows: {
      processInstances: instanceRows(2),
      incidents: [own, own, other].map((processInstanceKey) => incident({ processInstanceKey })),
      userTasks: [own, own, other].map((processInstanceKey) => userTask({ processInstanceKey })),
    },
  })

  test.each([
    [`{ eq: "${other}" }`],
    [`{ neq: "${own}" }`],
    [`{ in: ["${other}", "${key(5)}"] }`],
    [`{ notIn: ["${own}"] }`],
    [`{ exists: false }`],
    [`{ in: [] }`],
  ])('that it cannot meet answers an empty page without a call: %s', async (filter) => {
    await start(family())
    const data = await ask(query(filter))
    expect(data.processInstance.list).toEqual({
      totalCount: 0,
      totalCountIsExact: true,
      nodes: [],
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    })
    expect(upstream.operations()).toEqual(['getProcessInstance'])
  })

  test.each([
    [`{ eq: "${own}" }`],
    [`{ neq: "${other}" }`],
    [`{ in: ["${other}", "${own}"] }`],
    [`{ notIn: ["${other}"] }`],
    [`{ exists: true }`],
  ])('that it meets changes nothing: %s', async (filter) => {
    await start(family())
    const data = await ask(query(filter))
    expect(data.processInstance.list).toMatchObject({
      totalCount: 2,
      nodes: [{ processInstanceKey: own }, { processInstanceKey: own }],
    })
    expect(filtersOf('searchIncidents')).toEqual([{ processInstanceKey: own }])
    // Its cursors are those of the list without the filter.
    const { cursor } = data.processInstance.list.edges[0]
    const on = await ask(
      `{ processInstance(processInstanceKey: "${own}") { incidents(after: "${cursor}") { nodes { state } } } }`,
    )
    expect(on.processInstance.incidents.nodes).toHaveLength(1)
  })

  test('as a bare key, for user tasks', async () => {
    await start(family())
    expect((await ask(query(`"${other}"`, 'userTasks'))).processInstance.list.totalCount).toBe(0)
    expect(calls().searchUserTasks).toBeUndefined()
    expect((await ask(query(`"${own}"`, 'userTasks'))).processInstance.list.totalCount).toBe(2)
  })

  test('is each parent’s own matter among many', async () => {
    await start(family())
    const data = await ask(
      `{ processInstances { nodes { incidents(filter: { processInstanceKey: { eq: "${other}" } }) { totalCount } } } }`,
    )
    expect(data.processInstances.nodes).toEqual([{ incidents: { totalCount: 0 } }, { incidents: { totalCount: 1 } }])
    expect(filtersOf('searchIncidents')).toEqual([{ processInstanceKey: other }])
  })
})

test.each([1, 4])('no more than %i calls are in work at once', async (most) => {
  const elementInstances = Array.from({ length: 40 }, () => elementInstance())
  const incidents = elementInstances.map(({ elementInstanceKey }) => incident({ elementInstanceKey }))
  await start({ rows: { elementInstances, incidents } }, { GATEWAY_MAX_UPSTREAM_CALLS: String(most) })
  upstream.fault = () => ({ delay: 5 })
  const data = await ask('{ incidents { nodes { elementInstance { elementInstanceKey state } } } }')
  expect(data.incidents.nodes).toEqual(
    elementInstances.map(({ elementInstanceKey }) => ({ elementInstance: { elementInstanceKey, state: 'ACTIVE' } })),
  )
  expect(calls()).toEqual({ searchIncidents: 1, getElementInstance: 40 })
  expect(upstream.peak).toBe(most)
})
