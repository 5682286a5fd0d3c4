import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bpmn, element, flow, service } from '../sandbox/testing.ts'
import { elementInstance, incident, job, key, processDefinition, processInstance } from './support/rows.ts'
import { type SandboxStand, sandboxStand, strictStand } from './support/stand.ts'

const [INCIDENT, INSTANCE, ELEMENT, JOB] = [key(1), key(2), key(3), key(4)]
const OWN = { incidentKey: INCIDENT, processInstanceKey: INSTANCE, elementInstanceKey: ELEMENT, jobKey: JOB }

const rows = () => ({
  processDefinitions: [processDefinition()],
  processInstances: [processInstance({ processInstanceKey: INSTANCE })],
  elementInstances: [elementInstance({ elementInstanceKey: ELEMENT, processInstanceKey: INSTANCE })],
  jobs: [job({ jobKey: JOB, retries: 0 })],
  incidents: [incident(OWN), incident({ state: 'RESOLVED', errorType: 'CONDITION_ERROR' })],
})

const one = (fields: string) => `{ incident(incidentKey: "${INCIDENT}") { ${fields} } }`

describe('what is asked of the cluster', () => {
  test('an incident by its key is one read', async () => {
    await using stand = await strictStand({ rows: rows() })
    const row = incident(OWN)
    const data = await stand.ask(
      one(`${Object.keys(row).join(' ')} stackTrace processDefinition { processDefinitionId tenantId }`),
    )
    const { processDefinitionId, tenantId } = row
    expect(data).toEqual({
      // Camunda 8 has none.
      incident: { ...row, stackTrace: null, processDefinition: { processDefinitionId, tenantId } },
    })
    expect(await stand.ask(`{ incident(incidentKey: "${key(9)}") { state } }`)).toEqual({ incident: null })
    expect(stand.wire()).toEqual([[`GET /incidents/${INCIDENT}`], [`GET /incidents/${key(9)}`]])
  })

  test('filters and sort', async () => {
    await using stand = await strictStand({ rows: rows() })
    const data = await stand.ask(`{ incidents(
      first: 20
      filter: {
        state: { notIn: [RESOLVED, MIGRATED] }, errorType: { eq: JOB_NO_RETRIES }
        errorMessage: { like: "*retries*" }, creationTime: { lt: "2026-02-01T00:00:00Z" }
      }
      sort: [{ field: creationTime, order: DESC }]
    ) { totalCount nodes { incidentKey } } }`)
    expect(data).toEqual({ incidents: { totalCount: 1, nodes: [{ incidentKey: INCIDENT }] } })
    expect(stand.wire()).toEqual([
      [
        'POST /incidents/search',
        {
          filter: {
            state: { $notIn: ['RESOLVED', 'MIGRATED'] },
            errorType: 'JOB_NO_RETRIES',
            errorMessage: { $like: '*retries*' },
            creationTime: { $lt: '2026-02-01T00:00:00Z' },
          },
          sort: [
            { field: 'creationTime', order: 'DESC' },
            { field: 'incidentKey', order: 'ASC' },
          ],
          page: { limit: 20 },
        },
      ],
    ])
  })

  test('what it stops: a read each, and a search for the job', async () => {
    await using stand = await strictStand({ rows: rows() })
    const data = await stand.ask(
      one(`processInstance { state } rootProcessInstance { state } elementInstance { elementName }
        processDefinition { version } job { jobKey retries }`),
    )
    expect(data.incident).toEqual({
      processInstance: { state: 'ACTIVE' },
      rootProcessInstance: { state: 'ACTIVE' },
      elementInstance: { elementName: 'Ship parcel' },
      processDefinition: { version: 1 },
      job: { jobKey: JOB, retries: 0 },
    })
    expect(stand.wire().slice(1).toSorted()).toEqual([
      [`GET /element-instances/${ELEMENT}`],
      [`GET /process-definitions/${key(0)}`],
      [`GET /process-instances/${INSTANCE}`],
      ['POST /jobs/search', { filter: { jobKey: JOB }, page: { limit: 1 } }],
    ])
    const none = await stand.ask('{ incidents(filter: { jobKey: { exists: false } }) { nodes { job { retries } } } }')
    expect(none).toEqual({ incidents: { nodes: [{ job: null }] } })
    expect(stand.wire()).toHaveLength(1)
  })

  test.each([
    ['', {}],
    [', operationReference: 9223372036854775806', { operationReference: 9223372036854775806n }],
  ])('resolveIncident%s', async (more, body) => {
    await using stand = await strictStand({ rows: rows(), answers: { resolveIncident: () => ({}) } })
    const data = await stand.ask(
      `mutation { resolveIncident(input: { incidentKey: "${INCIDENT}"${more} }) { incident { incidentKey } } }`,
    )
    expect(data).toEqual({ resolveIncident: { incident: { incidentKey: INCIDENT } } })
    const [call] = stand.upstream.calls
    expect(call?.text).toBe(`{${Object.entries(body).map(([name, value]) => `"${name}":${value}`)}}`)
    expect(stand.wire().map(([path]) => path)).toEqual([`POST /incidents/${INCIDENT}/resolution`])
  })

  test('the resolved incident is read until it shows', async () => {
    await using stand = await strictStand({ rows: rows(), answers: { resolveIncident: () => ({}) } })
    let reads = 0
    stand.upstream.answers.getIncident = () => {
      if (++reads === 3) stand.upstream.rows.incidents[0] = incident({ ...OWN, state: 'RESOLVED' })
      return undefined
    }
    const data = await stand.ask(
      `mutation { resolveIncident(input: { incidentKey: "${INCIDENT}" }) { incident { state } } }`,
    )
    expect(data).toEqual({ resolveIncident: { incident: { state: 'RESOLVED' } } })
    expect(stand.upstream.operations()).toEqual(['resolveIncident', ...Array(3).fill('getIncident')])
  })
})

describe('against a cluster', () => {
  let stand: SandboxStand
  beforeAll(async () => {
    stand = await sandboxStand()
    const gateway = element('exclusiveGateway', 'which')
    await stand.deploy({
      'p.bpmn': bpmn(
        'p',
        element('startEvent', 's') +
          gateway +
          element('endEvent', 'e') +
          flow('s', 'which') +
          flow('which', 'e', '=amount &lt; 10'),
      ),
      'work.bpmn': bpmn('worked', element('startEvent', 's') + service('work') + flow('s', 'work')),
    })
  })
  afterAll(() => stand[Symbol.asyncDispose]())

  const resolve = (incidentKey: string, fields: string) =>
    `mutation { resolveIncident(input: { incidentKey: "${incidentKey}" }) { incident { ${fields} } } }`
  const ofInstance = async (instance: string) => {
    const query = `{ processInstance(processInstanceKey: "${instance}") {
      hasIncident incidents(filter: { state: { eq: ACTIVE } }) { nodes { incidentKey errorType elementId job { jobKey } } }
    } }`
    const { processInstance } = await stand.until(query, {}, { processInstance: { hasIncident: true } })
    expect(processInstance.incidents.nodes).toHaveLength(1)
    return processInstance.incidents.nodes[0]
  }

  test('stops an instance until its cause is removed; resolved too early it comes back as a new one', async () => {
    const instance = await stand.start('p', { amount: 50 })
    const { incidentKey: first, ...shown } = await ofInstance(instance)
    expect(shown).toEqual({ errorType: 'CONDITION_ERROR', elementId: 'which', job: null })

    const early = await stand.ask(resolve(first, 'state'))
    expect(early).toEqual({ resolveIncident: { incident: { state: 'RESOLVED' } } })
    const { incidentKey: second } = await ofInstance(instance)
    expect(second).not.toBe(first)

    await stand.ask(`mutation { createElementInstanceVariables(
      input: { elementInstanceKey: "${instance}", variables: { amount: 5 } }
    ) { __typename } }`)
    const late = await stand.ask(resolve(second, 'state processInstance { state hasIncident }'))
    expect(late.resolveIncident.incident).toEqual({
      state: 'RESOLVED',
      processInstance: { state: 'COMPLETED', hasIncident: false },
    })
    expect(await stand.refused(resolve(second, 'state'))).toEqual(['NOT_FOUND'])
  })

  test('all of an instance are resolved by one command, which goes on by itself', async () => {
    const instance = await stand.start('worked')
    const { activateJobs } = await stand.ask(
      'mutation { activateJobs(input: { type: "work", maxJobsToActivate: 1, timeout: 60000 }) { jobs { jobKey } } }',
    )
    const [{ jobKey }] = activateJobs.jobs
    await stand.ask(`mutation { failJob(input: { jobKey: "${jobKey}" }) { job { state } } }`)
    const { incidentKey, ...shown } = await ofInstance(instance)
    expect(shown).toEqual({ errorType: 'JOB_NO_RETRIES', elementId: 'work', job: { jobKey } })
    const { resolveProcessInstanceIncidents } = await stand.ask(`mutation {
      resolveProcessInstanceIncidents(input: { processInstanceKey: "${instance}" }) {
        batchOperationType processInstance { state }
      }
    }`)
    expect(resolveProcessInstanceIncidents).toEqual({
      batchOperationType: 'RESOLVE_INCIDENT',
      processInstance: { state: 'ACTIVE' },
    })
    // The job, too, is given an attempt.
    await stand.until(
      `{ incident(incidentKey: "${incidentKey}") { state job { retries } } processInstance(processInstanceKey: "${instance}") { hasIncident } }`,
      {},
      { incident: { state: 'RESOLVED', job: { retries: 1 } }, processInstance: { hasIncident: false } },
    )
  })
})
