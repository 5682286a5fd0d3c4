import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bpmn, element, flow, user } from '../sandbox/testing.ts'
import { elementInstance, incident, job, key, processDefinition, processInstance, userTask } from './support/rows.ts'
import { type SandboxStand, sandboxStand, strictStand } from './support/stand.ts'

const SORT = [{ field: 'processDefinitionKey', order: 'ASC' }]
const PAGE = { limit: 50 }

describe('what is asked of the cluster', () => {
  test('a definition by its key is one read', async () => {
    const row = processDefinition({ processDefinitionKey: key(1), version: 3, versionTag: 'v3', hasStartForm: true })
    await using stand = await strictStand({ rows: { processDefinitions: [row] } })
    const query = `query ($key: ID!) { processDefinition(processDefinitionKey: $key) {
      processDefinitionKey processDefinitionId name version versionTag resourceName hasStartForm state tenantId
    } }`
    expect(await stand.ask(query, { key: key(1) })).toEqual({ processDefinition: row })
    expect(stand.wire()).toEqual([[`GET /process-definitions/${key(1)}`]])
    expect(await stand.ask(query, { key: key(2) })).toEqual({ processDefinition: null })
    expect(stand.wire()).toEqual([[`GET /process-definitions/${key(2)}`]])
    expect(await stand.refused(query, { key: 'order' })).toEqual(['BAD_USER_INPUT'])
    expect(stand.wire()).toEqual([])
  })

  test('a filter and a sort reach the search, and the sort ends in the key', async () => {
    const rows = [1, 2, 3].map((version) =>
      processDefinition({ processDefinitionKey: key(version), version, name: version === 2 ? 'Returns' : 'Orders' }),
    )
    await using stand = await strictStand({ rows: { processDefinitions: rows } })
    const data = await stand.ask(`{ processDefinitions(
      first: 2
      filter: { name: { like: "Ord*" }, processDefinitionId: { in: ["order-process", "other"] }, state: ACTIVE }
      sort: [{ field: version, order: DESC }]
    ) { totalCount nodes { version } } }`)
    expect(data).toEqual({ processDefinitions: { totalCount: 2, nodes: [{ version: 3 }, { version: 1 }] } })
    expect(stand.wire()).toEqual([
      [
        'POST /process-definitions/search',
        {
          filter: {
            name: { $like: 'Ord*' },
            processDefinitionId: { $in: ['order-process', 'other'] },
            state: 'ACTIVE',
          },
          sort: [{ field: 'version', order: 'DESC' }, ...SORT],
          page: { limit: 2 },
        },
      ],
    ])
  })

  test('the latest versions are sorted by id and tenant, forward only', async () => {
    await using stand = await strictStand({ rows: { processDefinitions: [processDefinition()] } })
    const latest = (args: string) => `{ processDefinitions(${args}, filter: { isLatestVersion: true }) { totalCount } }`
    await stand.ask(latest('first: 5'))
    await stand.ask(latest('first: 5, sort: [{ field: processDefinitionId, order: DESC }]'))
    const byId = { field: 'processDefinitionId', order: 'ASC' }
    expect(stand.wire().map(([, body]) => (body as { sort: unknown }).sort)).toEqual([
      [byId, { field: 'tenantId', order: 'ASC' }],
      [{ ...byId, order: 'DESC' }],
    ])
    expect(await stand.refused(latest('last: 5'))).toEqual(['BAD_USER_INPUT'])
    expect(await stand.refused(latest('first: 5, sort: [{ field: version }]'))).toEqual(['BAD_USER_INPUT'])
    expect(stand.wire()).toEqual([])
  })

  test('everything that names the definition is one search each', async () => {
    const other = { processDefinitionKey: key(9) }
    await using stand = await strictStand({
      rows: {
        processDefinitions: [processDefinition()],
        processInstances: [processInstance({ processInstanceKey: key(1) }), processInstance(other)],
        elementInstances: [elementInstance({ elementInstanceKey: key(2) }), elementInstance(other)],
        jobs: [job({ jobKey: key(3) }), job(other)],
        userTasks: [userTask({ userTaskKey: key(4) }), userTask(other)],
        incidents: [incident({ incidentKey: key(5) }), incident(other)],
      },
    })
    const data = await stand.ask(`{ processDefinition(processDefinitionKey: "${key(0)}") {
      processInstances(filter: { state: { eq: ACTIVE } }) { nodes { processInstanceKey } }
      elementInstances { nodes { elementInstanceKey } }
      jobs(first: 7) { nodes { jobKey } }
      userTasks(sort: [{ field: priority, order: DESC }]) { nodes { userTaskKey } }
      incidents { nodes { incidentKey } }
    } }`)
    expect(data.processDefinition).toEqual({
      processInstances: { nodes: [{ processInstanceKey: key(1) }] },
      elementInstances: { nodes: [{ elementInstanceKey: key(2) }] },
      jobs: { nodes: [{ jobKey: key(3) }] },
      userTasks: { nodes: [{ userTaskKey: key(4) }] },
      incidents: { nodes: [{ incidentKey: key(5) }] },
    })
    const filter = { processDefinitionKey: key(0) }
    const by = (field: string) => [{ field, order: 'ASC' }]
    // They are asked for at once, so in any order.
    expect(stand.wire().slice(1).toSorted()).toEqual([
      ['POST /element-instances/search', { filter, sort: by('elementInstanceKey'), page: PAGE }],
      ['POST /incidents/search', { filter, sort: by('incidentKey'), page: PAGE }],
      ['POST /jobs/search', { filter, sort: by('jobKey'), page: { limit: 7 } }],
      [
        'POST /process-instances/search',
        { filter: { state: 'ACTIVE', ...filter }, sort: by('processInstanceKey'), page: PAGE },
      ],
      ['POST /user-tasks/search', { filter, sort: [{ field: 'priority', order: 'DESC' }], page: PAGE }],
    ])
  })

  test('the XML is read once and kept', async () => {
    await using stand = await strictStand({
      rows: { processDefinitions: [processDefinition()] },
      answers: {
        getProcessDefinitionXML: () => ({ text: '<définition é="1"/>\n', headers: { 'content-type': 'text/xml' } }),
      },
    })
    const query = `{ processDefinition(processDefinitionKey: "${key(0)}") { xml } }`
    for (const _ of [1, 2]) {
      expect(await stand.ask(query)).toEqual({ processDefinition: { xml: '<définition é="1"/>\n' } })
    }
    // Neither is the definition itself read twice: it does not change.
    expect(stand.wire()).toEqual([[`GET /process-definitions/${key(0)}`], [`GET /process-definitions/${key(0)}/xml`]])
  })

  test('statistics count what the filter lets through', async () => {
    const items = [{ elementId: 'ship', active: 3, canceled: 0, incidents: 1, completed: 9007199254740000 }]
    await using stand = await strictStand({
      rows: { processDefinitions: [processDefinition()] },
      answers: { getProcessDefinitionStatistics: () => ({ body: { items } }) },
    })
    const query = (args: string) => `{ processDefinition(processDefinitionKey: "${key(0)}") {
      elementStatistics${args} { elementId active canceled incidents completed }
    } }`
    expect(await stand.ask(query(''))).toEqual({ processDefinition: { elementStatistics: items } })
    await stand.ask(query('(filter: { hasIncident: true, or: [{ elementId: { eq: "ship" } }, { tags: ["vip"] }] })'))
    expect(stand.wire().slice(1)).toEqual([
      [`POST /process-definitions/${key(0)}/statistics/element-instances`, {}],
      [
        `POST /process-definitions/${key(0)}/statistics/element-instances`,
        { filter: { hasIncident: true, $or: [{ elementId: 'ship' }, { tags: ['vip'] }] } },
      ],
    ])
    const nothing = await stand.ask(query('(filter: { processInstanceKey: { in: [] } })'))
    expect(nothing).toEqual({ processDefinition: { elementStatistics: [] } })
    expect(stand.wire()).toEqual([])
  })
})

describe('against a cluster', () => {
  let stand: SandboxStand
  beforeAll(async () => {
    stand = await sandboxStand({ seed: true })
  })
  afterAll(() => stand[Symbol.asyncDispose]())

  test('lists all versions of a process, or the latest alone', async () => {
    const versions = (more: string) => `{ processDefinitions(
      filter: { processDefinitionId: { eq: "order" } ${more} }
    ) { totalCount nodes { version versionTag name hasStartForm startForm { formId } } } }`
    const of = (version: number, versionTag: string) => ({
      version,
      versionTag,
      name: 'Order processing',
      hasStartForm: true,
      startForm: { formId: 'order' },
    })
    expect((await stand.ask(versions(''))).processDefinitions).toEqual({
      totalCount: 2,
      nodes: [of(1, '1.0'), of(2, '1.1')],
    })
    expect((await stand.ask(versions('isLatestVersion: true'))).processDefinitions).toEqual({
      totalCount: 1,
      nodes: [of(2, '1.1')],
    })
  })

  test('a new version becomes the latest, keeps its XML, and shows what runs on it', async () => {
    const first = bpmn(
      'greet',
      `<!-- Grüezi -->${element('startEvent', 'begin')}${user('hello')}${flow('begin', 'hello')}`,
    )
    await stand.deploy({ 'greet.bpmn': first })
    const second = first.replaceAll('hello', 'salut')
    const { greet } = await stand.deploy({ 'greet.bpmn': second })
    const latest = `{ processDefinitions(filter: { processDefinitionId: { eq: "greet" }, isLatestVersion: true }) {
      nodes { processDefinitionKey version xml startForm { formId } }
    } }`
    const nodes = [{ processDefinitionKey: greet, version: 2, xml: second, startForm: null }]
    expect(await stand.ask(latest)).toEqual({ processDefinitions: { nodes } })

    const instances = [await stand.start('greet'), await stand.start('greet')]
    const runs = `query ($key: ID!) { processDefinition(processDefinitionKey: $key) {
      processInstances { nodes { processInstanceKey } }
      userTasks { totalCount }
      elementStatistics { elementId active canceled incidents completed }
    } }`
    const running = { canceled: 0, incidents: 0 }
    const { processDefinition } = await stand.ask(runs, { key: greet })
    expect(processDefinition).toMatchObject({
      processInstances: { nodes: instances.map((processInstanceKey) => ({ processInstanceKey })) },
      userTasks: { totalCount: 2 },
    })
    expect(processDefinition.elementStatistics).toEqual(
      expect.arrayContaining([
        { elementId: 'begin', active: 0, completed: 2, ...running },
        { elementId: 'salut', active: 2, completed: 0, ...running },
      ]),
    )
  })
})
