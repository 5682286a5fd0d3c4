import { describe, expect, test } from 'vitest'
import { commandAnswers } from './support/camunda-8.6/answers.ts'
import { incident86, tasklistTask } from './support/camunda-8.6/rows.ts'
import { stand86 } from './support/camunda-8.6/stand.ts'
import {
  dateOf,
  definitionRow,
  incidentRow,
  instanceRow,
  operateDate,
  operateKey,
  variableRow,
} from './support/operate/rows.ts'

const key = (n: number) => String(operateKey(n))
const definitions = [definitionRow()]

describe('commands', () => {
  const cases: Array<[document: string, call: string, body: unknown, payload?: object]> = [
    [
      'createProcessInstance(input: { processDefinitionId: "order", variables: { orderKey: 1, big: 9007199254740993 }, operationReference: 7 }) { processInstanceKey processDefinitionKey variables }',
      'POST /v2/process-instances',
      { processDefinitionId: 'order', variables: { orderKey: 1, big: 9007199254740993n }, operationReference: 7 },
      { processInstanceKey: key(1), processDefinitionKey: key(0) },
    ],
    [
      `cancelProcessInstance(input: { processInstanceKey: "${key(1)}" }) { __typename }`,
      `POST /v2/process-instances/${key(1)}/cancellation`,
      {},
    ],
    [
      `modifyProcessInstance(input: { processInstanceKey: "${key(1)}", activateInstructions: [{ elementId: "check", variableInstructions: [{ variables: { a: 1 }, scopeId: "s" }] }], terminateInstructions: [{ elementInstanceKey: "${key(2)}" }] }) { __typename }`,
      `POST /v2/process-instances/${key(1)}/modification`,
      {
        activateInstructions: [{ elementId: 'check', variableInstructions: [{ variables: { a: 1 }, scopeId: 's' }] }],
        terminateInstructions: [{ elementInstanceKey: key(2) }],
      },
    ],
    [
      `migrateProcessInstance(input: { processInstanceKey: "${key(1)}", targetProcessDefinitionKey: "${key(2)}", mappingInstructions: [{ sourceElementId: "a", targetElementId: "b" }] }) { __typename }`,
      `POST /v2/process-instances/${key(1)}/migration`,
      { targetProcessDefinitionKey: key(2), mappingInstructions: [{ sourceElementId: 'a', targetElementId: 'b' }] },
    ],
    [
      `createElementInstanceVariables(input: { elementInstanceKey: "${key(1)}", variables: { a: 1.0 }, local: true }) { __typename }`,
      `PUT /v2/element-instances/${key(1)}/variables`,
      { variables: { a: 1 }, local: true },
    ],
    [
      `completeJob(input: { jobKey: "${key(1)}", variables: { a: 1 } }) { __typename }`,
      `POST /v2/jobs/${key(1)}/completion`,
      { variables: { a: 1 } },
    ],
    [
      `failJob(input: { jobKey: "${key(1)}", retries: 0, errorMessage: "no" }) { __typename }`,
      `POST /v2/jobs/${key(1)}/failure`,
      { retries: 0, errorMessage: 'no' },
    ],
    [
      `throwJobError(input: { jobKey: "${key(1)}", errorCode: "E" }) { __typename }`,
      `POST /v2/jobs/${key(1)}/error`,
      { errorCode: 'E' },
    ],
    [
      `updateJob(input: { jobKey: "${key(1)}", retries: 2 }) { __typename }`,
      `PATCH /v2/jobs/${key(1)}`,
      { changeset: { retries: 2 } },
    ],
    [
      `assignUserTask(input: { userTaskKey: "${key(1)}", assignee: "ann", allowOverride: false }) { __typename }`,
      `POST /v2/user-tasks/${key(1)}/assignment`,
      { assignee: 'ann', allowOverride: false },
    ],
    [
      `unassignUserTask(input: { userTaskKey: "${key(1)}" }) { __typename }`,
      `DELETE /v2/user-tasks/${key(1)}/assignee`,
      undefined,
    ],
    [
      `updateUserTask(input: { userTaskKey: "${key(1)}", priority: 60, candidateUsers: ["ann"] }) { __typename }`,
      `PATCH /v2/user-tasks/${key(1)}`,
      { changeset: { priority: 60, candidateUsers: ['ann'] } },
    ],
    [
      `completeUserTask(input: { userTaskKey: "${key(1)}", action: "approve" }) { __typename }`,
      `POST /v2/user-tasks/${key(1)}/completion`,
      { action: 'approve' },
    ],
    [
      `resolveIncident(input: { incidentKey: "${key(1)}" }) { __typename }`,
      `POST /v2/incidents/${key(1)}/resolution`,
      {},
    ],
    [
      'publishMessage(input: { name: "m", correlationKey: "1" }) { messageKey }',
      'POST /v2/messages/publication',
      { name: 'm', correlationKey: '1' },
      { messageKey: key(8) },
    ],
    // 8.6 requires a correlation key, which later versions take to be none.
    [
      'publishMessage(input: { name: "m" }) { messageKey }',
      'POST /v2/messages/publication',
      { name: 'm', correlationKey: '' },
    ],
    [
      'broadcastSignal(input: { signalName: "s" }) { signalKey }',
      'POST /v2/signals/broadcast',
      { signalName: 's' },
      { signalKey: key(9) },
    ],
    [
      `deleteResource(input: { resourceKey: "${key(1)}" }) { resourceKey }`,
      `POST /v2/resources/${key(1)}/deletion`,
      {},
      { resourceKey: key(1) },
    ],
  ]
  test.each(cases)('%s', async (document, call, body, payload) => {
    await using stand = await stand86({ answers: commandAnswers })
    const data = await stand.ask(`mutation { ${document} }`)
    expect(stand.camunda.wire()).toEqual([body === undefined ? [call] : [call, body]])
    if (payload) expect(Object.values(data)[0]).toMatchObject(payload)
  })

  test('activated jobs have their keys as text, and their variables as they are', async () => {
    await using stand = await stand86({ answers: commandAnswers })
    const data =
      await stand.ask(`mutation { activateJobs(input: { type: "pay", maxJobsToActivate: 1, timeout: 1000, requestTimeout: -1 }) {
      jobs { jobKey processInstanceKey elementInstanceKey kind listenerEventType deadline customHeaders variables tags userTask { priority } }
    } }`)
    expect(data.activateJobs.jobs).toEqual([
      {
        jobKey: key(3),
        processInstanceKey: key(1),
        elementInstanceKey: key(2),
        kind: 'UNRECOGNIZED',
        listenerEventType: 'UNRECOGNIZED',
        deadline: '2026-11-21T11:38:19.120Z',
        customHeaders: { key: 'a' },
        variables: { orderKey: Number(operateKey(5)) },
        tags: null,
        userTask: null,
      },
    ])
  })

  test('a deployment', async () => {
    await using stand = await stand86({
      answers: commandAnswers,
      rows: { 'process-definitions': definitions },
    })
    const data =
      await stand.ask(`mutation { createDeployment(input: { resources: [{ text: { name: "order.bpmn", content: "<x/>" } }] }) {
      deploymentKey processDefinitions { processDefinitionKey name } forms { formKey formId }
    } }`)
    expect(data.createDeployment).toEqual({
      deploymentKey: key(3),
      processDefinitions: [{ processDefinitionKey: key(0), name: 'Order' }],
      forms: [{ formKey: key(4), formId: 'f' }],
    })
  })

  test('a payload waits until Operate or Tasklist shows the effect', async () => {
    await using stand = await stand86({ answers: commandAnswers, rows: { 'process-definitions': definitions } })
    const asking = stand.ask(
      'mutation { createProcessInstance(input: { processDefinitionId: "order" }) { processInstance { state } } }',
    )
    while (stand.camunda.calls.length < 3) await new Promise((resolve) => setImmediate(resolve))
    stand.camunda.rows['process-instances']?.push(instanceRow(1))
    expect(await asking).toEqual({ createProcessInstance: { processInstance: { state: 'ACTIVE' } } })

    stand.state.tasks.push(tasklistTask(operateKey(7)))
    stand.camunda.calls.length = 0
    const assigning = stand.ask(
      `mutation { assignUserTask(input: { userTaskKey: "${key(7)}", assignee: "ann" }) { userTask { assignee name } } }`,
    )
    while (stand.camunda.calls.length < 3) await new Promise((resolve) => setImmediate(resolve))
    Object.assign(stand.state.tasks[0] ?? {}, { assignee: 'ann' })
    expect(await assigning).toEqual({ assignUserTask: { userTask: { assignee: 'ann', name: 'Check the order' } } })
  })

  test.each([
    ['createProcessInstance(input: { processDefinitionId: "a", tags: ["x"] })', 'input.tags'],
    ['createProcessInstance(input: { processDefinitionId: "a", businessId: "x" })', 'input.businessId'],
    [
      'createProcessInstance(input: { processDefinitionId: "a", runtimeInstructions: [{ terminateAfterElementId: "x" }] })',
      'input.runtimeInstructions',
    ],
    [
      'modifyProcessInstance(input: { processInstanceKey: "1", moveInstructions: [{ source: { elementId: "a" }, targetElementId: "b" }] })',
      'input.moveInstructions',
    ],
    [
      'modifyProcessInstance(input: { processInstanceKey: "1", terminateInstructions: [{ elementInstanceKey: "1" }, { elementId: "b" }] })',
      'input.terminateInstructions[1].elementId',
    ],
    ['completeJob(input: { jobKey: "1", result: { userTask: { denied: true } } })', 'input.result'],
    ['updateJob(input: { jobKey: "1", retries: 1, operationReference: 2 })', 'input.operationReference'],
    ['resolveIncident(input: { incidentKey: "1", operationReference: 2 })', 'input.operationReference'],
    [
      'activateJobs(input: { type: "a", maxJobsToActivate: 1, timeout: 1, tenantFilter: ASSIGNED })',
      'input.tenantFilter',
    ],
    ['resolveProcessInstanceIncidents(input: { processInstanceKey: "1" })', 'resolveProcessInstanceIncidents'],
  ])('what 8.6 would ignore is refused before any call: %s', async (document, what) => {
    await using stand = await stand86()
    const [error] = await stand.refused(`mutation { ${document} { __typename } }`)
    expect(error).toMatchObject({ code: 'NOT_SUPPORTED' })
    expect(error?.message).toContain(what)
    expect(stand.camunda.calls).toEqual([])
  })

  test.each([
    [404, 'NOT_FOUND', 'NOT_FOUND'],
    [409, 'INVALID_STATE', 'CONFLICT'],
    [400, 'INVALID_ARGUMENT', 'BAD_USER_INPUT'],
    [503, 'io.camunda.zeebe.broker.client.api.PartitionNotFoundException', 'NOT_FOUND'],
    [503, 'RESOURCE_EXHAUSTED', 'RATE_LIMITED'],
    [504, 'java.util.concurrent.TimeoutException', 'UPSTREAM_TIMEOUT'],
  ])('%i %s is %s', async (status, title, code) => {
    const instance = '/v2/user-tasks/12/assignment'
    const refusal = {
      status,
      headers: { 'content-type': 'application/problem+json' },
      body: { type: 'about:blank', title, status, detail: 'so it is', instance },
    }
    await using stand = await stand86(
      { answers: { assignUserTask: refusal } },
      { CAMUNDA_SDK_HTTP_RETRY_MAX_ATTEMPTS: '1' },
    )
    expect(
      await stand.refused('mutation { assignUserTask(input: { userTaskKey: "12", assignee: "ann" }) { __typename } }'),
    ).toMatchObject([{ code }])
  })

  test('a partition that is missing for a command without a key is no missing key', async () => {
    const body = {
      type: 'about:blank',
      title: 'io.camunda.zeebe.broker.client.api.PartitionNotFoundException',
      status: 503,
      detail: 'x',
      instance: '/v2/signals/broadcast',
    }
    await using stand = await stand86({ answers: { broadcastSignal: { status: 503, body } } })
    expect(
      await stand.refused('mutation { broadcastSignal(input: { signalName: "a" }) { __typename } }'),
    ).toMatchObject([{ code: 'UPSTREAM_UNAVAILABLE' }])
  })
})

describe('the cluster', () => {
  test('tells its topology and license, and its health from its topology', async () => {
    await using stand = await stand86()
    const question =
      '{ topology { gatewayVersion clusterId lastCompletedChangeId brokers { partitions { role } } } license { validLicense expiresAt } status }'
    expect(await stand.ask(question)).toEqual({
      topology: {
        gatewayVersion: '8.6.0',
        clusterId: null,
        lastCompletedChangeId: '',
        brokers: [{ partitions: [{ role: 'leader' }] }],
      },
      license: { validLicense: false, expiresAt: null },
      status: 'HEALTHY',
    })
    stand.state.health = 'dead'
    expect(await stand.ask('{ status }')).toEqual({ status: 'UNHEALTHY' })
    expect(await stand.refused('{ license { isCommercial } }')).toMatchObject([{ code: 'NOT_SUPPORTED' }])
    expect(await stand.refused('{ viewer { username } jobs { totalCount } }')).toMatchObject([
      { code: 'NOT_SUPPORTED' },
      { code: 'NOT_SUPPORTED' },
    ])
  })
})

describe('incidents', () => {
  const incidents = [4, 5, 6].map((n) =>
    incident86(n, { errorMessage: 'no', ...(n === 4 ? { jobKey: undefined } : {}) }),
  )

  test('come by the search of 8.6 where it is on, and tell where they are', async () => {
    await using stand = await stand86({ incidents })
    const query = `{ incidents(first: 2, filter: { elementId: { eq: "pay" } }, sort: [{ field: elementInstanceKey, order: DESC }]) {
      totalCount nodes { incidentKey elementId elementInstanceKey processDefinitionId errorMessage creationTime } pageInfo { hasNextPage endCursor } } }`
    const { incidents: page } = await stand.ask(query)
    expect(page).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } })
    expect(page.nodes[0]).toEqual({
      incidentKey: key(4),
      elementId: 'pay',
      elementInstanceKey: key(9),
      processDefinitionId: 'order',
      errorMessage: 'no',
      creationTime: dateOf(4),
    })
    const rest = await stand.ask(query.replace('first: 2,', `first: 2, after: "${page.pageInfo.endCursor}",`))
    expect(rest.incidents.nodes).toMatchObject([{ incidentKey: key(6) }])
    const back = await stand.ask('{ incidents(last: 2) { nodes { incidentKey } } }')
    expect(back.incidents.nodes).toEqual([{ incidentKey: key(5) }, { incidentKey: key(6) }])
    expect(
      await stand.ask(
        `{ incident(incidentKey: "${key(5)}") { elementId jobKey } none: incident(incidentKey: "99") { state } }`,
      ),
    ).toEqual({
      incident: { elementId: 'pay', jobKey: key(5) },
      none: null,
    })
    // Looking whether it is on was one call.
    const looks = stand.camunda.searches().filter((body) => (body as { page?: { limit: number } }).page?.limit === 1)
    expect(looks).toHaveLength(1)
  })

  test('are found by what the search of 8.6 cannot filter by', async () => {
    await using stand = await stand86({ incidents })
    const counted = async (filter: string) =>
      (await stand.ask(`{ incidents(filter: ${filter}) { totalCount } }`)).incidents.totalCount
    expect(await counted('{ errorMessage: { like: "n?" } }')).toBe(3)
    expect(await counted(`{ creationTime: { gt: "${dateOf(4)}" } }`)).toBe(2)
    expect(await counted(`{ creationTime: { eq: "${dateOf(4)}" } }`)).toBe(1)
    expect(await counted('{ jobKey: { exists: false } }')).toBe(1)
    // It refuses types that it does not know.
    expect(await counted('{ errorType: { eq: RESOURCE_NOT_FOUND } }')).toBe(0)
    expect(await counted('{ errorType: { in: [RESOURCE_NOT_FOUND, JOB_NO_RETRIES] } }')).toBe(3)
  })

  test('come from Operate where it is off, and what Operate does not know is refused', async () => {
    await using stand = await stand86({
      searches: false,
      rows: { 'process-definitions': definitions, incidents: [incidentRow(4)] },
    })
    const data = await stand.ask(
      `{ incidents { nodes { errorType elementId processDefinitionId } } incident(incidentKey: "${key(4)}") { errorMessage } }`,
    )
    expect(data).toEqual({
      incidents: { nodes: [{ errorType: 'JOB_NO_RETRIES', elementId: null, processDefinitionId: 'order' }] },
      incident: { errorMessage: 'card declined' },
    })
    for (const args of ['filter: { elementId: { eq: "x" } }', 'sort: [{ field: elementInstanceKey }]']) {
      const [error] = await stand.refused(`{ incidents(${args}) { totalCount } }`)
      expect(error?.code).toBe('NOT_SUPPORTED')
      expect(error?.message).toContain('CAMUNDA_REST_QUERY_ENABLED')
    }
  })
})

describe('variables and forms of user tasks', () => {
  const form = { formKey: key(20), formId: 'check', formVersion: 3 }

  test('a form that Camunda holds', async () => {
    const tasks = [tasklistTask(operateKey(7), form), tasklistTask(operateKey(8), { formKey: 'camunda-forms:bpmn:x' })]
    await using stand = await stand86({
      tasks,
      forms: { check: { schema: '{"a":1}', version: 3 } },
      rows: { 'process-definitions': definitions },
    })
    const data = await stand.ask('{ userTasks { nodes { formKey form { formKey formId version schema tenantId } } } }')
    expect(data.userTasks.nodes).toEqual([
      {
        formKey: key(20),
        form: { formKey: key(20), formId: 'check', version: 3, schema: { a: 1 }, tenantId: '<default>' },
      },
      { formKey: null, form: null },
    ])
  })

  test('the variables that a task sees', async () => {
    const rows = {
      'process-definitions': definitions,
      variables: [
        variableRow(30, { name: 'a', value: '1' }),
        variableRow(31, { name: 'b', value: '2' }),
        variableRow(32, { name: 'b', value: '3', scopeKey: operateKey(2) }),
        variableRow(33, { name: 'c', value: '4', scopeKey: operateKey(3) }),
      ],
    }
    const variables = {
      [key(7)]: [
        { scopeKey: key(1), name: 'a' },
        { scopeKey: key(2), name: 'b' },
      ],
    }
    const tasks = [
      tasklistTask(operateKey(7)),
      tasklistTask(operateKey(8), { taskState: 'COMPLETED', completionDate: operateDate(9) }),
    ]
    await using stand = await stand86({ rows, variables, tasks })
    const query = (n: number, args = '') =>
      `{ userTask(userTaskKey: "${key(n)}") { effectiveVariables${args} { totalCount nodes { variableKey name value } pageInfo { hasNextPage endCursor } } } }`
    const { userTask } = await stand.ask(query(7))
    expect(userTask.effectiveVariables).toMatchObject({
      totalCount: 2,
      nodes: [
        { variableKey: key(30), name: 'a', value: 1 },
        { variableKey: key(32), name: 'b', value: 3 },
      ],
    })
    const one = await stand.ask(
      query(7, '(first: 1, filter: { name: { like: "*" } }, sort: [{ field: name, order: DESC }])'),
    )
    expect(one.userTask.effectiveVariables).toMatchObject({
      totalCount: 2,
      nodes: [{ name: 'b' }],
      pageInfo: { hasNextPage: true },
    })
    expect(await stand.refused(query(8))).toMatchObject([{ code: 'NOT_SUPPORTED' }])
    const [all] = await stand.refused(`{ userTask(userTaskKey: "${key(7)}") { variables { totalCount } } }`)
    expect(all).toMatchObject({ code: 'NOT_SUPPORTED', message: expect.stringContaining('effectiveVariables') })
  })
})

describe('calls', () => {
  test('fifty instances with their definitions, incidents and tasks take 104 at first and 102 afterwards', async () => {
    const instances = Array.from({ length: 50 }, (_, n) => instanceRow(100 + n))
    const tasks = Array.from({ length: 80 }, (_, n) =>
      tasklistTask(operateKey(500 + n), { processInstanceKey: key(100 + (n % 30)) }),
    )
    await using stand = await stand86({
      tasks,
      rows: { 'process-definitions': definitions, 'process-instances': instances },
    })
    const question = `{ processInstances(first: 50) { nodes { processInstanceKey processDefinition { name version }
      incidents(first: 5) { totalCount } userTasks(first: 5) { totalCount nodes { userTaskKey } pageInfo { hasNextPage } } } } }`
    const data = await stand.ask(question)
    expect(data.processInstances.nodes[0].userTasks).toEqual({
      totalCount: 3,
      nodes: [500, 530, 560].map((n) => ({ userTaskKey: key(n) })),
      pageInfo: { hasNextPage: false },
    })
    const counts = () => {
      const calls: Record<string, number> = {}
      for (const [call] of stand.camunda.wire()) calls[call] = (calls[call] ?? 0) + 1
      return calls
    }
    expect(counts()).toEqual({
      'POST /process-instances/search': 1,
      [`GET /process-definitions/${key(0)}`]: 1,
      // The first of them looks whether the search is on.
      'POST /v2/incidents/search': 2,
      // Canceled ones are a search of their own.
      'POST /tasks/search': 100,
    })
    await stand.ask(question)
    expect(counts()).toEqual({
      'POST /process-instances/search': 1,
      'POST /v2/incidents/search': 1,
      'POST /tasks/search': 100,
    })
  })
})
