import { beforeAll, describe, expect, test } from 'vitest'
import type { Camunda7 } from './engines/camunda-7.ts'
import { type Camunda7Client, camunda7 } from './support/camunda-7.ts'
import { stand } from './support/camunda-7-stand.ts'
import { describeEngine, engine } from './support/engine.ts'
import { bpmn, unique } from './support/processes.ts'
import { until } from './support/rest.ts'

describeEngine('camunda-7', 'the gateway', () => {
  let running: Camunda7
  let demo: Camunda7Client
  let suffix: string
  beforeAll(async () => {
    running = await engine('camunda-7')
    demo = camunda7(running.restAddress)
  })

  test('answers an instance with all that belongs to it', async () => {
    suffix = unique()
    await demo.deploy(['order', 'delivery', 'failing'], suffix)
    await using started = await stand(running.restAddress)
    const [id] = await demo.start(`delivery-${suffix}`, 1, () => ({ businessKey: `B ${suffix}` }))
    const instances = await started.ask(
      `query ($id: String!) { processInstances(first: 9, filter: { businessId: { eq: $id }, parentProcessInstanceKey: { exists: false } }) {
        totalCount totalCountIsExact
        nodes {
          processInstanceKey state startDate endDate hasIncident tenantId businessId rootProcessInstanceKey parentProcessInstanceKey
          processDefinitionId processDefinitionVersion processDefinition { name version versionTag resourceName xml hasStartForm }
          elementInstances(first: 9) { nodes { elementId elementName type state endDate hasIncident } }
          calledProcessInstances(first: 9) { nodes {
            parentProcessInstance { processInstanceKey } parentElementInstance { elementId calledProcessInstances { totalCount } }
            callHierarchy { processInstanceKey processDefinitionName }
            jobs(first: 9) { totalCount nodes { type state retries worker elementId kind elementInstance { elementId } } }
            elementStatistics { elementId active completed incidents canceled }
          } }
        } } }`,
      { id: `B ${suffix}` },
    )
    const [node] = instances.processInstances.nodes
    expect(instances.processInstances).toMatchObject({ totalCount: 1, totalCountIsExact: true })
    expect(node).toMatchObject({
      processInstanceKey: id,
      state: 'ACTIVE',
      endDate: null,
      hasIncident: false,
      tenantId: '<default>',
      businessId: `B ${suffix}`,
      rootProcessInstanceKey: id,
      parentProcessInstanceKey: null,
      processDefinitionId: `delivery-${suffix}`,
      processDefinitionVersion: 1,
      processDefinition: { name: 'Delivery', version: 1, resourceName: `delivery-${suffix}.bpmn`, hasStartForm: false },
    })
    expect(node.startDate).toMatch(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(Math.abs(Date.parse(node.startDate) - Date.now())).toBeLessThan(60_000)
    expect(node.processDefinition.xml).toContain('<bpmn:definitions')
    const [call] = node.elementInstances.nodes.filter(({ type }: { type: string }) => type === 'CALL_ACTIVITY')
    expect(call).toMatchObject({ state: 'ACTIVE', endDate: null, hasIncident: false })
    const [called] = node.calledProcessInstances.nodes
    expect(called).toMatchObject({
      parentProcessInstance: { processInstanceKey: id },
      parentElementInstance: { elementId: call.elementId, calledProcessInstances: { totalCount: 1 } },
      jobs: {
        totalCount: 1,
        nodes: [
          {
            type: `pay-${suffix}`,
            state: 'CREATED',
            retries: 1,
            worker: '',
            elementId: 'pay',
            kind: 'BPMN_ELEMENT',
            elementInstance: { elementId: 'pay' },
          },
        ],
      },
    })
    expect(called.callHierarchy).toMatchObject([
      { processInstanceKey: id, processDefinitionName: 'Delivery' },
      { processDefinitionName: 'Order' },
    ])
    expect(called.elementStatistics).toContainEqual({
      elementId: 'pay',
      active: 1,
      completed: 0,
      incidents: 0,
      canceled: 0,
    })
  })

  test('does every command of a process, and shows what it did', async () => {
    const suffix = unique()
    await using started = await stand(running.restAddress)
    const { ask, refused } = started
    const deployment = await ask(
      `mutation ($text: String!, $name: String!) { createDeployment(input: { resources: [{ text: { name: $name, content: $text } }] }) {
        deploymentKey tenantId processDefinitions { processDefinitionKey processDefinitionId version name } } }`,
      { text: bpmn('order', suffix), name: `order-${suffix}.bpmn` },
    )
    const [definition] = deployment.createDeployment.processDefinitions
    expect(definition).toMatchObject({ processDefinitionId: `order-${suffix}`, version: 1, name: 'Order' })

    const created = await started.gateway.ask(
      `mutation ($id: String!, $variables: JSON!) { createProcessInstance(input: { processDefinitionId: $id, variables: $variables, businessId: "b" }) {
        processInstanceKey processDefinitionVersion businessId
        processInstance { state variables(sort: [{ field: name }]) { nodes { name value preview } } } } }`,
      `{"id":"order-${suffix}","variables":{"big":9007199254740993,"one":1.0,"text":"x","json":{"list":[1,2.50,9007199254740993]},"none":null,"yes":true}}`,
    )
    expect(created.errors).toBeUndefined()
    expect(created.text).toContain('"name":"big","value":9007199254740993')
    expect(created.text).toContain('{"list":[1,2.50,9007199254740993]}')
    const instance = created.data.createProcessInstance
    expect(instance).toMatchObject({ processDefinitionVersion: 1, businessId: 'b' })
    expect(
      instance.processInstance.variables.nodes.map(({ name, preview }: { name: string; preview: string }) => [
        name,
        preview,
      ]),
    ).toEqual([
      ['big', '9007199254740993'],
      ['json', '{"list":[1,2.50,9007199254740993]}'],
      ['none', 'null'],
      ['one', expect.stringMatching(/^1(\.0)?$/)],
      ['text', '"x"'],
      ['yes', 'true'],
    ])
    const key = instance.processInstanceKey

    const activated = await ask(
      'mutation ($type: String!) { activateJobs(input: { type: $type, maxJobsToActivate: 5, timeout: 60000, worker: "w" }) { jobs { jobKey worker retries variables customHeaders elementId processInstance { processInstanceKey } } } }',
      { type: `pay-${suffix}` },
    )
    const [job] = activated.activateJobs.jobs
    expect(job).toMatchObject({
      worker: 'w',
      retries: 1,
      elementId: 'pay',
      variables: { text: 'x', yes: true, none: null },
      processInstance: { processInstanceKey: key },
    })
    const failed = await ask(
      'mutation ($key: ID!) { failJob(input: { jobKey: $key, retries: 0, errorMessage: "no money" }) { job { state retries errorMessage incidents { nodes { incidentKey state errorType errorMessage jobKey elementInstance { elementId } } } } } }',
      { key: job.jobKey },
    )
    expect(failed.failJob.job).toMatchObject({ state: 'FAILED', retries: 0, errorMessage: 'no money' })
    const [incident] = failed.failJob.job.incidents.nodes
    expect(incident).toMatchObject({
      state: 'ACTIVE',
      errorType: 'JOB_NO_RETRIES',
      errorMessage: 'no money',
      jobKey: job.jobKey,
      elementInstance: { elementId: 'pay' },
    })
    expect(
      (await ask('query ($key: ID!) { processInstance(processInstanceKey: $key) { hasIncident } }', { key }))
        .processInstance,
    ).toEqual({ hasIncident: true })
    const resolved = await ask(
      'mutation ($key: ID!) { resolveIncident(input: { incidentKey: $key }) { incident { state } } }',
      { key: incident.incidentKey },
    )
    expect(resolved.resolveIncident.incident).toEqual({ state: 'RESOLVED' })
    // As in Camunda 8 the job may get its attempts before the incident is resolved.
    await ask('mutation ($key: ID!) { updateJob(input: { jobKey: $key, retries: 3 }) { job { retries } } }', {
      key: job.jobKey,
    })
    await ask('mutation ($key: ID!) { resolveIncident(input: { incidentKey: $key }) { incident { state } } }', {
      key: incident.incidentKey,
    })
    const completed = await ask(
      'mutation ($key: ID!) { completeJob(input: { jobKey: $key, variables: { paid: true } }) { job { state endTime } } }',
      { key: job.jobKey },
    )
    expect(completed.completeJob.job).toMatchObject({ state: 'COMPLETED', endTime: expect.any(String) })

    const tasks = await ask(
      `query ($key: ID!) { userTasks(filter: { processInstanceKey: $key }) { nodes {
        userTaskKey name state assignee candidateGroups candidateUsers dueDate followUpDate priority elementId processDefinitionId processName processDefinitionVersion externalFormReference elementInstance { state } form { formId } } } }`,
      { key },
    )
    const [task] = tasks.userTasks.nodes
    expect(task).toMatchObject({
      name: 'Check the order',
      state: 'CREATED',
      assignee: null,
      candidateUsers: ['mary'],
      priority: 70,
      elementId: 'check',
      processDefinitionId: `order-${suffix}`,
      processName: 'Order',
      processDefinitionVersion: 1,
      elementInstance: { state: 'ACTIVE' },
      form: null,
    })
    expect([...task.candidateGroups].sort()).toEqual(['sales', 'support'])
    const taskKey = task.userTaskKey
    const claim =
      'mutation ($key: ID!, $who: String!, $over: Boolean) { assignUserTask(input: { userTaskKey: $key, assignee: $who, allowOverride: $over }) { userTask { assignee } } }'
    expect((await ask(claim, { key: taskKey, who: 'mary', over: false })).assignUserTask.userTask).toEqual({
      assignee: 'mary',
    })
    const [conflict] = await refused(claim, { key: taskKey, who: 'demo', over: false })
    expect(conflict).toMatchObject({
      message: expect.stringContaining('already claimed'),
      extensions: { code: 'CONFLICT', retryable: false },
    })
    expect((await ask(claim, { key: taskKey, who: 'demo', over: null })).assignUserTask.userTask).toEqual({
      assignee: 'demo',
    })
    const description = (await demo.get(`/task/${taskKey}`)).description
    const updated = await ask(
      'mutation ($key: ID!) { updateUserTask(input: { userTaskKey: $key, priority: 5, dueDate: "2031-05-06T07:08:09.123+02:00", followUpDate: null, candidateGroups: ["late"], candidateUsers: [] }) { userTask { priority dueDate followUpDate candidateGroups candidateUsers name assignee } } }',
      { key: taskKey },
    ).catch((error: Error) => error)
    // Candidates of Camunda 7 are read by a call of their own, which the wait for the change does not make.
    expect(updated).toMatchObject({
      updateUserTask: {
        userTask: {
          priority: 5,
          dueDate: '2031-05-06T05:08:09.123Z',
          followUpDate: null,
          candidateGroups: ['late'],
          candidateUsers: [],
          name: 'Check the order',
          assignee: 'demo',
        },
      },
    })
    // What is replaced whole keeps what nobody changed.
    expect((await demo.get(`/task/${taskKey}`)).description).toBe(description)
    expect(
      (
        await ask('mutation ($key: ID!) { unassignUserTask(input: { userTaskKey: $key }) { userTask { assignee } } }', {
          key: taskKey,
        })
      ).unassignUserTask.userTask,
    ).toEqual({ assignee: null })
    const done = await ask(
      'mutation ($key: ID!) { completeUserTask(input: { userTaskKey: $key, variables: { ok: true } }) { userTask { state completionDate candidateGroups processInstance { state endDate } effectiveVariables(filter: { name: { eq: "ok" } }) { nodes { value } } } } }',
      { key: taskKey },
    )
    expect(done.completeUserTask.userTask).toMatchObject({
      state: 'COMPLETED',
      completionDate: expect.any(String),
      candidateGroups: ['late'],
      processInstance: { state: 'COMPLETED' },
      effectiveVariables: { nodes: [{ value: true }] },
    })
    const [gone] = await refused(
      'mutation ($key: ID!) { completeUserTask(input: { userTaskKey: $key }) { userTask { state } } }',
      { key: taskKey },
    )
    expect(gone?.extensions.code).toBe('NOT_FOUND')
  })

  test('cancels, modifies, migrates, and sets variables', async () => {
    const suffix = unique()
    await using started = await stand(running.restAddress)
    const { ask, refused } = started
    const first = await demo.deploy(['order'], suffix)
    const second = await demo.deploy(['order'], suffix)
    expect(second.order).not.toBe(first.order)
    const [key = '', other = ''] = await Promise.all(
      [0, 1].map(async () => (await demo.post(`/process-definition/${first.order}/start`, {})).id),
    )
    const moved =
      'mutation ($key: ID!) { modifyProcessInstance(input: { processInstanceKey: $key, moveInstructions: [{ source: { elementId: "pay" }, targetElementId: "check" }] }) { processInstance { elementInstances(filter: { state: { eq: ACTIVE } }) { nodes { elementId elementInstanceKey } } } } }'
    const [check] = (await ask(moved, { key })).modifyProcessInstance.processInstance.elementInstances.nodes
    expect(check.elementId).toBe('check')
    const migrated = await ask(
      'mutation ($key: ID!, $to: ID!) { migrateProcessInstance(input: { processInstanceKey: $key, targetProcessDefinitionKey: $to, mappingInstructions: [{ sourceElementId: "check", targetElementId: "check" }] }) { processInstance { processDefinitionVersion } } }',
      { key, to: second.order },
    )
    expect(migrated.migrateProcessInstance.processInstance).toEqual({ processDefinitionVersion: 2 })
    const set =
      'mutation ($key: ID!, $local: Boolean, $variables: JSON!) { createElementInstanceVariables(input: { elementInstanceKey: $key, local: $local, variables: $variables }) { variables { name value scopeKey } elementInstance { elementId } } }'
    expect((await ask(set, { key, variables: { a: 1 } })).createElementInstanceVariables).toEqual({
      variables: [{ name: 'a', value: 1, scopeKey: key }],
      elementInstance: null,
    })
    expect(
      (await ask(set, { key: check.elementInstanceKey, local: true, variables: { b: { c: [2] } } }))
        .createElementInstanceVariables,
    ).toMatchObject({
      variables: [{ name: 'b', value: { c: [2] } }],
      elementInstance: { elementId: 'check' },
    })
    expect(
      (await ask(set, { key: check.elementInstanceKey, variables: { a: 2, n: 3 } })).createElementInstanceVariables
        .elementInstance,
    ).toEqual({ elementId: 'check' })
    const variables = await ask(
      'query ($key: ID!) { processInstance(processInstanceKey: $key) { variables(sort: [{ field: name }]) { nodes { name value } } } }',
      { key },
    )
    expect(variables.processInstance.variables.nodes).toEqual([
      { name: 'a', value: 2 },
      { name: 'b', value: { c: [2] } },
      { name: 'n', value: 3 },
    ])

    const cancel =
      'mutation ($key: ID!) { cancelProcessInstance(input: { processInstanceKey: $key }) { processInstance { state endDate userTasks { nodes { state } } } } }'
    expect((await ask(cancel, { key })).cancelProcessInstance.processInstance).toMatchObject({
      state: 'TERMINATED',
      endDate: expect.any(String),
      userTasks: { nodes: [{ state: 'CANCELED' }] },
    })
    expect((await refused(cancel, { key }))[0]?.extensions.code).toBe('NOT_FOUND')
    const error =
      'mutation ($key: ID!) { throwJobError(input: { jobKey: $key, errorCode: "declined" }) { job { state } } }'
    const jobs = await ask(
      'query ($key: ID!) { jobs(filter: { processInstanceKey: { eq: $key } }) { nodes { jobKey } } }',
      {
        key: other,
      },
    )
    await started.gateway.ask(error, { key: jobs.jobs.nodes[0].jobKey })
    expect((await demo.get(`/history/process-instance/${other}`)).state).not.toBe('ACTIVE')
  })

  test('shows jobs of the engine itself, their incidents, and resolves them', async () => {
    const suffix = unique()
    const { failing, delivery } = await demo.deploy(['order', 'failing', 'delivery'], suffix)
    const [id] = await demo.start(`failing-${suffix}`, 1)
    await until(
      () => demo.get(`/incident?processInstanceId=${id}`),
      (incidents) => incidents.length === 1,
    )
    await using started = await stand(running.restAddress)
    const { ask } = started
    const { processInstance } = await ask(
      `query ($id: ID!) { processInstance(processInstanceKey: $id) {
        hasIncident
        incidents(first: 5) { totalCount nodes { state errorType errorMessage elementId rootProcessInstanceKey processDefinitionId elementInstanceKey job { jobKey } } }
        hierarchyIncidents(first: 5) { totalCount }
        jobs(first: 5) { nodes { type state retries errorMessage elementId elementInstanceKey kind } } } }`,
      { id },
    )
    const [job] = processInstance.jobs.nodes
    expect(processInstance).toMatchObject({
      hasIncident: true,
      incidents: {
        totalCount: 1,
        nodes: [
          {
            state: 'ACTIVE',
            errorType: 'JOB_NO_RETRIES',
            elementId: 'ask',
            rootProcessInstanceKey: id,
            processDefinitionId: `failing-${suffix}`,
            elementInstanceKey: null,
          },
        ],
      },
      hierarchyIncidents: { totalCount: 1 },
    })
    expect(job).toMatchObject({
      type: 'async-continuation',
      state: 'FAILED',
      retries: 0,
      elementId: 'ask',
      elementInstanceKey: expect.any(String),
    })
    const { resolveProcessInstanceIncidents } = await ask(
      'mutation ($id: ID!) { resolveProcessInstanceIncidents(input: { processInstanceKey: $id }) { batchOperationKey batchOperationType } }',
      { id },
    )
    expect(resolveProcessInstanceIncidents).toEqual({
      batchOperationKey: expect.any(String),
      batchOperationType: 'RESOLVE_INCIDENT',
    })
    // It fails again, and so opens another.
    await until(
      async () =>
        (
          await ask(
            'query ($id: ID!) { incidents(filter: { processInstanceKey: { eq: $id }, state: { eq: RESOLVED } }) { totalCount } }',
            { id },
          )
        ).incidents.totalCount,
      (count) => count >= 1,
    )
    const { processDefinition } = await ask(
      'query ($key: ID!) { processDefinition(processDefinitionKey: $key) { elementStatistics { elementId active incidents canceled completed } } }',
      { key: failing },
    )
    expect(processDefinition.elementStatistics).toContainEqual({
      elementId: 'started',
      active: 0,
      incidents: 0,
      canceled: 0,
      completed: 1,
    })
    const { processDefinitions } = await ask(
      `query ($name: String!) { processDefinitions(filter: { processDefinitionId: { like: $name }, isLatestVersion: true }) { totalCount nodes { processDefinitionId version state tenantId } } }`,
      { name: `*-${suffix}` },
    )
    expect(processDefinitions).toEqual({
      totalCount: 3,
      nodes: ['delivery', 'failing', 'order'].map((name) => ({
        processDefinitionId: `${name}-${suffix}`,
        version: 1,
        state: 'ACTIVE',
        tenantId: '<default>',
      })),
    })
    expect(
      (
        await ask('mutation ($key: ID!) { deleteResource(input: { resourceKey: $key }) { resourceKey } }', {
          key: delivery,
        })
      ).deleteResource,
    ).toEqual({ resourceKey: delivery })
  })

  test('reads the stack traces of incidents, open and closed, when they are asked for', async () => {
    const suffix = unique()
    await demo.deploy(['order', 'failing'], suffix)
    await demo.start(`failing-${suffix}`, 1)
    await demo.start(`order-${suffix}`, 2)
    const workerId = 'worker'
    const topics = [{ topicName: `pay-${suffix}`, lockDuration: 60_000 }]
    const [told, untold] = await demo.post('/external-task/fetchAndLock', { workerId, maxTasks: 2, topics })
    const failure = { workerId, retries: 0, errorMessage: 'no money' }
    const errorDetails = 'at Zahlung.prüfe(Zahlung.java:7)\n\tat 😀 "<b>"'
    await demo.post(`/external-task/${told.id}/failure`, { ...failure, errorDetails })
    await demo.post(`/external-task/${untold.id}/failure`, failure)
    await using started = await stand(running.restAddress)
    const { ask, wire } = started
    const read = async (fields: string, state = 'ACTIVE') => {
      const { incidents } = await ask(
        `query ($name: String!) { incidents(filter: { processDefinitionId: { in: ["order-${suffix}", $name] }, state: { eq: ${state} } }) { nodes { ${fields} } } }`,
        { name: `failing-${suffix}` },
      )
      return new Map(
        incidents.nodes.map((node: { jobKey: string; processDefinitionId: string; stackTrace?: string | null }) => [
          node.processDefinitionId === `failing-${suffix}` ? 'failing' : node.jobKey,
          node.stackTrace,
        ]),
      )
    }
    await until(
      () => read('jobKey processDefinitionId'),
      (incidents) => incidents.size === 3,
    )
    expect(wire.look().filter((call) => /stacktrace|details/i.test(call))).toEqual([])
    const traces = await read('jobKey processDefinitionId stackTrace')
    expect(traces.get(told.id)).toBe(errorDetails)
    expect(traces.get(untold.id)).toBeNull()
    expect(traces.get('failing')).toMatch(/Exception.*\n\s+at org\.camunda/)
    expect(wire.look().filter((call) => /stacktrace|details/i.test(call))).toHaveLength(3)

    // The incident is closed by new attempts, and the job fails for another reason: the closed one keeps its own.
    await demo.put(`/external-task/${told.id}/retries`, { retries: 1 })
    await demo.post('/external-task/fetchAndLock', { workerId, maxTasks: 2, topics })
    await demo.post(`/external-task/${told.id}/failure`, { ...failure, errorDetails: 'at the second try' })
    expect((await read('jobKey processDefinitionId stackTrace')).get(told.id)).toBe('at the second try')
    expect((await read('jobKey processDefinitionId stackTrace', 'RESOLVED')).get(told.id)).toBe(errorDetails)
    const [job] = await demo.get(`/job?processDefinitionKey=failing-${suffix}`)
    await demo.put(`/job/${job.id}/retries`, { retries: 1 })
    const closed = await read('jobKey processDefinitionId stackTrace', 'RESOLVED')
    expect(closed.get('failing')).toBe(traces.get('failing'))
  })

  test('counts the canceled apart from the completed', async () => {
    const suffix = unique()
    const { order } = await demo.deploy(['order'], suffix)
    const [first] = await demo.start(`order-${suffix}`, 2)
    await demo.delete(`/process-instance/${first}`)
    await using started = await stand(running.restAddress)
    const { processDefinition } = await started.ask(
      'query ($key: ID!) { processDefinition(processDefinitionKey: $key) { elementStatistics { elementId active incidents canceled completed } } }',
      { key: order },
    )
    expect(processDefinition.elementStatistics).toContainEqual({
      elementId: 'pay',
      active: 1,
      incidents: 0,
      canceled: 1,
      completed: 0,
    })
  })

  test('correlates messages and broadcasts signals', async () => {
    const suffix = unique()
    await demo.deploy(['order', 'delivery'], suffix)
    await using started = await stand(running.restAddress)
    const { ask, refused } = started
    const message =
      'mutation ($name: String!, $key: String) { correlateMessage(input: { name: $name, correlationKey: $key, variables: { taken: true } }) { messageKey processInstanceKey tenantId } }'
    const name = `parcel-taken-${suffix}`
    expect((await refused(message, { name, key: 'nobody' }))[0]?.extensions.code).toBe('NOT_FOUND')
    const publish =
      'mutation ($name: String!, $ttl: Long) { publishMessage(input: { name: $name, timeToLive: $ttl }) { messageKey tenantId } }'
    expect((await ask(publish, { name })).publishMessage).toEqual({ messageKey: null, tenantId: '<default>' })
    expect((await refused(publish, { name, ttl: 1000 }))[0]?.extensions.code).toBe('NOT_SUPPORTED')
    const signal = 'mutation ($name: String!) { broadcastSignal(input: { signalName: $name }) { tenantId } }'
    expect((await ask(signal, { name: `strike-${suffix}` })).broadcastSignal).toEqual({ tenantId: '<default>' })
  })

  test('pages over ties while rows come and go, and visits each row that stays once', async () => {
    const suffix = unique()
    const { order } = await demo.deploy(['order'], suffix)
    let ids = await demo.start(`order-${suffix}`, 300)
    await using started = await stand(running.restAddress)
    for (const sort of [
      'processInstanceKey',
      'processDefinitionVersion, order: DESC',
      'startDate, order: DESC',
      'businessId',
    ]) {
      const stay = new Set(ids)
      const seen: string[] = []
      let after: string | null = null
      for (let pages = 0; pages < 200; pages++) {
        const { processInstances } = await started.ask(
          `query ($key: ID!, $after: String) { processInstances(first: 20, after: $after, filter: { processDefinitionKey: { eq: $key } }, sort: [{ field: ${sort} }]) { nodes { processInstanceKey } pageInfo { hasNextPage endCursor } } }`,
          { key: order, after },
        )
        seen.push(...processInstances.nodes.map((node: { processInstanceKey: string }) => node.processInstanceKey))
        if (!processInstances.pageInfo.hasNextPage) break
        after = processInstances.pageInfo.endCursor
        // Rows that were read go, for good, and others come.
        for (const id of sort === 'businessId' ? seen.slice(-3, -1) : seen.slice(-4)) {
          stay.delete(id)
          await demo.send('DELETE', `/process-instance/${id}?skipCustomListeners=true`)
          await demo.send('DELETE', `/history/process-instance/${id}`)
        }
        await demo.start(`order-${suffix}`, 3)
      }
      const counts = new Map<string, number>()
      for (const id of seen) counts.set(id, (counts.get(id) ?? 0) + 1)
      expect(
        [...stay].filter((id) => counts.get(id) !== 1),
        sort,
      ).toEqual([])
      ids = ids.filter((id) => stay.has(id))
    }
  })

  test('pages back to the start by the way it came', async () => {
    const suffix = unique()
    const { order } = await demo.deploy(['order'], suffix)
    const ids = (await demo.start(`order-${suffix}`, 45)).sort()
    await using started = await stand(running.restAddress)
    const query = `query ($key: ID!, $last: Int, $before: String) { processInstances(last: $last, before: $before, filter: { processDefinitionKey: { eq: $key } }) {
      totalCount nodes { processInstanceKey } pageInfo { hasPreviousPage hasNextPage startCursor } } }`
    const seen: string[] = []
    let before: string | null = null
    for (;;) {
      const { processInstances } = await started.ask(query, { key: order, last: 10, before })
      expect(processInstances.totalCount).toBe(45)
      seen.unshift(...processInstances.nodes.map((node: { processInstanceKey: string }) => node.processInstanceKey))
      if (!processInstances.pageInfo.hasPreviousPage) break
      before = processInstances.pageInfo.startCursor
    }
    expect(seen).toEqual(ids)
  })

  test('takes few calls for fifty instances with their definition, incidents and tasks', async () => {
    const suffix = unique()
    const { order } = await demo.deploy(['order'], suffix)
    await demo.start(`order-${suffix}`, 50)
    await demo.work(`pay-${suffix}`)
    await using started = await stand(running.restAddress)
    await started.ask('{ processDefinitions(first: 1) { totalCount } }')
    started.wire.look()
    const { processInstances } = await started.ask(
      `query ($key: ID!) { processInstances(first: 50, filter: { processDefinitionKey: { eq: $key } }) { nodes {
        processDefinition { name version resourceName } incidents(first: 5) { nodes { errorMessage } } userTasks(first: 5) { nodes { name state } } } } }`,
      { key: order },
    )
    expect(processInstances.nodes).toHaveLength(50)
    for (const node of processInstances.nodes) {
      expect(node).toMatchObject({
        processDefinition: { name: 'Order', resourceName: `order-${suffix}.bpmn` },
        incidents: { nodes: [] },
        userTasks: { nodes: [{ state: 'CREATED' }] },
      })
    }
    const calls = started.wire
      .look()
      .map((call) => call.replace(/(\/process-definition)\/.*/, '$1/KEY').replace('/engine-rest', ''))
    const counts = Object.fromEntries(
      [...new Set(calls)].map((call) => [call, calls.filter((one) => one === call).length]),
    )
    expect(counts).toEqual({
      'POST /history/process-instance': 2,
      'GET /process-definition/KEY': 1,
      'POST /process-instance': 1,
      'POST /task': 1,
      // History takes one instance a call.
      'POST /history/task': 50,
    })
  })

  test('tells of users without rights what the engine tells', async () => {
    const suffix = unique()
    await demo.deploy(['order'], suffix)
    const [id] = await demo.start(`order-${suffix}`, 1)
    await demo.work(`pay-${suffix}`)
    await using mary = await stand(running.restAddress, 'mary')
    const { userTasks, processInstances } = await mary.ask(
      `query ($name: String!) { userTasks(filter: { processDefinitionId: $name }) { nodes { userTaskKey name candidateUsers processInstance { state } } } processInstances { totalCount } }`,
      { name: `order-${suffix}` },
    )
    expect(userTasks.nodes).toMatchObject([
      { name: 'Check the order', candidateUsers: ['mary'], processInstance: null },
    ])
    expect(processInstances.totalCount).toBe(0)
    const [forbidden] = await mary.refused(
      'mutation ($id: ID!) { cancelProcessInstance(input: { processInstanceKey: $id }) { processInstance { state } } }',
      { id },
    )
    expect(forbidden).toMatchObject({ extensions: { code: 'FORBIDDEN', operation: 'cancelProcessInstance' } })
    expect(forbidden?.message).toContain("user with id 'mary'")
    expect(forbidden?.message).toContain('on ProcessInstance')
  })

  test('tries a refused password once', async () => {
    await using wrong = await stand(running.restAddress, 'nobody-has-this-name')
    for (let i = 0; i < 3; i++) {
      const [error] = await wrong.refused('{ processInstances { totalCount } }')
      expect(error?.extensions.code).toBe('UNAUTHENTICATED')
    }
    expect(wrong.wire.calls.length).toBe(1)
  })

  describe('an engine by its name', () => {
    test('is served alone', async () => {
      const suffix = unique()
      const second = camunda7(running.engines.second)
      const { order } = await second.deploy(['order'], suffix)
      const [id] = await second.start(`order-${suffix}`, 1)
      await using started = await stand(running.restAddress, 'demo', { CAMUNDA_ENGINE: 'second' })
      const query =
        'query ($id: ID!, $key: ID!) { processInstance(processInstanceKey: $id) { processDefinitionKey } processDefinition(processDefinitionKey: $key) { version } }'
      expect(await started.ask(query, { id, key: order })).toEqual({
        processInstance: { processDefinitionKey: order },
        processDefinition: { version: 1 },
      })
      await using other = await stand(running.restAddress)
      expect(await other.ask(query, { id, key: order })).toEqual({ processInstance: null, processDefinition: null })
    })

    test('is missed where the server has none of that name', async () => {
      await using started = await stand(running.restAddress, 'demo', { CAMUNDA_ENGINE: 'nope' })
      const response = await fetch(`${started.gateway.origin}/ready`)
      expect([response.status, await response.json()]).toEqual([
        503,
        { ready: false, reason: expect.stringMatching(/engine/i) },
      ])
    })
  })

  test('recognizes a Camunda 7 where the gateway was told of another API', async () => {
    await using started = await stand(new URL(running.restAddress).origin, 'demo', { CAMUNDA_API: 'v2' })
    expect(await started.gateway.gateway.check()).toContain('Set CAMUNDA_API to camunda-7')
    started.wire.look()
  })
})
