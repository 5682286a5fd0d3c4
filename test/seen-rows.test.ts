import { expect, test } from 'vitest'
import { incident, key, processDefinition, processInstance } from './support/rows.ts'
import { strictStand } from './support/stand.ts'

test('the newest decisions below many graphs are those below each of them', async () => {
  const graphs = [1, 2, 3, 4, 5, 6].map((n) => ({
    decisionRequirementsKey: key(n),
    decisionRequirementsId: 'graph',
    decisionRequirementsName: 'Graph',
    version: n,
    resourceName: 'graph.dmn',
    tenantId: '<default>',
  }))
  const definitions = graphs.map(({ decisionRequirementsKey, version }) => ({
    decisionDefinitionKey: key(100 + version),
    decisionDefinitionId: 'decision',
    decisionRequirementsId: 'graph',
    decisionRequirementsKey,
    decisionRequirementsName: 'Graph',
    decisionRequirementsVersion: version,
    name: 'Decision',
    tenantId: '<default>',
    version,
  }))
  await using stand = await strictStand({
    version: '8.10',
    rows: { decisionRequirements: graphs },
    answers: {
      // Elasticsearch filters first, and takes the newest version of each decision that is left.
      searchDecisionDefinitions: ({ body }) => {
        const { filter } = body as { filter: { decisionRequirementsKey?: string } }
        const { decisionRequirementsKey: wanted } = filter
        const [newest] = definitions
          .filter((one) => wanted === undefined || one.decisionRequirementsKey === wanted)
          .reverse()
        const page = { totalItems: 1, hasMoreTotalItems: false, startCursor: null, endCursor: null }
        return { body: { items: [newest], page } }
      },
    },
  })
  const { decisionRequirementsList } = await stand.ask(`{ decisionRequirementsList { nodes {
    decisionDefinitions(filter: { isLatestVersion: true }) { nodes { version } } } } }`)
  expect(decisionRequirementsList.nodes).toEqual(
    graphs.map(({ version }) => ({ decisionDefinitions: { nodes: [{ version }] } })),
  )
})

test('a row that a command has waited for is not taken back by a search that lags behind', async () => {
  const row = processInstance({ processInstanceKey: key(1) })
  const ended = { ...row, state: 'TERMINATED' as const, endDate: '2026-01-01T12:00:00.000Z' }
  await using stand = await strictStand({
    version: '8.10',
    rows: {
      processInstances: [row],
      processDefinitions: [processDefinition({})],
      incidents: [incident({ incidentKey: key(9), processInstanceKey: key(1) })],
    },
    answers: {
      cancelProcessInstance: () => ({}),
      getProcessInstance: () => ({ body: ended }),
    },
  })
  const data =
    await stand.ask(`mutation { cancelProcessInstance(input: { processInstanceKey: "${key(1)}" }) { processInstance { state
    processDefinition { processInstances { nodes { incidents { nodes { processInstance { state } } } } } } } } }`)
  expect(JSON.stringify(data)).not.toContain('ACTIVE')
  // What the command has waited for is not read again.
  expect(stand.wire().map(([call]) => call)).toEqual([
    `POST /process-instances/${key(1)}/cancellation`,
    `GET /process-instances/${key(1)}`,
    expect.stringContaining('GET /process-definitions/'),
    'POST /process-instances/search',
    'POST /incidents/search',
  ])
})
