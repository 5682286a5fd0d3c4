import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startGateway } from './support/gateway.ts'
import { incident, job, key, processInstance } from './support/rows.ts'
import { strictStand } from './support/stand.ts'
import { type RecordedCall, startUpstream, type UpstreamOptions } from './support/upstream.ts'

const KEY = key(1)
const LEGACY = '0b9c41e8-9f3e-4f6a-8a5b-2f1d5a6c7e80'

const batch = (fields: object = {}) => ({
  actorId: 'ada',
  actorType: 'USER',
  batchOperationKey: KEY,
  batchOperationType: 'CANCEL_PROCESS_INSTANCE',
  endDate: null,
  errors: [{ partitionId: 2, type: 'QUERY_FAILED', message: 'down' }],
  operationsCompletedCount: 1,
  operationsFailedCount: 1,
  operationsTotalCount: 3,
  startDate: '2026-01-01T12:00:00.000Z',
  state: 'ACTIVE',
  ...fields,
})

const item = (n: number, fields: object = {}) => ({
  batchOperationKey: KEY,
  errorMessage: null,
  itemKey: key(n),
  operationType: 'CANCEL_PROCESS_INSTANCE',
  processInstanceKey: key(n),
  processedDate: null,
  rootProcessInstanceKey: null,
  state: 'ACTIVE',
  ...fields,
})

const start = (options: UpstreamOptions = {}) =>
  strictStand({ version: '8.10', ...options, rows: { batchOperations: [batch()], ...options.rows } })

const name = (command: string) => command.charAt(0).toUpperCase() + command.slice(1)
const mutation = (command: string, fields = 'batchOperationKey batchOperationType') =>
  `mutation ($input: ${name(command)}Input!) { ${command}(input: $input) { ${fields} } }`

describe('reads', () => {
  const FIELDS = `actorId actorType batchOperationKey batchOperationType endDate errors { partitionId type message }
    operationsCompletedCount operationsFailedCount operationsTotalCount startDate state`

  test('one by its key is one call, also by an id that is no number', async () => {
    await using stand = await start({ rows: { batchOperations: [batch(), batch({ batchOperationKey: LEGACY })] } })
    const one = (of: string) => stand.ask(`{ batchOperation(batchOperationKey: "${of}") { id ${FIELDS} } }`)
    const { id, ...shown } = (await one(KEY)).batchOperation
    expect(shown).toEqual(batch())
    expect(stand.wire()).toEqual([[`GET /batch-operations/${KEY}`]])
    expect((await one(LEGACY)).batchOperation.batchOperationKey).toBe(LEGACY)
    const { node } = await stand.ask(`{ node(id: "${id}") { ... on BatchOperation { state } } }`)
    expect(node).toEqual({ state: 'ACTIVE' })
  })

  test.each([
    [
      'operationType: { in: [CANCEL_PROCESS_INSTANCE, UPDATE_JOB] }',
      { $in: ['CANCEL_PROCESS_INSTANCE', 'UPDATE_JOB'] },
    ],
    ['state: { neq: COMPLETED }', { $neq: 'COMPLETED' }],
    [`batchOperationKey: { notIn: ["${LEGACY}"] }`, { $notIn: [LEGACY] }],
    ['actorId: { like: "a*" }', { $like: 'a*' }],
    ['actorType: USER', 'USER'],
  ])('a list by %s', async (filter, sent) => {
    await using stand = await start()
    await stand.ask(`{ batchOperations(first: 2, filter: { ${filter} }, sort: [{ field: operationType }, { field: startDate, order: DESC }]) {
      totalCount } }`)
    const [field = ''] = filter.split(':')
    expect(stand.wire()).toEqual([
      [
        'POST /batch-operations/search',
        {
          filter: { [field]: sent },
          sort: [
            { field: 'operationType', order: 'ASC' },
            { field: 'startDate', order: 'DESC' },
            { field: 'batchOperationKey', order: 'ASC' },
          ],
          page: { limit: 2 },
        },
      ],
    ])
  })

  test.each([
    ['batchOperations(filter: { actorId: { eq: "ada" } })', '8.8', 'NOT_SUPPORTED'],
    ['batchOperations(filter: { operationType: { eq: UPDATE_JOB } })', '8.9', 'NOT_SUPPORTED'],
    ['batchOperationItems(filter: { operationType: { eq: RESOLVE_INCIDENT } })', '8.8', 'NOT_SUPPORTED'],
    ['batchOperationItems(filter: { state: { eq: SKIPPED } })', '8.10', 'GRAPHQL_VALIDATION_FAILED'],
  ] as const)('%s is refused before any call on %s', async (field, version, code) => {
    await using stand = await start({ version })
    expect(await stand.refused(`{ ${field} { totalCount } }`)).toEqual([code])
    expect(stand.wire()).toEqual([])
  })

  test('items have what they are about, a page in a call for each kind, and below many batches they are one search', async () => {
    const batchOperationItems = [
      item(10),
      item(11, { operationType: 'RESOLVE_INCIDENT', itemKey: key(20), errorMessage: 'gone', state: 'FAILED' }),
      item(12, { operationType: 'UPDATE_JOB', itemKey: key(30), batchOperationKey: LEGACY }),
      item(13, {
        operationType: 'DELETE_DECISION_INSTANCE',
        itemKey: key(40),
        processInstanceKey: null,
        batchOperationKey: LEGACY,
      }),
    ]
    await using stand = await start({
      rows: {
        batchOperations: [batch(), batch({ batchOperationKey: LEGACY })],
        batchOperationItems,
        processInstances: [10, 11, 12].map((n) => processInstance({ processInstanceKey: key(n) })),
        incidents: [incident({ incidentKey: key(20) })],
        jobs: [job({ jobKey: key(30) })],
      },
    })
    const { batchOperations } = await stand.ask(`{ batchOperations { nodes { items(first: 5) { totalCount nodes {
      itemKey errorMessage state batchOperation { batchOperationKey } processInstance { processInstanceKey }
      target { __typename ... on ProcessInstance { state } ... on Incident { errorType } ... on Job { retries } }
      decisionInstances { totalCount } } } } } }`)
    const [legacy, own] = batchOperations.nodes
    expect(own.items.nodes).toMatchObject([
      { batchOperation: { batchOperationKey: KEY }, target: { __typename: 'ProcessInstance' } },
      { errorMessage: 'gone', state: 'FAILED', target: { __typename: 'Incident' } },
    ])
    expect(legacy.items.nodes).toMatchObject([
      { processInstance: { processInstanceKey: key(12) }, target: { __typename: 'Job' } },
      { processInstance: null, target: null, decisionInstances: { totalCount: 0 } },
    ])
    const calls = stand.wire()
    expect(calls.map(([call]) => call).sort()).toEqual([
      `GET /incidents/${key(20)}`,
      `GET /process-instances/${key(10)}`,
      'POST /batch-operation-items/search',
      'POST /batch-operations/search',
      'POST /decision-instances/search',
      'POST /jobs/search',
    ])
    expect(calls.find(([call]) => call.includes('items'))?.[1]).toMatchObject({
      filter: { batchOperationKey: { $in: [LEGACY, KEY] } },
    })
  })

  test('a process instance has its items', async () => {
    await using stand = await start({
      rows: {
        processInstances: [processInstance({ processInstanceKey: key(10) })],
        batchOperationItems: [item(10), item(11)],
      },
    })
    const { processInstance: found } = await stand.ask(`{ processInstance(processInstanceKey: "${key(10)}") {
      batchOperationItems(filter: { state: { in: [ACTIVE] } }) { nodes { itemKey batchOperation { state } } } } }`)
    expect(found.batchOperationItems.nodes).toEqual([{ itemKey: key(10), batchOperation: { state: 'ACTIVE' } }])
  })
})

const created = (batchOperationType: string) => () => ({ body: { batchOperationKey: KEY, batchOperationType } })

/** Each command, where it goes, what else it takes, and what comes of it in the body. */
const COMMANDS = [
  ['cancelProcessInstancesBatchOperation', 'process-instances/cancellation', 'CANCEL_PROCESS_INSTANCE', {}, '8.8'],
  ['deleteProcessInstancesBatchOperation', 'process-instances/deletion', 'DELETE_PROCESS_INSTANCE', {}, '8.9'],
  [
    'migrateProcessInstancesBatchOperation',
    'process-instances/migration',
    'MIGRATE_PROCESS_INSTANCE',
    {
      migrationPlan: {
        targetProcessDefinitionKey: key(5),
        mappingInstructions: [{ sourceElementId: 'a', targetElementId: 'b' }],
      },
    },
    '8.8',
  ],
  [
    'modifyProcessInstancesBatchOperation',
    'process-instances/modification',
    'MODIFY_PROCESS_INSTANCE',
    { moveInstructions: [{ sourceElementId: 'a', targetElementId: 'b' }] },
    '8.8',
  ],
  ['resolveIncidentsBatchOperation', 'process-instances/incident-resolution', 'RESOLVE_INCIDENT', {}, '8.8'],
  ['suspendProcessInstancesBatchOperation', 'process-instances/suspension', 'SUSPEND_PROCESS_INSTANCE', {}, '8.10'],
  ['resumeProcessInstancesBatchOperation', 'process-instances/resumption', 'RESUME_PROCESS_INSTANCE', {}, '8.10'],
] as const

describe('commands for many', () => {
  const filter = {
    processDefinitionId: { in: ['order'] },
    hasIncident: true,
    startDate: { lt: '2026-01-01T00:00:00Z' },
    or: [{ businessId: { like: 'A*' } }, { variables: [{ name: 'total', value: { eq: '1' } }] }],
  }
  const sent = {
    processDefinitionId: 'order',
    hasIncident: true,
    startDate: { $lt: '2026-01-01T00:00:00Z' },
    $or: [{ businessId: { $like: 'A*' } }, { variables: [{ name: 'total', value: '1' }] }],
  }

  test.each(COMMANDS)('%s takes the filter of its list', async (command, path, type, rest) => {
    await using stand = await start({ answers: { [command]: created(type) } })
    const data = await stand.ask(mutation(command), { input: { filter, operationReference: 7, ...rest } })
    expect(data[command]).toEqual({ batchOperationKey: KEY, batchOperationType: type })
    expect(stand.wire()).toEqual([[`POST /${path}`, { filter: sent, operationReference: 7, ...rest }]])
  })

  test('updateJobsBatchOperation takes that of jobs, and what to change', async () => {
    await using stand = await start({ answers: { updateJobsBatchOperation: created('UPDATE_JOB') } })
    await stand.ask(mutation('updateJobsBatchOperation'), {
      input: { filter: { type: { eq: 'pay' }, retries: { lte: 0 } }, retries: 3, priority: null },
    })
    expect(stand.wire()).toEqual([
      ['POST /jobs/batch-update', { filter: { type: 'pay', retries: { $lte: 0 } }, changeset: { retries: 3 } }],
    ])
  })

  test('deleteDecisionInstancesBatchOperation takes that of decision instances', async () => {
    await using stand = await start({
      answers: { deleteDecisionInstancesBatchOperation: created('DELETE_DECISION_INSTANCE') },
    })
    await stand.ask(mutation('deleteDecisionInstancesBatchOperation'), {
      input: { filter: { decisionDefinitionId: 'dish', state: { eq: 'FAILED' } } },
    })
    expect(stand.wire()).toEqual([
      ['POST /decision-instances/deletion', { filter: { decisionDefinitionId: 'dish', state: 'FAILED' } }],
    ])
  })

  const all = COMMANDS.map(([command, , , rest, since]) => [command, rest, 'processInstanceKey', since] as const)
  test.each([
    ...all,
    ['updateJobsBatchOperation', { retries: 1 }, 'jobKey', '8.10'],
    ['deleteDecisionInstancesBatchOperation', {}, 'decisionEvaluationInstanceKey', '8.9'],
  ] as const)(
    '%s is not carried out for nothing, nor for everything unless told so',
    async (command, rest, own, since) => {
      await using stand = await start({ answers: { [command]: created('CANCEL_PROCESS_INSTANCE') } })
      const message = async (filtered: object) =>
        (await stand.gateway.ask(mutation(command), { input: { filter: filtered, ...rest } })).errors?.[0]
      const everything = `input.filter: without a condition this would be for all there are. Say so if you mean it: { ${own}: { exists: true } }.`
      for (const [given, said] of [
        [{ [own]: { in: [] } }, /^input.filter: an empty `in` matches nothing/],
        [{}, everything],
        [{ [own]: { notIn: [] } }, everything],
        [{ [own]: { eq: null } }, /null is no value/],
        [{ [own]: {} }, /give an operator/],
      ] as const) {
        expect(await message(given)).toMatchObject({
          message: typeof said === 'string' ? said : expect.stringMatching(said),
          extensions: { code: 'BAD_USER_INPUT' },
        })
      }
      expect(stand.wire()).toEqual([])
      expect(await message({ [own]: { exists: true } })).toBeUndefined()
      expect(stand.wire()).toMatchObject([[expect.any(String), { filter: { [own]: { $exists: true } } }]])
      if (since === '8.8') return
      await using old = await start({ version: since === '8.10' ? '8.9' : '8.8' })
      const asked = { input: { filter: { [own]: { eq: key(3) } }, ...rest } }
      expect(await old.refused(mutation(command), asked)).toEqual(['NOT_SUPPORTED'])
      expect(old.wire()).toEqual([])
    },
  )

  test.each([
    [{ state: { eq: 'COMPLETED' }, hasIncident: true }, 'input.filter.state'],
    [{ parentProcessInstanceKey: { eq: key(2) } }, 'input.filter.parentProcessInstanceKey'],
    [{ batchOperationId: { eq: 'a' }, batchOperationKey: { eq: 'b' } }, 'input.filter'],
    [{ processInstanceKey: { eq: 'x' } }, 'input.filter.processInstanceKey.eq'],
    [
      { or: [{ startDate: { gt: '2026-02-01T00:00:00Z', lt: '2026-01-01T00:00:00Z' } }] },
      'input.filter.or[0].startDate',
    ],
    [
      { processInstanceKey: { in: Array.from({ length: 1_001 }, (_, n) => key(n)) } },
      'input.filter.processInstanceKey.in',
    ],
  ])('a filter that Camunda would ignore or cannot answer is refused: %j', async (given, argument) => {
    await using stand = await start()
    const { errors } = await stand.gateway.ask(mutation('cancelProcessInstancesBatchOperation'), {
      input: { filter: given },
    })
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument } }])
    expect(stand.wire()).toEqual([])
  })

  test('what Camunda puts over the filter may be said', async () => {
    await using stand = await start({
      answers: { cancelProcessInstancesBatchOperation: created('CANCEL_PROCESS_INSTANCE') },
    })
    const own = { state: { eq: 'ACTIVE' }, parentProcessInstanceKey: { exists: false } }
    await stand.ask(mutation('cancelProcessInstancesBatchOperation'), { input: { filter: own } })
    expect(stand.wire()).toMatchObject([[expect.any(String), { filter: { state: 'ACTIVE' } }]])
  })

  test.each([
    ['modifyProcessInstancesBatchOperation', { moveInstructions: [] }],
    ['updateJobsBatchOperation', { retries: null }],
    ['updateJobsBatchOperation', { timeout: Number.MAX_SAFE_INTEGER }],
    [
      'migrateProcessInstancesBatchOperation',
      { migrationPlan: { targetProcessDefinitionKey: 'x', mappingInstructions: [] } },
    ],
    ['cancelProcessInstancesBatchOperation', { requestTimeout: 5 }],
    ['cancelProcessInstancesBatchOperation', { awaitCompletion: true, requestTimeout: -1 }],
    ['cancelProcessInstancesBatchOperation', { awaitCompletion: true, requestTimeout: 3_600_000 }],
  ])('%s with %j is refused before the call', async (command, rest) => {
    await using stand = await start()
    const own = command === 'updateJobsBatchOperation' ? { jobKey: { eq: KEY } } : { processInstanceKey: { eq: KEY } }
    expect(await stand.refused(mutation(command), { input: { filter: own, ...rest } })).toEqual(['BAD_USER_INPUT'])
    expect(stand.wire()).toEqual([])
  })

  test('filters and references of newer versions are refused', async () => {
    await using stand = await start({ version: '8.8' })
    const cancel = mutation('cancelProcessInstancesBatchOperation')
    for (const input of [
      { filter: { businessId: { eq: 'A' } } },
      { filter: { processInstanceKey: { eq: KEY } }, operationReference: 1 },
    ]) {
      expect(await stand.refused(cancel, { input })).toEqual(['NOT_SUPPORTED'])
    }
    expect(stand.wire()).toEqual([])
  })
})

describe('payloads', () => {
  const CANCEL = 'cancelProcessInstancesBatchOperation'
  const input = { filter: { hasIncident: true } }
  const problem = { type: 'about:blank', title: 'NOT_FOUND', status: 404, detail: 'none', instance: '/v2' }
  /** Reads that answer one after the other; the last one goes on. */
  const reads = (...answers: Array<object | null>) => {
    let at = 0
    return () => {
      const row = answers[Math.min(at++, answers.length - 1)]
      return row ? { body: row } : { status: 404, body: problem }
    }
  }
  const begin = (getBatchOperation: (call: RecordedCall) => object) =>
    start({ answers: { [CANCEL]: created('CANCEL_PROCESS_INSTANCE'), getBatchOperation } })

  test('have the batch operation as soon as it can be read', async () => {
    await using stand = await begin(reads(null, batch({ state: 'CREATED', startDate: null })))
    const data = await stand.ask(mutation(CANCEL, 'batchOperation { state operationsTotalCount }'), { input })
    expect(data[CANCEL].batchOperation).toEqual({ state: 'CREATED', operationsTotalCount: 3 })
    expect(stand.upstream.operations()).toEqual([CANCEL, 'getBatchOperation', 'getBatchOperation'])
  })

  test('have it at its end when told to await that', async () => {
    const ended = batch({ state: 'COMPLETED', endDate: '2026-01-01T12:00:01.000Z', operationsCompletedCount: 3 })
    await using stand = await begin(reads(null, batch(), batch({ state: 'SUSPENDED' }), ended))
    const asked = { input: { ...input, awaitCompletion: true, requestTimeout: 20_000 } }
    const data = await stand.ask(mutation(CANCEL, 'batchOperation { state operationsCompletedCount }'), asked)
    expect(data[CANCEL].batchOperation).toEqual({ state: 'COMPLETED', operationsCompletedCount: 3 })
    expect(stand.upstream.operations()).toHaveLength(5)
    // Where it is not asked for, nothing waits.
    stand.upstream.forget()
    await stand.ask(mutation(CANCEL), asked)
    expect(stand.wire()).toEqual([['POST /process-instances/cancellation', input]])
  })

  test('name it, and say that it goes on, when it has not ended in time', async () => {
    await using stand = await begin(reads(batch()))
    const asked = { input: { ...input, awaitCompletion: true, requestTimeout: 60 } }
    const { data, errors } = await stand.gateway.ask(
      mutation(CANCEL, 'batchOperationKey batchOperation { state }'),
      asked,
    )
    expect(data).toEqual({ [CANCEL]: { batchOperationKey: KEY, batchOperation: null } })
    expect(errors).toMatchObject([
      {
        message: `Batch operation ${KEY} was not at its end within 60 ms, and goes on. Ask for it by batchOperation(batchOperationKey: "${KEY}").`,
        extensions: { code: 'NOT_YET_VISIBLE', operation: CANCEL, retryable: false },
      },
    ])
  })

  test('wait no longer than the request may, less the way', async () => {
    const upstream = await startUpstream({
      version: '8.10',
      answers: { [CANCEL]: created('CANCEL_PROCESS_INSTANCE'), getBatchOperation: reads(batch()) },
    })
    await using _upstream = upstream
    const gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.10', GATEWAY_REQUEST_TIMEOUT_MS: '1000' })
    const ask = (more: object) =>
      gateway.ask(mutation(CANCEL, 'batchOperationKey batchOperation { state }'), {
        input: { ...input, awaitCompletion: true, ...more },
      })
    expect((await ask({ requestTimeout: 950 })).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
    expect(upstream.operations()).toEqual([])
    const { data, errors } = await ask({})
    expect(data).toMatchObject({ [CANCEL]: { batchOperationKey: KEY } })
    expect(errors).toMatchObject([{ extensions: { code: 'NOT_YET_VISIBLE' } }])
    await gateway.close()
  })

  test('of other commands have the batch operation, too', async () => {
    await using stand = await start({
      rows: { processInstances: [processInstance({ processInstanceKey: key(10) })] },
      answers: {
        resolveProcessInstanceIncidents: created('RESOLVE_INCIDENT'),
        deleteResource: () => ({ body: { resourceKey: key(4), batchOperation: null } }),
      },
    })
    const { resolveProcessInstanceIncidents: resolved, deleteResource: deleted } = await stand.ask(
      `mutation {
        resolveProcessInstanceIncidents(input: { processInstanceKey: "${key(10)}" }) { batchOperation { state } }
        deleteResource(input: { resourceKey: "${key(4)}" }) { batchOperation { state } }
      }`,
    )
    expect([resolved, deleted]).toEqual([{ batchOperation: { state: 'ACTIVE' } }, { batchOperation: null }])
  })

  test.each([
    ['suspendBatchOperation', 'suspension', 'SUSPENDED'],
    ['resumeBatchOperation', 'resumption', 'ACTIVE'],
    ['cancelBatchOperation', 'cancellation', 'CANCELED'],
  ])('%s is awaited', async (command, path, state) => {
    const before = command === 'resumeBatchOperation' ? 'SUSPENDED' : 'ACTIVE'
    await using stand = await start({
      answers: {
        [command]: () => ({}),
        getBatchOperation: reads(
          batch({ state: before, batchOperationKey: LEGACY }),
          batch({ state, batchOperationKey: LEGACY }),
        ),
      },
    })
    const run = (batchOperationKey: string) =>
      stand.gateway.ask(mutation(command, 'batchOperation { state }'), { input: { batchOperationKey } })
    expect((await run(LEGACY)).data).toEqual({ [command]: { batchOperation: { state } } })
    expect(stand.wire()).toEqual([
      [`POST /batch-operations/${LEGACY}/${path}`, {}],
      [`GET /batch-operations/${LEGACY}`],
      [`GET /batch-operations/${LEGACY}`],
    ])
    expect((await run('')).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
    expect(stand.wire()).toEqual([])
    stand.upstream.answers[command] = () => ({ status: 404, body: problem })
    expect((await run(LEGACY)).errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }])
  })
})

test('a policy that keeps variables or businesses secret keeps them out of the filters of commands, too', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'policy-'))
  const file = join(folder, 'policy.json')
  const deny = ['searchVariables', 'ProcessInstance.businessId', 'Query.batchOperationItems']
  await writeFile(file, JSON.stringify({ rules: [{ name: 'r', deny }] }))
  await using upstream = await startUpstream({
    version: '8.10',
    answers: { cancelProcessInstancesBatchOperation: created('CANCEL_PROCESS_INSTANCE') },
  })
  const gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.10', GATEWAY_POLICY_FILE: file })
  const cancel = (filter: object) =>
    gateway.ask(mutation('cancelProcessInstancesBatchOperation'), { input: { filter } })
  for (const secret of [
    { variables: [{ name: 'salary', value: { eq: '1' } }] },
    { or: [{ businessId: { eq: 'A' } }] },
  ]) {
    expect((await cancel(secret)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }])
  }
  expect(upstream.operations()).toEqual([])
  expect((await cancel({ hasIncident: true })).errors).toBeUndefined()
  await gateway.close()
  await rm(folder, { recursive: true })
})
