import { describe, expect, test } from 'vitest'
import { key } from './support/rows.ts'
import { strictStand } from './support/stand.ts'

const [JOB, INSTANCE, ELEMENT] = [key(1), key(2), key(3)]
const DEADLINE = '2026-01-01T12:05:00.123Z'

const activated = (more: object = {}) => ({
  type: 'ship-parcel',
  processDefinitionId: 'order-process',
  processDefinitionVersion: 4,
  elementId: 'ship-parcel',
  customHeaders: { carrier: 'post' },
  worker: 'w',
  retries: 3,
  deadline: Date.parse(DEADLINE),
  variables: {},
  tenantId: '<default>',
  jobKey: JOB,
  processInstanceKey: INSTANCE,
  processDefinitionKey: key(0),
  elementInstanceKey: ELEMENT,
  rootProcessInstanceKey: null,
  kind: 'BPMN_ELEMENT',
  listenerEventType: 'UNSPECIFIED',
  userTask: null,
  tags: [],
  ...more,
})

describe('commands on the wire', () => {
  test('activateJobs: a deadline is a DateTime, variables are exact, a listener’s job has its task', async () => {
    const userTask = {
      action: 'complete',
      assignee: 'demo',
      candidateGroups: ['a'],
      candidateUsers: [],
      changedAttributes: ['assignee'],
      dueDate: null,
      followUpDate: null,
      formKey: null,
      priority: 50,
      userTaskKey: key(8),
    }
    const text = JSON.stringify({ jobs: [activated({ kind: 'TASK_LISTENER', userTask })] })
    await using stand = await strictStand({
      answers: {
        activateJobs: () => ({ text: text.replace('"variables":{}', '"variables":{"n":9007199254740993,"f":1.0}') }),
      },
    })
    const query = `mutation ($input: ActivateJobsInput!) { activateJobs(input: $input) { jobs {
      deadline variables customHeaders kind userTask { ${Object.keys(userTask).join(' ')} }
      processInstance { processInstanceKey } processDefinition { processDefinitionId version }
      elementInstance { elementInstanceKey }
    } } }`
    const input = { type: 'ship-parcel', maxJobsToActivate: 2, timeout: 60_000, fetchVariable: ['n'], worker: null }
    const answer = await stand.gateway.ask(query, { input })
    expect(answer.errors).toBeUndefined()
    expect(answer.text).toContain('"variables":{"n":9007199254740993,"f":1.0}')
    expect(answer.data.activateJobs.jobs).toMatchObject([
      {
        deadline: DEADLINE,
        customHeaders: { carrier: 'post' },
        kind: 'TASK_LISTENER',
        userTask,
        processInstance: { processInstanceKey: INSTANCE },
        processDefinition: { processDefinitionId: 'order-process', version: 4 },
        elementInstance: { elementInstanceKey: ELEMENT },
      },
    ])
    const { worker: _, ...body } = input
    expect(stand.wire()).toEqual([['POST /jobs/activation', body]])
    expect(stand.upstream.violations).toEqual([])
    for (const wrong of [{ maxJobsToActivate: 0 }, { timeout: 0 }]) {
      expect(await stand.refused(query, { input: { ...input, ...wrong } })).toEqual(['BAD_USER_INPUT'])
    }
    expect(stand.wire()).toEqual([])
  })

  const corrections = { assignee: '', candidateGroups: ['b'], dueDate: '2026-05-01T10:00:00Z', priority: 0 }
  const activateElements = [{ elementId: 'a', variables: { x: 1 } }]
  test.each([
    ['completeJob', {}, 'POST', '/completion', {}],
    ['completeJob', { variables: { a: 1 }, result: null }, 'POST', '/completion', { variables: { a: 1 } }],
    [
      'completeJob',
      { result: { userTask: { denied: true, deniedReason: 'Not yet' } } },
      'POST',
      '/completion',
      { result: { type: 'userTask', denied: true, deniedReason: 'Not yet' } },
    ],
    [
      'completeJob',
      { result: { userTask: { corrections } } },
      'POST',
      '/completion',
      { result: { type: 'userTask', corrections } },
    ],
    [
      'completeJob',
      {
        result: { userTask: { corrections: { assignee: null, dueDate: null, candidateUsers: null, priority: null } } },
      },
      'POST',
      '/completion',
      { result: { type: 'userTask', corrections: { assignee: '', dueDate: '', candidateUsers: [] } } },
    ],
    [
      'completeJob',
      { result: { adHocSubProcess: { activateElements, isCompletionConditionFulfilled: false } } },
      'POST',
      '/completion',
      { result: { type: 'adHocSubProcess', activateElements, isCompletionConditionFulfilled: false } },
    ],
    ['failJob', {}, 'POST', '/failure', {}],
    [
      'failJob',
      { retries: 0, errorMessage: 'jam', retryBackOff: 500, variables: { a: null } },
      'POST',
      '/failure',
      { retries: 0, errorMessage: 'jam', retryBackOff: 500, variables: { a: null } },
    ],
    ['throwJobError', { errorCode: 'E1' }, 'POST', '/error', { errorCode: 'E1' }],
    [
      'throwJobError',
      { errorCode: 'E1', errorMessage: 'no', variables: { a: 1 } },
      'POST',
      '/error',
      { errorCode: 'E1', errorMessage: 'no', variables: { a: 1 } },
    ],
    ['updateJob', { retries: 2 }, 'PATCH', '', { changeset: { retries: 2 } }],
    [
      'updateJob',
      { retries: null, timeout: 5000, operationReference: 7 },
      'PATCH',
      '',
      { changeset: { timeout: 5000 }, operationReference: 7 },
    ],
  ])('%s %j', async (field, input, method, path, body) => {
    await using stand = await strictStand({ answers: { [field]: () => ({}) } })
    const type = `${field.replace(/^./, (letter) => letter.toUpperCase())}Input`
    const data = await stand.ask(`mutation ($input: ${type}!) { ${field}(input: $input) { job { jobKey } } }`, {
      input: { jobKey: JOB, ...input },
    })
    expect(data[field]).toEqual({ job: { jobKey: JOB } })
    expect(stand.wire()).toEqual([[`${method} /jobs/${JOB}${path}`, body]])
  })

  test('an update of nothing is refused before any call', async () => {
    await using stand = await strictStand()
    const update = `mutation { updateJob(input: { jobKey: "${JOB}", retries: null }) { job { state } } }`
    expect(await stand.refused(update)).toEqual(['BAD_USER_INPUT'])
    expect(stand.wire()).toEqual([])
  })
})
