import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bpmn, element, flow, service, user } from '../sandbox/testing.ts'
import {
  elementInstance,
  incident,
  job,
  key,
  processDefinition,
  processInstance,
  userTask,
  variable,
} from './support/rows.ts'
import { type SandboxStand, sandboxStand, strictStand } from './support/stand.ts'

const [INSTANCE, SUB, TASK, CHILD, INCIDENT] = [key(1), key(2), key(3), key(4), key(5)]

/** A subprocess with a task in it that has an incident. */
const rows = () => ({
  processDefinitions: [processDefinition()],
  processInstances: [
    processInstance({ processInstanceKey: INSTANCE }),
    processInstance({ processInstanceKey: CHILD, parentElementInstanceKey: SUB, parentProcessInstanceKey: INSTANCE }),
  ],
  elementInstances: [
    elementInstance({ elementInstanceKey: SUB, processInstanceKey: INSTANCE, elementId: 'sub', type: 'SUB_PROCESS' }),
    elementInstance({
      elementInstanceKey: TASK,
      processInstanceKey: INSTANCE,
      elementInstanceScopeKey: SUB,
      hasIncident: true,
      incidentKey: INCIDENT,
    }),
  ],
  incidents: [incident({ incidentKey: INCIDENT, processInstanceKey: INSTANCE, elementInstanceKey: TASK })],
  jobs: [job({ jobKey: key(6), processInstanceKey: INSTANCE, elementInstanceKey: TASK }), job()],
  userTasks: [userTask({ userTaskKey: key(7), elementInstanceKey: TASK }), userTask()],
  variables: [
    variable({ name: 'inner', processInstanceKey: INSTANCE, scopeKey: TASK }),
    variable({ name: 'outer', processInstanceKey: INSTANCE }),
  ],
})

const setVariables = (fields: string) => `mutation ($input: CreateElementInstanceVariablesInput!) {
  createElementInstanceVariables(input: $input) { ${fields} }
}`

describe('what is asked of the cluster', () => {
  test('an element instance by its key is one read', async () => {
    const { elementInstanceScopeKey: _, ...row } = elementInstance({ elementInstanceKey: TASK, hasIncident: true })
    await using stand = await strictStand({ rows: { elementInstances: [row] } })
    const data = await stand.ask(`{ elementInstance(elementInstanceKey: "${TASK}") {
      ${Object.keys(row).join(' ')} processDefinition { processDefinitionKey processDefinitionId tenantId }
    } }`)
    const { processDefinitionKey, processDefinitionId, tenantId } = row
    const processDefinition = { processDefinitionKey, processDefinitionId, tenantId }
    expect(data).toEqual({ elementInstance: { ...row, processDefinition } })
    expect(stand.wire()).toEqual([[`GET /element-instances/${TASK}`]])
  })

  test('a search by what only a filter knows: the scope', async () => {
    await using stand = await strictStand({ rows: rows() })
    const data = await stand.ask(`{ elementInstances(
      filter: { elementInstanceScopeKey: "${SUB}", state: { in: [ACTIVE, TERMINATED] } }
      sort: [{ field: startDate, order: DESC }, { field: elementInstanceKey, order: DESC }]
    ) { nodes { elementInstanceKey } } }`)
    expect(data).toEqual({ elementInstances: { nodes: [{ elementInstanceKey: TASK }] } })
    expect(stand.wire()).toEqual([
      [
        'POST /element-instances/search',
        {
          filter: { elementInstanceScopeKey: SUB, state: { $in: ['ACTIVE', 'TERMINATED'] } },
          sort: [
            { field: 'startDate', order: 'DESC' },
            { field: 'elementInstanceKey', order: 'DESC' },
          ],
          page: { limit: 50 },
        },
      ],
    ])
  })

  test('to what it belongs, and its incident: a read each', async () => {
    await using stand = await strictStand({ rows: rows() })
    const data = await stand.ask(`{ elementInstance(elementInstanceKey: "${TASK}") {
      processInstance { state } processDefinition { version } rootProcessInstance { state } incident { errorType }
    } }`)
    expect(data.elementInstance).toEqual({
      processInstance: { state: 'ACTIVE' },
      processDefinition: { version: 1 },
      rootProcessInstance: { state: 'ACTIVE' },
      incident: { errorType: 'JOB_NO_RETRIES' },
    })
    expect(stand.wire().slice(1).toSorted()).toEqual([
      [`GET /incidents/${INCIDENT}`],
      [`GET /process-definitions/${key(0)}`],
      [`GET /process-instances/${INSTANCE}`],
    ])
    const none = await stand.ask(`{ elementInstance(elementInstanceKey: "${SUB}") { incident { errorType } } }`)
    expect(none).toEqual({ elementInstance: { incident: null } })
    expect(stand.wire()).toHaveLength(1)
  })

  test('what belongs to it: a search each, by the field that names it', async () => {
    await using stand = await strictStand({ rows: rows() })
    const query = (elementInstanceKey: string) => `{ elementInstance(elementInstanceKey: "${elementInstanceKey}") {
      childElementInstances { nodes { elementInstanceKey } }
      calledProcessInstances { nodes { processInstanceKey } }
      variables { nodes { name } }
      jobs { nodes { jobKey } }
      userTasks { nodes { userTaskKey } }
      incidents { nodes { incidentKey } }
    } }`
    const above = await stand.ask(query(SUB))
    expect(above.elementInstance).toMatchObject({
      childElementInstances: { nodes: [{ elementInstanceKey: TASK }] },
      calledProcessInstances: { nodes: [{ processInstanceKey: CHILD }] },
      variables: { nodes: [] },
    })
    stand.wire()
    const below = await stand.ask(query(TASK))
    expect(below.elementInstance).toEqual({
      childElementInstances: { nodes: [] },
      calledProcessInstances: { nodes: [] },
      variables: { nodes: [{ name: 'inner' }] },
      jobs: { nodes: [{ jobKey: key(6) }] },
      userTasks: { nodes: [{ userTaskKey: key(7) }] },
      incidents: { nodes: [{ incidentKey: INCIDENT }] },
    })
    const list = (path: string, filter: object | undefined, field: string): [string, object] => [
      `POST /${path}/search`,
      { ...(filter && { filter }), sort: [{ field, order: 'ASC' }], page: { limit: 50 } },
    ]
    expect(stand.wire().slice(1).toSorted()).toEqual([
      list(`element-instances/${TASK}/incidents`, undefined, 'incidentKey'),
      list('element-instances', { elementInstanceScopeKey: TASK }, 'elementInstanceKey'),
      list('jobs', { elementInstanceKey: TASK }, 'jobKey'),
      list('process-instances', { parentElementInstanceKey: TASK }, 'processInstanceKey'),
      list('user-tasks', { elementInstanceKey: TASK }, 'creationDate'),
      list('variables', { scopeKey: TASK }, 'variableKey'),
    ])
  })

  test('createElementInstanceVariables sends values as they are, and reads nothing that is not asked for', async () => {
    await using stand = await strictStand({ answers: { createElementInstanceVariables: () => ({}) } })
    const input = `{"elementInstanceKey": "${TASK}", "local": true, "variables": {"a": 1.0, "b": 9007199254740993, "c": null}}`
    await stand.ask(setVariables('__typename'), `{"input": ${input}}`)
    expect(stand.upstream.calls.map(({ text }) => text)).toEqual([
      '{"variables":{"a":1.0,"b":9007199254740993,"c":null},"local":true}',
    ])
    expect(stand.wire().map(([call]) => call)).toEqual([`PUT /element-instances/${TASK}/variables`])
    expect(
      await stand.refused(setVariables('__typename'), { input: { elementInstanceKey: TASK, variables: 'a' } }),
    ).toEqual(['BAD_USER_INPUT'])
    expect(stand.wire()).toEqual([])
  })

  test('written values are recognized however the cluster writes the same number', async () => {
    const { variables: _, ...others } = rows()
    await using stand = await strictStand({
      rows: { ...others, variables: [variable({ name: 'n', value: '{"x": [100.0, 1.5, -2]}', scopeKey: TASK })] },
      answers: { createElementInstanceVariables: () => ({}) },
    })
    const data = await stand.ask(
      setVariables('variables { name preview }'),
      `{"input": {"elementInstanceKey": "${TASK}", "local": true, "variables": {"n": {"x": [1e2, 1.50, -2]}}}}`,
    )
    expect(data.createElementInstanceVariables.variables).toEqual([{ name: 'n', preview: '{"x": [100.0, 1.5, -2]}' }])
  })
})

describe('against a cluster', () => {
  let stand: SandboxStand
  beforeAll(async () => {
    stand = await sandboxStand()
    const inner = element('startEvent', 'in') + user('task') + flow('in', 'task')
    await stand.deploy({
      'outer.bpmn': bpmn(
        'outer',
        element('startEvent', 's') + element('subProcess', 'sub', '', inner) + flow('s', 'sub'),
      ),
      'called.bpmn': bpmn('called', element('startEvent', 's') + service('work') + flow('s', 'work')),
      'caller.bpmn': bpmn(
        'caller',
        element('startEvent', 's') +
          element('callActivity', 'call', '<zeebe:calledElement processId="called" />') +
          flow('s', 'call'),
      ),
    })
  })
  afterAll(() => stand[Symbol.asyncDispose]())

  test('a subprocess holds its elements', async () => {
    const instance = await stand.start('outer')
    const data = await stand.ask(`{ processInstance(processInstanceKey: "${instance}") {
      elementInstances(filter: { type: SUB_PROCESS }) { nodes {
        elementId elementName state
        childElementInstances { nodes { elementId type state userTasks { nodes { state } } } }
      } }
    } }`)
    expect(data.processInstance.elementInstances.nodes).toEqual([
      {
        elementId: 'sub',
        elementName: 'sub',
        state: 'ACTIVE',
        childElementInstances: {
          nodes: [
            { elementId: 'in', type: 'START_EVENT', state: 'COMPLETED', userTasks: { nodes: [] } },
            { elementId: 'task', type: 'USER_TASK', state: 'ACTIVE', userTasks: { nodes: [{ state: 'CREATED' }] } },
          ],
        },
      },
    ])
  })

  test('variables are written to a scope, or to the nearest that has them', async () => {
    const instance = await stand.start('outer', { a: 1 })
    const { elementInstances } = await stand.ask(
      `{ elementInstances(filter: { processInstanceKey: "${instance}", elementId: "task" }) { nodes { elementInstanceKey } } }`,
    )
    const { elementInstanceKey } = elementInstances.nodes[0]
    const set = async (key: string, variables: object, local?: boolean) => {
      const input = { elementInstanceKey: key, variables, ...(local === undefined ? {} : { local }) }
      const fields = 'variables { name value scopeKey } elementInstance { elementId }'
      return (await stand.ask(setVariables(fields), { input })).createElementInstanceVariables
    }
    const at = (scopeKey: string, values: object) =>
      Object.entries(values).map(([name, value]) => ({ name, value, scopeKey }))
    const task = { elementId: 'task' }
    expect(await set(elementInstanceKey, { own: { deep: ['ü'] } }, true)).toEqual({
      variables: at(elementInstanceKey, { own: { deep: ['ü'] } }),
      elementInstance: task,
    })
    // Of these the task's own scope has one; the other goes outwards and is not among what is answered.
    expect(await set(elementInstanceKey, { own: 2, a: 3 })).toEqual({
      variables: at(elementInstanceKey, { own: 2 }),
      elementInstance: task,
    })
    await stand.until(
      `{ variables(filter: { scopeKey: { eq: "${instance}" } }) { nodes { name value } } }`,
      {},
      {
        variables: { nodes: [{ name: 'a', value: 3 }] },
      },
    )
    // Nothing is outside the instance, so what is written to it is waited for.
    expect(await set(instance, { b: 5 })).toEqual({
      variables: at(instance, { b: 5 }),
      elementInstance: null,
    })
  })

  test('a call activity shows what it called, and the incidents in there', async () => {
    const instance = await stand.start('caller')
    const { activateJobs } = await stand.ask(
      'mutation { activateJobs(input: { type: "work", maxJobsToActivate: 1, timeout: 60000 }) { jobs { jobKey processInstanceKey } } }',
    )
    const [{ jobKey, processInstanceKey }] = activateJobs.jobs
    const failed = await stand.ask(
      `mutation { failJob(input: { jobKey: "${jobKey}" }) { job { incidents { totalCount } } } }`,
    )
    expect(failed.failJob.job.incidents).toEqual({ totalCount: 1 })
    const { elementInstances } = await stand.ask(`{ elementInstances(
      filter: { processInstanceKey: "${instance}", type: CALL_ACTIVITY }
    ) { nodes {
      hasIncident incident { incidentKey } incidents { nodes { elementId elementInstance { state } } }
      calledProcessInstances { nodes { processInstanceKey parentElementInstance { elementId } } }
    } } }`)
    expect(elementInstances.nodes).toEqual([
      {
        hasIncident: true,
        incident: null,
        incidents: { nodes: [{ elementId: 'work', elementInstance: { state: 'ACTIVE' } }] },
        calledProcessInstances: { nodes: [{ processInstanceKey, parentElementInstance: { elementId: 'call' } }] },
      },
    ])
  })
})
