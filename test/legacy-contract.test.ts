import { describe, expect, test } from 'vitest'
import { legacyTable } from '../contract/legacy/load.ts'
import { LEGACY_APIS, type LegacyTable } from '../contract/legacy/table.ts'
import type { Node } from '../contract/table.ts'
import { commandAnswers } from './support/camunda-8.6/answers.ts'
import { restAnswerer } from './support/camunda-8.6/rest.ts'
import { incident86, tasklistTask, userTask86 } from './support/camunda-8.6/rows.ts'
import { tasklistAnswerer } from './support/camunda-8.6/tasklist.ts'
import type { LegacyAnswer, LegacyServer } from './support/legacy/server.ts'
import { incidentRow, instanceRow, operateKey, variableRow } from './support/operate/rows.ts'
import { startOperate } from './support/operate/server.ts'

/** All that is played of 8.6, in one process. */
function startAll(fault?: () => LegacyAnswer | undefined) {
  return startOperate({
    rows: { 'process-instances': [instanceRow(1)], incidents: [incidentRow(2)], variables: [variableRow(3)] },
    beside: {
      'tasklist-v1': tasklistAnswerer({ tasks: [tasklistTask(7n)], variables: {}, forms: {}, brokenReads: false }),
      'camunda-8.6': restAnswerer({
        searches: true,
        incidents: [incident86(4)],
        userTasks: [userTask86(5)],
        answers: { ...commandAnswers },
        health: 'healthy',
      }),
    },
    fault,
  })
}

interface Sent {
  body?: unknown
  headers?: Record<string, string>
}

/** Sends a request as it is, and answers what was wrong with it or with its answer. */
async function violationsOf(server: LegacyServer, call: string, { body, headers = {} }: Sent = {}): Promise<string[]> {
  const [method = '', path = ''] = call.split(' ')
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
  await fetch(server.url + path, {
    method,
    headers: { ...type, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).then((response) => response.arrayBuffer())
  return server.violations.splice(0)
}

const INSTANCES = 'POST /v1/process-instances/search'
const TASKS = 'POST /v1/tasks/search'
const INCIDENTS = 'POST /v2/incidents/search'
const START = 'POST /v2/process-instances'

describe('requests that the real ones know', () => {
  test.each<[string, Sent?]>([
    [INSTANCES],
    [
      INSTANCES,
      {
        body: {
          filter: { key: 1, parentProcessInstanceKey: '1', state: 'ACTIVE', startDate: '2026-01-01T00:00:00.000+0000' },
          size: 1_000,
          sort: [{ field: 'endDate', order: 'DESC' }],
          searchAfter: [1, '2'],
        },
      },
    ],
    ['GET /v1/incidents/9007199254740995'],
    [TASKS, { body: { state: 'CREATED', priority: { gte: 0, lte: 100 }, searchAfter: ['1', '2'] } }],
    ['GET /v1/tasks/7'],
    ['GET /v1/forms/f?processDefinitionKey=1&version=2'],
    [INCIDENTS, { body: { filter: { state: 'ACTIVE' }, sort: [{ field: 'key', order: 'asc' }], page: { limit: 1 } } }],
    [START, { body: { processDefinitionKey: '1', variables: { any: ['thing'] } } }],
    ['POST /v2/incidents/1/resolution', { headers: { 'content-type': 'application/json' } }],
    ['GET /v2/topology'],
  ])('%s %j', async (call, sent) => {
    await using server = await startAll()
    expect(await violationsOf(server, call, sent)).toEqual([])
  })
})

describe('requests that they would refuse, or ignore in part', () => {
  test.each<[what: string, call: string, sent: Sent, words: string]>([
    ['a path', 'GET /v1/jobs/1', {}, 'no such operation'],
    ['a path of another version', 'GET /v2/process-instances/1', {}, 'no such operation'],
    ['a method', 'PUT /v1/process-instances/1', {}, 'no such operation'],
    ['a key in the path', 'GET /v1/process-instances/abc', {}, 'path key'],
    ['a query parameter', 'GET /v1/process-instances/1?full=true', {}, 'query parameter full is unknown'],
    ['a query parameter that is missing', 'GET /v1/forms/f', {}, 'processDefinitionKey is missing'],
    ['a field of the body', INSTANCES, { body: { page: {} } }, 'body.page is unknown'],
    ['a filter', INSTANCES, { body: { filter: { businessId: 'x' } } }, 'body.filter.businessId is unknown'],
    ['a filter that is ignored', 'POST /v1/process-definitions/search', { body: { filter: { versionTag: 'a' } } }, ''],
    ['a list where one value is wanted', INSTANCES, { body: { filter: { key: [1] } } }, 'body.filter.key'],
    ['a type', INSTANCES, { body: { filter: { incident: 'yes' } } }, 'must be a boolean'],
    ['a value of an enum', INSTANCES, { body: { filter: { state: 'TERMINATED' } } }, 'not one of ACTIVE COMPLETED'],
    ['a date', INSTANCES, { body: { filter: { startDate: '2026-01-01' } } }, 'body.filter.startDate'],
    ['a sort', INSTANCES, { body: { sort: [{ field: 'bogus', order: 'ASC' }] } }, 'body.sort[0].field is "bogus"'],
    ['a sort that breaks', INSTANCES, { body: { sort: [{ field: 'parentKey', order: 'ASC' }] } }, 'body.sort[0].field'],
    ['an order', INSTANCES, { body: { sort: [{ field: 'key', order: 'up' }] } }, 'body.sort[0].order'],
    ['a size', INSTANCES, { body: { size: 1_001 } }, 'above 1000'],
    ['a place with too few values', INSTANCES, { body: { searchAfter: [] } }, 'searchAfter: needs 1 values'],
    ['a place without a value', INSTANCES, { body: { searchAfter: [null] } }, 'searchAfter'],
    ['a media type', INSTANCES, { body: {}, headers: { 'content-type': 'text/plain' } }, 'content-type is text/plain'],
    ['what is accepted', INSTANCES, { headers: { accept: 'application/vnd.camunda.api.keys.string+json' } }, 'accept'],
    ['XML that is not accepted', 'GET /v1/process-definitions/1/xml', { headers: { accept: 'application/json' } }, ''],
    ['a filter of tasks', TASKS, { body: { tenantIds: ['a'] } }, 'body.tenantIds is unknown'],
    ['a key as a number', TASKS, { body: { processInstanceKey: 1 } }, 'must be a string'],
    [
      'half a range',
      TASKS,
      { body: { dueDate: { from: '2026-01-01T00:00:00.000+0000' } } },
      'body.dueDate.to is missing',
    ],
    ['two places', TASKS, { body: { searchAfter: ['1'], searchBefore: ['1'] } }, 'only one of searchAfter'],
    ['a priority', TASKS, { body: { priority: { eq: 101 } } }, 'above 100'],
    ['a sort of tasks', TASKS, { body: { sort: [{ field: 'name', order: 'ASC' }] } }, 'body.sort[0].field'],
    ['an operator', INCIDENTS, { body: { filter: { key: { $in: [1] } } } }, 'body.filter.key'],
    ['a filter that finds nothing', INCIDENTS, { body: { filter: { errorMessage: 'x' } } }, 'errorMessage is unknown'],
    ['a type of incident', INCIDENTS, { body: { filter: { errorType: 'RESOURCE_NOT_FOUND' } } }, 'not one of'],
    ['two places of a page', INCIDENTS, { body: { page: { searchAfter: [1], searchBefore: [1] } } }, 'only one of'],
    ['a member of a command', START, { body: { processDefinitionId: 'a', tags: [] } }, 'body.tags is unknown'],
    ['a member that is missing', 'POST /v2/jobs/1/error', { body: {} }, 'body.errorCode is missing'],
    ['one of two members', START, { body: { variables: {} } }, 'none of processDefinitionKey, processDefinitionId'],
    [
      'a member within a member',
      'POST /v2/process-instances/1/modification',
      { body: { terminateInstructions: [{ elementId: 'a' }] } },
      'body.terminateInstructions[0].elementId is unknown',
    ],
    ['a command without its media type', 'POST /v2/incidents/1/resolution', {}, 'content-type is missing'],
    ['a command without its body', 'POST /v2/jobs/activation', {}, 'the body is missing'],
    ['a body where none is taken', 'DELETE /v2/user-tasks/1/assignee', { body: {} }, 'takes no body'],
    ['an operation that is not played', 'POST /v2/clock/reset?x', {}, 'query parameter x'],
  ])('%s: %s %j', async (_, call, sent, words) => {
    await using server = await startAll()
    expect((await violationsOf(server, call, sent)).join('\n')).toContain(words || call)
  })

  test('an operation that nobody plays', async () => {
    await using server = await startAll()
    expect(await violationsOf(server, 'POST /api/logout')).toEqual([expect.stringContaining('it is not played')])
  })
})

describe('answers that they would not give', () => {
  const found = (row: object): LegacyAnswer => ({
    status: 200,
    body: { items: [{ ...instanceRow(1), ...row }], sortValues: ['1'], total: 1 },
  })
  const task = (changes: object): LegacyAnswer => ({ status: 200, body: { ...tasklistTask(7n), ...changes } })
  const problem = { status: 404, message: 'none', instance: 'x', type: 'Requested resource not found' }

  test.each<[what: string, call: string, answer: LegacyAnswer, words: string]>([
    ['a field', INSTANCES, found({ processName: 'x' }), 'items[0].processName is unknown'],
    ['a field that is not shown', 'GET /v1/variables/1', { status: 200, body: { truncated: true } }, 'truncated'],
    ['a field that is missing', INSTANCES, found({ processVersion: undefined }), 'items[0].processVersion is missing'],
    ['null for what is left out', INSTANCES, found({ endDate: null }), 'items[0].endDate must not be null'],
    ['a type', INSTANCES, found({ key: '1' }), 'items[0].key must be an integer'],
    ['a value of an enum', INSTANCES, found({ state: 'TERMINATED' }), 'items[0].state is "TERMINATED"'],
    ['a date', INSTANCES, found({ startDate: '2026-01-01T00:00:00Z' }), 'items[0].startDate'],
    ['no total', INSTANCES, { status: 200, body: { items: [], sortValues: [] } }, 'total is missing'],
    ['a status', INSTANCES, { status: 201, body: {} }, 'answer 201'],
    ['a status without its document', 'GET /v1/incidents/1', { status: 404, body: { title: 'x' } }, 'is missing'],
    [
      'a media type',
      'GET /v1/incidents/1',
      { status: 404, headers: { 'content-type': 'text/html' }, body: problem },
      'text/html',
    ],
    ['a field of a task that is left out', 'GET /v1/tasks/7', task({ assignee: undefined }), 'assignee is missing'],
    ['a key of a task as a number', 'GET /v1/tasks/7', task({ id: 7 }), 'id must be a string'],
    ['a field of a task', 'GET /v1/tasks/7', task({ elementInstanceKey: '1' }), 'elementInstanceKey is unknown'],
    ['a body of a command', 'POST /v2/jobs/1/completion', { status: 200, body: {} }, 'answer 200'],
    ['a command’s answer without a body', START, { status: 200 }, 'without a body'],
    [
      'a member of a command’s answer',
      START,
      { status: 200, body: { ...Object(commandAnswers.createProcessInstance?.body), tags: [] } },
      'tags is unknown',
    ],
    ['an incident of another API', 'GET /v2/incidents/1', { status: 200, body: incidentRow(2) }, 'type is unknown'],
  ])('%s: %s', async (_, call, answer, words) => {
    await using server = await startAll(() => answer)
    const body = call === START ? { processDefinitionId: 'a' } : undefined
    const violations = await violationsOf(server, call, body ? { body } : {})
    expect(violations.join('\n')).toContain(words)
  })

  test('what is not theirs is not held against them', async () => {
    await using server = await startAll(() => ({ status: 502, text: '<html>', foreign: true }))
    expect(await violationsOf(server, INSTANCES)).toEqual([])
  })
})

test('a server that was asked for what it does not know fails its test when it is closed', async () => {
  const server = await startAll()
  await fetch(`${server.url}/v1/jobs/1`)
  await expect(server.close()).rejects.toThrow('what it does not know')
})

describe.each(LEGACY_APIS)('the table of %s', (api) => {
  const table = legacyTable(api)

  test('names no type that it does not have, and has none that it does not name', () => {
    const named = new Set<string>(
      Object.values(table.operations).some(({ problems }) => problems.length > 0) ? ['Problem'] : [],
    )
    for (const node of nodesOf(table)) if ('ref' in node) named.add(node.ref)
    expect([...named].toSorted()).toEqual(Object.keys(table.types).toSorted())
  })

  test('has for each operation what is in its path, and a good answer', () => {
    for (const [name, { path, parameters = {}, answers }] of Object.entries(table.operations)) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter)
      expect(Object.keys(parameters), name).toEqual(inPath)
      expect(
        Object.keys(answers).some((status) => status.startsWith('2')),
        name,
      ).toBe(true)
    }
  })
})

function* nodesOf({ types, operations, anywhere }: LegacyTable): Generator<Node> {
  for (const type of Object.values(types)) yield* within(type)
  for (const { parameters = {}, query = {}, body, answers } of Object.values(operations)) {
    for (const field of [...Object.values(parameters), ...Object.values(query)]) yield* within(field)
    if (body) yield* within(body.type)
    for (const byMedia of Object.values(answers)) for (const node of Object.values(byMedia)) yield* within(node)
  }
  for (const byMedia of Object.values(anywhere)) for (const node of Object.values(byMedia)) yield* within(node)
}

function* within(node: Node): Generator<Node> {
  yield node
  if ('array' in node) yield* within(node.array)
  if ('oneOf' in node) for (const one of node.oneOf) yield* within(one)
  if ('fields' in node) {
    for (const field of Object.values(node.fields)) yield* within(field)
    if (node.open) yield* within(node.open)
  }
}

test('keys beyond what a JavaScript number holds are held against the tables, too', async () => {
  await using server = await startAll()
  expect(await violationsOf(server, `GET /v1/process-instances/${operateKey(1)}`)).toEqual([])
})
