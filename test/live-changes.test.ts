import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { VERSIONS, type Version } from '../contract/contract.ts'
import { type Listening, listen } from './support/events.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
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
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'

/** Questions that read in different ways: lists, relations by key and below many parents, counts, pages, single objects. */
const QUESTIONS: Record<string, string> = {
  list: '{ processInstances(first: 3) { totalCount nodes { processInstanceKey state hasIncident } pageInfo { hasNextPage endCursor } } }',
  below:
    '{ processInstances { nodes { processInstanceKey userTasks(first: 2) { totalCount nodes { userTaskKey assignee state } } } } }',
  incidents: '{ processInstances { nodes { state incidents { totalCount edges { node { errorMessage state } } } } } }',
  byKey: '{ userTasks { nodes { userTaskKey processInstance { state processDefinition { name } } } } }',
  deep: '{ incidents { nodes { errorMessage job { state retries } processInstance { state variables { totalCount nodes { name value } } } } } }',
  filtered: '{ userTasks(filter: { assignee: { eq: "anna" } }) { totalCount nodes { name } } }',
  elements: '{ elementInstances(first: 4) { nodes { elementId state processInstance { hasIncident } } } }',
  counts: '{ processInstances(first: 0) { totalCount } }',
  backward: '{ variables(last: 3) { nodes { name value } } }',
}

let upstream: Upstream
let gateway: RunningGateway
let listening: Listening[]

/** Numbers that are the same in each run. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    yield state / 2 ** 31
  }
}

describe.each<Version>(VERSIONS)('on %s', (version) => {
  beforeEach(async () => {
    const instances = [1, 2, 3, 4, 5].map((n) => processInstance({ processInstanceKey: key(n) }))
    const inTurn = (n: number) => key(1 + (n % 5))
    upstream = await startUpstream({
      version,
      rows: {
        processDefinitions: [processDefinition({})],
        processInstances: instances,
        userTasks: [1, 2, 3, 4, 5, 6, 7].map((n) =>
          userTask({ userTaskKey: key(100 + n), processInstanceKey: inTurn(n), assignee: 'anna' }),
        ),
        incidents: [1, 2, 3].map((n) =>
          incident({ incidentKey: key(200 + n), processInstanceKey: inTurn(n), jobKey: key(300 + n) }),
        ),
        jobs: [1, 2, 3].map((n) => job({ jobKey: key(300 + n), processInstanceKey: inTurn(n) })),
        variables: [1, 2, 3, 4].map((n) => variable({ variableKey: key(400 + n), processInstanceKey: inTurn(n) })),
        elementInstances: [1, 2, 3, 4].map((n) =>
          elementInstance({ elementInstanceKey: key(500 + n), processInstanceKey: inTurn(n) }),
        ),
      },
    })
    gateway = await startGateway(upstream, {
      CAMUNDA_VERSION: version,
      GATEWAY_LIVE_MIN_INTERVAL_MS: '100',
      GATEWAY_LIVE_MAX_INTERVAL_MS: '100',
    })
  })

  afterEach(async () => {
    for (const one of listening) one.leave()
    await gateway.close()
    await upstream.close()
    expectNoViolations(upstream)
  })

  /** Changes something, as instances that move do. */
  function change(random: () => number, time: number): void {
    const any = <Row>(rows: Row[]) => rows[Math.floor(random() * rows.length)]
    const { processInstances, userTasks, incidents, jobs, variables, elementInstances } = upstream.rows
    const changes = [
      () => Object.assign(any(processInstances) ?? {}, { state: random() < 0.5 ? 'ACTIVE' : 'COMPLETED' }),
      () => Object.assign(any(processInstances) ?? {}, { hasIncident: random() < 0.5 }),
      () => Object.assign(any(userTasks) ?? {}, { assignee: random() < 0.5 ? 'anna' : 'ben', name: `task ${time}` }),
      () => Object.assign(any(incidents) ?? {}, { errorMessage: `error ${time}` }),
      () => Object.assign(any(jobs) ?? {}, { retries: time }),
      () => Object.assign(any(variables) ?? {}, { value: String(time) }),
      () => Object.assign(any(elementInstances) ?? {}, { state: random() < 0.5 ? 'ACTIVE' : 'COMPLETED' }),
      () => userTasks.push(userTask({ processInstanceKey: any(processInstances)?.processInstanceKey ?? '' })),
      () => userTasks.pop(),
      () => incidents.push(incident({ processInstanceKey: any(processInstances)?.processInstanceKey ?? '' })),
      () => processInstances.push(processInstance()),
      () => variables.push(variable({ processInstanceKey: any(processInstances)?.processInstanceKey ?? '' })),
      () => variables.pop(),
    ]
    any(changes)?.()
  }

  test('each subscription comes to say what the query says', async () => {
    const source = numbers(version.length * 7 + 1)
    const random = () => source.next().value
    const latest = new Map<string, unknown>()
    listening = await Promise.all(
      Object.values(QUESTIONS).map((question) => listen(gateway.url, `subscription ${question}`)),
    )
    for (const [at, name] of Object.keys(QUESTIONS).entries()) {
      const follow = async () => {
        for (;;) latest.set(name, await listening[at]?.next())
      }
      follow().catch(() => {})
    }
    for (let time = 1; time <= 12; time++) {
      for (let count = 0; count < 3; count++) change(random, time * 10 + count)
      for (const [name, question] of Object.entries(QUESTIONS)) {
        const { data, errors } = await gateway.ask(question)
        expect(errors).toBeUndefined()
        await vi.waitFor(() => expect(latest.get(name), `${name}, ${time}`).toEqual({ data }), { timeout: 5_000 })
      }
    }
  })
})
