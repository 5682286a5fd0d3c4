import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bpmn, element, flow, service } from '../sandbox/testing.ts'
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

const [ROOT, CHILD, CALL] = [key(1), key(2), key(3)]

/** A root instance and the one that its call activity has started. */
const family = () => ({
  processDefinitions: [processDefinition()],
  processInstances: [
    processInstance({ processInstanceKey: ROOT }),
    processInstance({
      processInstanceKey: CHILD,
      rootProcessInstanceKey: ROOT,
      parentProcessInstanceKey: ROOT,
      parentElementInstanceKey: CALL,
    }),
  ],
  elementInstances: [elementInstance({ elementInstanceKey: CALL, processInstanceKey: ROOT, type: 'CALL_ACTIVITY' })],
})

describe('what is asked of the cluster', () => {
  test('an instance by its key, and what it carries of its definition, are one read', async () => {
    const row = processInstance({ processInstanceKey: ROOT, processDefinitionVersionTag: 'v1', tags: ['vip'] })
    const { suspendedDate: _, ...shown } = row
    await using stand = await strictStand({ rows: { ...family(), processInstances: [row] } })
    const one = (fields: string) => `{ processInstance(processInstanceKey: "${ROOT}") { ${fields} } }`
    expect((await stand.ask(one(Object.keys(shown).join(' ')))).processInstance).toEqual(shown)
    const carried = await stand.ask(
      one('processDefinition { processDefinitionKey processDefinitionId name version tenantId }'),
    )
    expect(carried.processInstance.processDefinition).toEqual({
      processDefinitionKey: key(0),
      processDefinitionId: 'order-process',
      name: 'Order process',
      version: 1,
      tenantId: '<default>',
    })
    expect(stand.wire()).toEqual([[`GET /process-instances/${ROOT}`], [`GET /process-instances/${ROOT}`]])
    const more = await stand.ask(one('processDefinition { name resourceName }'))
    expect(more.processInstance.processDefinition.resourceName).toBe('order-process.bpmn')
    expect(stand.wire()).toEqual([[`GET /process-instances/${ROOT}`], [`GET /process-definitions/${key(0)}`]])
  })

  test('a filter says in REST’s words what GraphQL says in its own', async () => {
    await using stand = await strictStand({ rows: family() })
    const data = await stand.ask(`{ processInstances(first: 10, filter: {
      startDate: { gte: "2026-01-01T00:00:00Z" }
      parentProcessInstanceKey: { exists: false }
      variables: [{ name: "orderId", value: { eq: "\\"A-1\\"" } }]
      or: [{ hasIncident: true }, { state: { in: [ACTIVE, COMPLETED] } }]
    }, sort: [{ field: startDate, order: DESC }]) { totalCount } }`)
    expect(data).toEqual({ processInstances: { totalCount: 0 } })
    expect(stand.wire()).toEqual([
      [
        'POST /process-instances/search',
        {
          filter: {
            startDate: { $gte: '2026-01-01T00:00:00Z' },
            parentProcessInstanceKey: { $exists: false },
            variables: [{ name: 'orderId', value: '"A-1"' }],
            $or: [{ hasIncident: true }, { state: { $in: ['ACTIVE', 'COMPLETED'] } }],
          },
          sort: [
            { field: 'startDate', order: 'DESC' },
            { field: 'processInstanceKey', order: 'ASC' },
          ],
          page: { limit: 10 },
        },
      ],
    ])
  })

  test('upwards: parent, calling element and root by key', async () => {
    await using stand = await strictStand({ rows: family() })
    const data = await stand.ask(`{ processInstance(processInstanceKey: "${CHILD}") {
      parentProcessInstance { processInstanceKey state }
      parentElementInstance { type }
      rootProcessInstance { processInstanceKey state }
    } }`)
    const root = { processInstanceKey: ROOT, state: 'ACTIVE' }
    expect(data.processInstance).toEqual({
      parentProcessInstance: root,
      parentElementInstance: { type: 'CALL_ACTIVITY' },
      rootProcessInstance: root,
    })
    expect(stand.wire().slice(1).toSorted()).toEqual([
      [`GET /element-instances/${CALL}`],
      // Parent and root are the same instance.
      [`GET /process-instances/${ROOT}`],
    ])
  })

  test('downwards: each list is one search by the instance’s key', async () => {
    const own = { processInstanceKey: ROOT }
    await using stand = await strictStand({
      rows: {
        ...family(),
        variables: [variable({ ...own, name: 'a' }), variable()],
        jobs: [job({ ...own, type: 'ship' }), job()],
        userTasks: [userTask({ ...own, name: 'Pack' }), userTask()],
        incidents: [incident({ ...own, errorMessage: 'own' }), incident({ processInstanceKey: CHILD })],
      },
    })
    const data = await stand.ask(`{ processInstance(processInstanceKey: "${ROOT}") {
      calledProcessInstances { nodes { processInstanceKey } }
      elementInstances(filter: { type: CALL_ACTIVITY }) { nodes { elementInstanceKey } }
      variables(filter: { name: { neq: "b" } }) { nodes { name } }
      jobs { nodes { type } }
      userTasks { nodes { name } }
      incidents { nodes { errorMessage } }
      hierarchyIncidents(filter: { state: { eq: ACTIVE } }) { totalCount }
    } }`)
    expect(data.processInstance).toEqual({
      calledProcessInstances: { nodes: [{ processInstanceKey: CHILD }] },
      elementInstances: { nodes: [{ elementInstanceKey: CALL }] },
      variables: { nodes: [{ name: 'a' }] },
      jobs: { nodes: [{ type: 'ship' }] },
      userTasks: { nodes: [{ name: 'Pack' }] },
      incidents: { nodes: [{ errorMessage: 'own' }] },
      hierarchyIncidents: { totalCount: 2 },
    })
    const list = (path: string, filter: object, field: string): [string, object] => [
      `POST /${path}/search`,
      { filter, sort: [{ field, order: 'ASC' }], page: { limit: 50 } },
    ]
    expect(stand.wire().slice(1).toSorted()).toEqual([
      list('element-instances', { type: 'CALL_ACTIVITY', ...own }, 'elementInstanceKey'),
      list('incidents', own, 'incidentKey'),
      list('jobs', own, 'jobKey'),
      list(`process-instances/${ROOT}/incidents`, { state: 'ACTIVE' }, 'incidentKey'),
      list('process-instances', { parentProcessInstanceKey: ROOT }, 'processInstanceKey'),
      list('user-tasks', own, 'creationDate'),
      list('variables', { name: { $neq: 'b' }, ...own }, 'variableKey'),
    ])
  })

  test('whole lists: sequence flows, statistics and the call hierarchy, which carries names', async () => {
    const flow = {
      sequenceFlowId: `${ROOT}_to-ship`,
      processInstanceKey: ROOT,
      rootProcessInstanceKey: ROOT,
      processDefinitionKey: key(0),
      processDefinitionId: 'order-process',
      elementId: 'to-ship',
      tenantId: '<default>',
    }
    const count = { elementId: 'ship', active: 1, canceled: 2, incidents: 3, completed: 4 }
    const entry = { processInstanceKey: ROOT, processDefinitionKey: key(0), processDefinitionName: 'Order process' }
    await using stand = await strictStand({
      rows: family(),
      answers: {
        getProcessInstanceSequenceFlows: () => ({ body: { items: [flow] } }),
        getProcessInstanceStatistics: () => ({ body: { items: [count] } }),
        getProcessInstanceCallHierarchy: () => ({ body: [entry] }),
      },
    })
    const data = await stand.ask(`{ processInstance(processInstanceKey: "${CHILD}") {
      sequenceFlows { ${Object.keys(flow).join(' ')} }
      elementStatistics { ${Object.keys(count).join(' ')} }
      callHierarchy {
        ${Object.keys(entry).join(' ')}
        processInstance { processInstanceKey processDefinitionName processDefinitionKey }
        processDefinition { processDefinitionKey name }
      }
    } }`)
    const processDefinition = { processDefinitionKey: key(0), name: 'Order process' }
    expect(data.processInstance).toEqual({
      sequenceFlows: [flow],
      elementStatistics: [count],
      callHierarchy: [{ ...entry, processInstance: entry, processDefinition }],
    })
    expect(stand.wire().toSorted()).toEqual(
      ['', '/call-hierarchy', '/sequence-flows', '/statistics/element-instances'].map((path) => [
        `GET /process-instances/${CHILD}${path}`,
      ]),
    )
  })
})

const CALLER = element('callActivity', 'call', '<zeebe:calledElement processId="failing" />')

describe('against a cluster', () => {
  let stand: SandboxStand
  beforeAll(async () => {
    stand = await sandboxStand()
    await stand.deploy({
      'failing.bpmn': bpmn('failing', element('startEvent', 's') + service('work') + flow('s', 'work')),
      'caller.bpmn': bpmn('caller', element('startEvent', 'start') + CALLER + flow('start', 'call')),
    })
  })
  afterAll(() => stand[Symbol.asyncDispose]())

  test('tells its own incidents from those of what it called', async () => {
    const root = await stand.start('caller')
    const fail = `mutation ($input: FailJobInput!) { failJob(input: $input) { job { state processInstanceKey } } }`
    const { activateJobs } = await stand.ask(
      'mutation { activateJobs(input: { type: "work", maxJobsToActivate: 1, timeout: 60000 }) { jobs { jobKey } } }',
    )
    const { failJob } = await stand.ask(fail, { input: { jobKey: activateJobs.jobs[0].jobKey } })
    const child = failJob.job.processInstanceKey
    const query = `query ($key: ID!) { processInstance(processInstanceKey: $key) {
      hasIncident incidents { totalCount } hierarchyIncidents { nodes { processInstanceKey errorType } }
      calledProcessInstances { nodes { processInstanceKey rootProcessInstance { processInstanceKey } } }
      callHierarchy { processDefinitionName processInstance { processInstanceKey } }
      elementStatistics { elementId active incidents }
    } }`
    const nodes = [{ processInstanceKey: child, errorType: 'JOB_NO_RETRIES' }]
    const above = await stand.until(query, { key: root }, { processInstance: { hasIncident: true } })
    expect(above.processInstance).toMatchObject({
      incidents: { totalCount: 0 },
      hierarchyIncidents: { nodes },
      calledProcessInstances: {
        nodes: [{ processInstanceKey: child, rootProcessInstance: { processInstanceKey: root } }],
      },
      callHierarchy: [{ processDefinitionName: 'caller', processInstance: { processInstanceKey: root } }],
    })
    const below = await stand.ask(query, { key: child })
    expect(below.processInstance).toMatchObject({
      incidents: { totalCount: 1 },
      hierarchyIncidents: { nodes },
      callHierarchy: [{ processDefinitionName: 'caller' }, { processInstance: { processInstanceKey: child } }],
    })
  })
})
