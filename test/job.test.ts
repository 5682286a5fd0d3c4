import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bpmn, element, flow, service } from '../sandbox/testing.ts'
import { elementInstance, incident, job, key, processDefinition, processInstance } from './support/rows.ts'
import { type SandboxStand, sandboxStand, strictStand } from './support/stand.ts'

const [JOB, INSTANCE, ELEMENT] = [key(1), key(2), key(3)]
const OWN = { jobKey: JOB, processInstanceKey: INSTANCE, elementInstanceKey: ELEMENT }
const DEADLINE = '2026-01-01T12:05:00.123Z'

const rows = () => ({
  processDefinitions: [processDefinition()],
  processInstances: [processInstance({ processInstanceKey: INSTANCE })],
  elementInstances: [elementInstance({ elementInstanceKey: ELEMENT, processInstanceKey: INSTANCE })],
  jobs: [job({ ...OWN, deadline: DEADLINE }), job()],
  incidents: [incident({ incidentKey: key(4), jobKey: JOB }), incident()],
})

describe('what is asked of the cluster', () => {
  test('a job by its key is one search, as REST has no read of one', async () => {
    await using stand = await strictStand({ rows: rows() })
    const { businessId: _, priority: __, ...row } = job({ ...OWN, deadline: DEADLINE })
    const data = await stand.ask(`{ job(jobKey: "${JOB}") { ${Object.keys(row).join(' ')} } }`)
    expect(data).toEqual({ job: row })
    expect(await stand.ask(`{ job(jobKey: "${key(9)}") { state } }`)).toEqual({ job: null })
    expect(stand.wire()).toEqual([
      ['POST /jobs/search', { filter: { jobKey: JOB }, page: { limit: 1 } }],
      ['POST /jobs/search', { filter: { jobKey: key(9) }, page: { limit: 1 } }],
    ])
  })

  test('filters and sort', async () => {
    await using stand = await strictStand({ rows: rows() })
    const data = await stand.ask(`{ jobs(
      last: 1
      filter: { type: { like: "ship*" }, retries: { gt: 0 }, deadline: { exists: true }, kind: { neq: TASK_LISTENER } }
      sort: [{ field: deadline, order: DESC }]
    ) { nodes { jobKey } } }`)
    expect(data).toEqual({ jobs: { nodes: [{ jobKey: JOB }] } })
    expect(stand.wire()[0]).toMatchObject([
      'POST /jobs/search',
      {
        filter: {
          type: { $like: 'ship*' },
          retries: { $gt: 0 },
          deadline: { $exists: true },
          kind: { $neq: 'TASK_LISTENER' },
        },
      },
    ])
  })

  test('to what it belongs, and its incidents; what it carries costs nothing', async () => {
    await using stand = await strictStand({ rows: rows() })
    const carried = await stand.ask(`{ job(jobKey: "${JOB}") {
      processInstance { processInstanceKey processDefinitionId processDefinitionKey tenantId }
      processDefinition { processDefinitionId tenantId }
    } }`)
    const processDefinition = { processDefinitionId: 'order-process', tenantId: '<default>' }
    expect(carried.job).toEqual({
      processInstance: { processInstanceKey: INSTANCE, processDefinitionKey: key(0), ...processDefinition },
      processDefinition,
    })
    expect(stand.wire()).toHaveLength(1)
    const data = await stand.ask(`{ job(jobKey: "${JOB}") {
      processInstance { state } rootProcessInstance { state } elementInstance { elementName } processDefinition { version }
      incidents(filter: { state: { eq: ACTIVE } }) { nodes { incidentKey } }
    } }`)
    expect(data.job).toEqual({
      processInstance: { state: 'ACTIVE' },
      rootProcessInstance: { state: 'ACTIVE' },
      elementInstance: { elementName: 'Ship parcel' },
      processDefinition: { version: 1 },
      incidents: { nodes: [{ incidentKey: key(4) }] },
    })
    expect(stand.wire().slice(1).toSorted()).toEqual([
      [`GET /element-instances/${ELEMENT}`],
      [`GET /process-definitions/${key(0)}`],
      [`GET /process-instances/${INSTANCE}`],
      [
        'POST /incidents/search',
        {
          filter: { state: 'ACTIVE', jobKey: JOB },
          sort: [{ field: 'incidentKey', order: 'ASC' }],
          page: { limit: 50 },
        },
      ],
    ])
  })
})

describe('against a cluster', () => {
  let stand: SandboxStand
  beforeAll(async () => {
    stand = await sandboxStand()
    const elements = `${element('startEvent', 's')}${service('work')}${element('endEvent', 'e')}`
    const caught =
      '<bpmn:boundaryEvent id="oops" attachedToRef="work"><bpmn:errorEventDefinition errorRef="lost" /></bpmn:boundaryEvent>'
    await stand.deploy({
      'p.bpmn': bpmn(
        'p',
        elements + flow('s', 'work') + flow('work', 'e') + caught,
        '<bpmn:error id="lost" errorCode="E1" />',
      ),
    })
  })
  afterAll(() => stand[Symbol.asyncDispose]())

  const activate = async (requestTimeout = 5_000) => {
    const { activateJobs } = await stand.ask(
      `mutation ($input: ActivateJobsInput!) { activateJobs(input: $input) { jobs {
        jobKey deadline retries worker variables processInstanceKey
      } } }`,
      { input: { type: 'work', maxJobsToActivate: 1, timeout: 60_000, worker: 'tester', requestTimeout } },
    )
    return activateJobs.jobs
  }
  const run = async (field: string, jobKey: string, input: string, fields: string) => {
    const data = await stand.ask(`mutation { ${field}(input: { jobKey: "${jobKey}" ${input} }) { job { ${fields} } } }`)
    return data[field].job
  }

  test('fails until no retries are left, gets new ones, is resolved and completed', async () => {
    const instance = await stand.start('p', { a: 1 })
    const before = Date.now()
    const [first] = await activate()
    const { jobKey } = first
    expect(first).toMatchObject({ retries: 3, worker: 'tester', variables: { a: 1 }, processInstanceKey: instance })
    // 60 seconds of lease.
    expect(Date.parse(first.deadline) - before).toBeGreaterThanOrEqual(60_000)
    expect(await activate(-1)).toEqual([])

    const failed = 'state retries errorMessage hasFailedWithRetriesLeft deadline incidents { totalCount }'
    const once = await run('failJob', jobKey, 'retries: 1, errorMessage: "jam"', failed)
    expect(once).toEqual({
      state: 'FAILED',
      retries: 1,
      errorMessage: 'jam',
      hasFailedWithRetriesLeft: true,
      // The search's own date-time, of the same lease.
      deadline: first.deadline,
      incidents: { totalCount: 0 },
    })
    expect((await activate())[0].jobKey).toBe(jobKey)
    const twice = await run(
      'failJob',
      jobKey,
      'errorMessage: "out of ink"',
      'state retries incidents { nodes { incidentKey errorMessage job { jobKey } } }',
    )
    expect(twice).toMatchObject({ state: 'FAILED', retries: 0 })
    const [{ incidentKey, ...shown }] = twice.incidents.nodes
    expect(shown).toEqual({ errorMessage: 'out of ink', job: { jobKey } })

    const resolve = `mutation { resolveIncident(input: { incidentKey: "${incidentKey}" }) { incident { state } } }`
    expect(await stand.refused(resolve)).toEqual(['CONFLICT'])
    expect(await run('updateJob', jobKey, 'retries: 2', 'state retries')).toEqual({
      state: 'RETRIES_UPDATED',
      retries: 2,
    })
    expect(await stand.ask(resolve)).toEqual({ resolveIncident: { incident: { state: 'RESOLVED' } } })

    expect((await activate())[0]).toMatchObject({ jobKey, retries: 2 })
    const completed = await run(
      'completeJob',
      jobKey,
      'variables: { done: 1.0 }',
      'state endTime processInstance { state variables { nodes { name value } } }',
    )
    expect(completed).toMatchObject({
      state: 'COMPLETED',
      endTime: expect.any(String),
      processInstance: { state: 'COMPLETED', variables: { nodes: [{ name: 'a' }, { name: 'done' }] } },
    })
    expect(await stand.refused(`mutation { completeJob(input: { jobKey: "${jobKey}" }) { job { state } } }`)).toEqual([
      'NOT_FOUND',
    ])
  })

  test('throws an error that the model catches', async () => {
    await stand.start('p')
    const [{ jobKey }] = await activate()
    const thrown = await run(
      'throwJobError',
      jobKey,
      'errorCode: "E1", errorMessage: "lost"',
      'state errorCode errorMessage elementInstance { state }',
    )
    expect(thrown).toEqual({
      state: 'ERROR_THROWN',
      errorCode: 'E1',
      errorMessage: 'lost',
      elementInstance: { state: 'TERMINATED' },
    })
  })

  test('leases are extended, and the job shows the new one', async () => {
    await stand.start('p')
    const [{ jobKey, deadline }] = await activate()
    const job = await run('updateJob', jobKey, 'timeout: 3600000, retries: 7', 'deadline retries')
    expect(job.retries).toBe(7)
    expect(Date.parse(job.deadline) - Date.parse(deadline)).toBeGreaterThan(3_000_000)
  })
})
