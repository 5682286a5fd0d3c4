import { describe, expect, test } from 'vitest'
import { startGateway } from './support/gateway.ts'
import { job, key, processInstance, userTask } from './support/rows.ts'
import { startUpstream, type UpstreamRows } from './support/upstream.ts'

/** Reads a row in one way after the other; the last one stays. */
type Reads = readonly object[]

const [KEY, OTHER] = [key(1), key(2)]
const WAIT_MS = 1_500

const TABLES = { userTasks: userTask, jobs: job, processInstances: processInstance }

/** What a command's payload shows of an object that reads so, one way after the other, once the command was accepted. */
async function ask(table: keyof typeof TABLES, reads: Reads, mutation: string, without: readonly string[] = []) {
  const keys = { userTasks: 'userTaskKey', jobs: 'jobKey', processInstances: 'processInstanceKey' }
  const rowOf = (more: object) => {
    const row = TABLES[table]({ [keys[table]]: KEY, ...more }) as unknown as Record<string, unknown>
    for (const field of without) if (!(field in more)) delete row[field]
    return row
  }
  await using upstream = await startUpstream({ version: '8.8', rows: { [table]: [rowOf(reads[0] ?? {})] } })
  await using gateway = await startGateway(upstream, {
    CAMUNDA_VERSION: '8.8',
    GATEWAY_READ_AFTER_WRITE_MS: String(WAIT_MS),
  })
  let count = 0
  upstream.fault = ({ operation }) => {
    if (!/^(get|search)/.test(operation)) return { status: 204 }
    const rows = upstream.rows as unknown as Record<keyof UpstreamRows, object[]>
    rows[table] = [rowOf(reads[Math.min(count++, reads.length - 1)] ?? {})]
    return undefined
  }
  const began = performance.now()
  const { data, errors } = await gateway.ask(mutation)
  return { data, errors, ms: performance.now() - began, operations: upstream.operations() }
}

const ASSIGN = `mutation { assignUserTask(input: { userTaskKey: "${KEY}", assignee: "bob" }) { userTask { assignee state } } }`
const UNASSIGN = `mutation { unassignUserTask(input: { userTaskKey: "${KEY}" }) { userTask { assignee } } }`
const update = (change: string, shown: string) =>
  `mutation { updateUserTask(input: { userTaskKey: "${KEY}", ${change} }) { userTask { ${shown} } } }`

describe('a task that a listener has corrected is answered as it reads', () => {
  test.each<[string, Reads, string, object]>([
    [
      'as soon as it has another assignee',
      [{ assignee: null }, { assignee: null }, { assignee: 'deputy' }],
      ASSIGN,
      { assignUserTask: { userTask: { assignee: 'deputy', state: 'CREATED' } } },
    ],
    [
      'as soon as its listeners are done, though it is as it was',
      [{ assignee: 'ann' }, { assignee: 'ann', state: 'ASSIGNING' }, { assignee: 'ann' }],
      ASSIGN,
      { assignUserTask: { userTask: { assignee: 'ann', state: 'CREATED' } } },
    ],
    [
      'not before its listeners are done',
      [{ assignee: 'bob', state: 'ASSIGNING' }, { assignee: 'bob', state: 'ASSIGNING' }, { assignee: 'deputy' }],
      ASSIGN,
      { assignUserTask: { userTask: { assignee: 'deputy', state: 'CREATED' } } },
    ],
    [
      'as soon as somebody else has it instead of nobody',
      [{ assignee: 'ann' }, { assignee: 'deputy' }],
      UNASSIGN,
      { unassignUserTask: { userTask: { assignee: 'deputy' } } },
    ],
    [
      'as soon as it has another priority',
      [{ priority: 50 }, { priority: 50, state: 'UPDATING' }, { priority: 70 }],
      update('priority: 80', 'priority'),
      { updateUserTask: { userTask: { priority: 70 } } },
    ],
    [
      'as soon as it has other candidates',
      [{ candidateGroups: ['a'] }, { candidateGroups: ['c'] }],
      update('candidateGroups: ["b"]', 'candidateGroups'),
      { updateUserTask: { userTask: { candidateGroups: ['c'] } } },
    ],
    [
      'at once where candidates were named twice',
      [{ candidateGroups: ['c', 'b'] }],
      update('candidateGroups: ["b", "b", "c"]', 'candidateGroups'),
      { updateUserTask: { userTask: { candidateGroups: ['c', 'b'] } } },
    ],
    [
      'once it is completed by somebody else',
      [{ assignee: 'ann' }, { assignee: 'ann', state: 'COMPLETED' }],
      ASSIGN,
      { assignUserTask: { userTask: { assignee: 'ann', state: 'COMPLETED' } } },
    ],
  ])('%s', async (_name, reads, mutation, expected) => {
    const { data, errors, ms } = await ask('userTasks', reads, mutation)
    expect(errors).toBeUndefined()
    expect(data).toEqual(expected)
    expect(ms).toBeLessThan(WAIT_MS)
  })

  test.each<[string, Reads, string, object]>([
    [
      'of its assignee',
      [{ assignee: 'deputy' }],
      ASSIGN,
      { assignUserTask: { userTask: { assignee: 'deputy', state: 'CREATED' } } },
    ],
    [
      'of its priority',
      [{ priority: 70 }],
      update('priority: 80', 'priority'),
      { updateUserTask: { userTask: { priority: 70 } } },
    ],
  ])('when the wait is over, where no change %s was seen', async (_name, reads, mutation, expected) => {
    const { data, errors } = await ask('userTasks', reads, mutation)
    expect(errors).toBeUndefined()
    expect(data).toEqual(expected)
  })

  test.each<[string, Reads]>([
    ['nobody has it yet', [{ assignee: null }]],
    ['its listeners are still at work', [{ assignee: 'ann', state: 'ASSIGNING' }]],
  ])('and not while %s', async (_name, reads) => {
    const { data, errors } = await ask('userTasks', reads, ASSIGN)
    expect(data).toEqual({ assignUserTask: { userTask: null } })
    expect(errors).toMatchObject([{ extensions: { code: 'NOT_YET_VISIBLE', retryable: false } }])
  })
})

describe('a field that the cluster leaves out says nothing', () => {
  test.each<[string, 'jobs' | 'processInstances' | 'userTasks', Reads, string[], string, object]>([
    [
      'an error that is not thrown yet',
      'jobs',
      [{}, {}, { state: 'ERROR_THROWN', errorCode: 'E' }],
      ['errorCode'],
      `mutation { throwJobError(input: { jobKey: "${KEY}", errorCode: "E" }) { job { state errorCode } } }`,
      { throwJobError: { job: { state: 'ERROR_THROWN', errorCode: 'E' } } },
    ],
    [
      'an instance that has not ended yet',
      'processInstances',
      [{}, {}, { state: 'TERMINATED' }],
      ['endDate'],
      `mutation { cancelProcessInstance(input: { processInstanceKey: "${KEY}" }) { processInstance { state endDate } } }`,
      { cancelProcessInstance: { processInstance: { state: 'TERMINATED', endDate: null } } },
    ],
    [
      'a task without an assignee',
      'userTasks',
      [{ assignee: 'ann' }, {}],
      ['assignee'],
      UNASSIGN,
      { unassignUserTask: { userTask: { assignee: null } } },
    ],
  ])('%s', async (_name, table, reads, without, mutation, expected) => {
    const { data, errors } = await ask(table, reads, mutation, without)
    expect(errors).toBeUndefined()
    expect(data).toEqual(expected)
  })
})

describe('what has gone further than the command is answered as it reads', () => {
  test.each<[string, 'jobs' | 'processInstances', Reads, string, object]>([
    [
      'a job that failed and was then completed',
      'jobs',
      [{ state: 'CREATED' }, { state: 'COMPLETED' }],
      `mutation { failJob(input: { jobKey: "${KEY}", retries: 2 }) { job { state } } }`,
      { failJob: { job: { state: 'COMPLETED' } } },
    ],
    [
      'a job whose retries were set again',
      'jobs',
      [{ retries: 0 }, { retries: 5 }],
      `mutation { updateJob(input: { jobKey: "${KEY}", retries: 3 }) { job { retries } } }`,
      { updateJob: { job: { retries: 5 } } },
    ],
    [
      'a job that was canceled with its instance',
      'jobs',
      [{ state: 'CREATED' }, { state: 'CANCELED' }],
      `mutation { completeJob(input: { jobKey: "${KEY}" }) { job { state } } }`,
      { completeJob: { job: { state: 'CANCELED' } } },
    ],
    [
      'an instance that has ended since',
      'processInstances',
      [{}, { state: 'COMPLETED', endDate: '2026-01-01T12:00:00.000Z' }],
      `mutation { migrateProcessInstance(input: { processInstanceKey: "${KEY}", targetProcessDefinitionKey: "${OTHER}", mappingInstructions: [] }) { processInstance { state } } }`,
      { migrateProcessInstance: { processInstance: { state: 'COMPLETED' } } },
    ],
  ])('%s', async (_name, table, reads, mutation, expected) => {
    const { data, errors, ms } = await ask(table, reads, mutation)
    expect(errors).toBeUndefined()
    expect(data).toEqual(expected)
    expect(ms).toBeLessThan(WAIT_MS)
  })
})
