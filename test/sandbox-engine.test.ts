import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSandbox, type Sandbox } from '../sandbox/sandbox.ts'
import { bpmn, element, flow, restClient, service, user } from '../sandbox/testing.ts'

let sandbox: Sandbox
let rest: ReturnType<typeof restClient>

beforeEach(async () => {
  sandbox = await createSandbox({ exportLagMs: 0 })
  rest = restClient(sandbox.url)
})
afterEach(() => sandbox.close())

const START = '<bpmn:startEvent id="start" />'
const END = '<bpmn:endEvent id="end" />'

async function start(processId: string, variables: object | string = {}): Promise<string> {
  const json = typeof variables === 'string' ? variables : JSON.stringify(variables)
  const { status, body } = await rest.post(
    '/process-instances',
    `{"processDefinitionId":"${processId}","variables":${json}}`,
  )
  expect(status, JSON.stringify(body)).toBe(200)
  return body.processInstanceKey
}

async function run(processId: string, elements: string, variables: object | string = {}, more = ''): Promise<string> {
  const { status, body } = await rest.deploy({ [`${processId}.bpmn`]: bpmn(processId, elements, more) })
  expect(status, JSON.stringify(body)).toBe(200)
  return start(processId, variables)
}

async function find(what: string, filter: object): Promise<Record<string, string>[]> {
  const { status, body } = await rest.post(`/${what}/search`, { filter })
  expect(status, JSON.stringify(body)).toBe(200)
  return body.items
}

async function only(what: string, filter: object): Promise<Record<string, string>> {
  const rows = await find(what, filter)
  expect(rows).toHaveLength(1)
  return rows[0] ?? {}
}

const instance = async (key: string) => (await rest.get(`/process-instances/${key}`)).body

async function state(key: string): Promise<string> {
  return (await instance(key)).state
}

/** Each element instance as `id STATE`, in order. */
async function visited(processInstanceKey: string): Promise<string[]> {
  const rows = await find('element-instances', { processInstanceKey })
  return rows.map(({ elementId, state }) => `${elementId} ${state}`)
}

async function values(processInstanceKey: string): Promise<Record<string, string>> {
  const rows = await find('variables', { scopeKey: processInstanceKey })
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]))
}

async function activate(type: string, more: object = {}) {
  const request = { type, worker: 'test', timeout: 60_000, maxJobsToActivate: 10, requestTimeout: -1, ...more }
  return (await rest.post('/jobs/activation', request)).body.jobs
}

async function work(type: string, variables: object | string = {}): Promise<void> {
  const [job] = await activate(type)
  const json = typeof variables === 'string' ? variables : JSON.stringify(variables)
  expect((await rest.post(`/jobs/${job.jobKey}/completion`, `{"variables":${json}}`)).status).toBe(204)
}

describe('a straight process', () => {
  it('passes through tasks that do nothing', async () => {
    const tasks = '<bpmn:task id="a" /><bpmn:manualTask id="b" />'
    const key = await run('p', START + tasks + END + flow('start', 'a') + flow('a', 'b') + flow('b', 'end'))
    expect(await state(key)).toBe('COMPLETED')
    expect(await visited(key)).toEqual(['start COMPLETED', 'a COMPLETED', 'b COMPLETED', 'end COMPLETED'])
    const { body } = await rest.get(`/process-instances/${key}/sequence-flows`)
    expect(body.items.map((item: { elementId: string }) => item.elementId)).toEqual(['start-a', 'a-b', 'b-end'])
  })

  it('waits at a user task whose attributes are evaluated', async () => {
    const assignment =
      '<zeebe:assignmentDefinition assignee="=owner" candidateGroups="=groups" candidateUsers="bob, carla" />' +
      '<zeebe:taskSchedule dueDate="=date and time(&quot;2026-05-01T10:00:00Z&quot;) + duration(&quot;P1D&quot;)" followUpDate="2026-04-30T08:00:00+02:00" />' +
      '<zeebe:priorityDefinition priority="=70 + 5" />'
    const key = await run('p', START + user('task', assignment) + END + flow('start', 'task') + flow('task', 'end'), {
      owner: 'alice',
      groups: ['sales', 'hr'],
    })
    const task = await only('user-tasks', { processInstanceKey: key })
    expect(task).toMatchObject({
      state: 'CREATED',
      assignee: 'alice',
      candidateGroups: ['sales', 'hr'],
      candidateUsers: ['bob', 'carla'],
      dueDate: '2026-05-02T10:00:00.000Z',
      followUpDate: '2026-04-30T06:00:00.000Z',
      priority: 75,
    })
    await rest.post(`/user-tasks/${task.userTaskKey}/completion`, { variables: { done: true } })
    expect(await state(key)).toBe('COMPLETED')
    expect(await values(key)).toMatchObject({ done: 'true' })
  })

  it('writes the result of a script', async () => {
    const script = element('scriptTask', 'sum', '<zeebe:script expression="=a + b" resultVariable="c" />')
    const key = await run('p', START + script + END + flow('start', 'sum') + flow('sum', 'end'), { a: 1, b: 2 })
    expect(await values(key)).toEqual({ a: '1', b: '2', c: '3' })
  })
})

describe('gateways', () => {
  const exclusive = (attributes = '') =>
    START +
    element('exclusiveGateway', 'which', '', '', attributes) +
    '<bpmn:endEvent id="low" /><bpmn:endEvent id="high" />' +
    flow('start', 'which') +
    flow('which', 'high', '=amount &gt; 100')

  it('takes the flow whose condition holds, else the default one', async () => {
    const elements = `${exclusive('default="which-low"')}${flow('which', 'low')}`
    const high = await run('p', elements, { amount: 101 })
    const low = await start('p', { amount: 1 })
    expect(await visited(high)).toContain('high COMPLETED')
    expect(await visited(low)).toContain('low COMPLETED')
  })

  it('stops with an incident when no flow can be taken, and goes on once it can', async () => {
    const key = await run('p', `${exclusive()}${flow('which', 'low', '=amount &lt; 10')}`, { amount: 50 })
    const incident = await only('incidents', { processInstanceKey: key })
    expect(incident).toMatchObject({ errorType: 'CONDITION_ERROR', elementId: 'which', jobKey: null, state: 'ACTIVE' })
    expect(await instance(key)).toMatchObject({ state: 'ACTIVE', hasIncident: true })
    await rest.put(`/element-instances/${key}/variables`, { variables: { amount: 5 } })
    expect((await rest.post(`/incidents/${incident.incidentKey}/resolution`)).status).toBe(204)
    expect(await instance(key)).toMatchObject({ state: 'COMPLETED', hasIncident: false })
    expect((await rest.post(`/incidents/${incident.incidentKey}/resolution`)).status).toBe(404)
  })

  it('opens a new incident when the expression fails again', async () => {
    const key = await run('p', `${exclusive()}${flow('which', 'low', '=amount &lt; 10')}`)
    const first = await only('incidents', { processInstanceKey: key })
    expect(first.errorType).toBe('EXTRACT_VALUE_ERROR')
    expect(first.errorMessage).toContain(
      "Expected result of the expression 'amount > 100' to be 'BOOLEAN', but was 'NULL'",
    )
    await rest.post(`/incidents/${first.incidentKey}/resolution`)
    const second = await only('incidents', { processInstanceKey: key, state: 'ACTIVE' })
    expect(second.incidentKey).not.toBe(first.incidentKey)
    expect(await only('incidents', { incidentKey: first.incidentKey })).toMatchObject({ state: 'RESOLVED' })
  })

  it('forks into all flows and waits for all of them', async () => {
    const key = await run(
      'p',
      `${START}<bpmn:parallelGateway id="fork" />${service('a')}${service('b')}<bpmn:parallelGateway id="join" />${END}` +
        flow('start', 'fork') +
        flow('fork', 'a') +
        flow('fork', 'b') +
        flow('a', 'join') +
        flow('b', 'join') +
        flow('join', 'end'),
    )
    await work('a')
    expect(await visited(key)).toEqual(['start COMPLETED', 'fork COMPLETED', 'a COMPLETED', 'b ACTIVE'])
    await work('b')
    expect((await visited(key)).slice(-2)).toEqual(['join COMPLETED', 'end COMPLETED'])
    expect(await state(key)).toBe('COMPLETED')
  })
})

describe('jobs', () => {
  const elements = START + service('work') + END + flow('start', 'work') + flow('work', 'end')

  it('go to one worker at a time, and come back when the lease runs out', async () => {
    const key = await run('p', elements, { a: 1 })
    const [job] = await activate('work', { timeout: 40 })
    expect(job).toMatchObject({ processInstanceKey: key, retries: 3, worker: 'test', variables: { a: 1 } })
    expect(job.deadline).toBeGreaterThan(Date.now() - 1_000)
    expect(await activate('work')).toEqual([])
    const [again] = await activate('work', { requestTimeout: 5_000 })
    expect(again.jobKey).toBe(job.jobKey)
    expect(await only('jobs', { jobKey: job.jobKey })).toMatchObject({ state: 'TIMED_OUT' })
  })

  it('raise an incident without retries, which wants retries before it is resolved', async () => {
    const key = await run('p', elements)
    const [job] = await activate('work')
    await rest.post(`/jobs/${job.jobKey}/failure`, { retries: 0, errorMessage: 'out of ink' })
    const incident = await only('incidents', { processInstanceKey: key })
    expect(incident).toMatchObject({ errorType: 'JOB_NO_RETRIES', errorMessage: 'out of ink', jobKey: job.jobKey })
    expect(await only('jobs', { processInstanceKey: key })).toMatchObject({ state: 'FAILED', retries: 0 })

    const refused = await rest.post(`/incidents/${incident.incidentKey}/resolution`)
    expect(refused).toMatchObject({ status: 409, body: { title: 'INVALID_STATE' } })
    expect((await rest.post(`/jobs/${job.jobKey}/completion`)).status).toBe(409)
    await rest.patch(`/jobs/${job.jobKey}`, { changeset: { retries: 2 } })
    expect((await rest.post(`/incidents/${incident.incidentKey}/resolution`)).status).toBe(204)
    await work('work')
    expect(await state(key)).toBe('COMPLETED')
    expect(await only('jobs', { processInstanceKey: key })).toMatchObject({ state: 'COMPLETED', worker: 'test' })
  })

  it('wait for their back-off', async () => {
    await run('p', elements)
    const [job] = await activate('work')
    await rest.post(`/jobs/${job.jobKey}/failure`, { retries: 2, retryBackOff: 60, errorMessage: 'later' })
    expect(await activate('work')).toEqual([])
    expect(await only('jobs', {})).toMatchObject({ state: 'FAILED', hasFailedWithRetriesLeft: true, retries: 2 })
    expect(await activate('work', { requestTimeout: 5_000 })).toHaveLength(1)
  })

  it('throw errors at a boundary event, or raise an incident', async () => {
    const caught = START + service('work') + END + flow('start', 'work') + flow('work', 'end')
    const boundary =
      '<bpmn:boundaryEvent id="oops" attachedToRef="work"><bpmn:errorEventDefinition errorRef="e" /></bpmn:boundaryEvent>' +
      `<bpmn:endEvent id="handled" />${flow('oops', 'handled')}`
    const key = await run('p', caught + boundary, {}, '<bpmn:error id="e" name="E" errorCode="E1" />')
    const [job] = await activate('work')
    await rest.post(`/jobs/${job.jobKey}/error`, { errorCode: 'E1', variables: { reason: 'x' } })
    expect(await visited(key)).toEqual(['start COMPLETED', 'work TERMINATED', 'oops COMPLETED', 'handled COMPLETED'])
    expect(await only('jobs', { processInstanceKey: key })).toMatchObject({ state: 'ERROR_THROWN', errorCode: 'E1' })
    expect(await values(key)).toEqual({ reason: '"x"' })

    const other = await start('p')
    const [uncaught] = await activate('work')
    await rest.post(`/jobs/${uncaught.jobKey}/error`, { errorCode: 'E2' })
    expect(await only('incidents', { processInstanceKey: other })).toMatchObject({ errorType: 'UNHANDLED_ERROR_EVENT' })
  })

  it('are not given to a client that has gone', async () => {
    const gone = new AbortController()
    const polling = rest.post(
      '/jobs/activation',
      { type: 'work', timeout: 60_000, maxJobsToActivate: 1, requestTimeout: 60_000 },
      gone.signal,
    )
    await vi.waitFor(() => expect(sandbox.cluster.engine.jobWaiters.get('work')?.size).toBe(1))
    gone.abort()
    await expect(polling).rejects.toThrow()
    await vi.waitFor(() => expect(sandbox.cluster.engine.jobWaiters.has('work')).toBe(false))
    await run('p', elements)
    expect(await activate('work')).toHaveLength(1)
  })
})

describe('variables', () => {
  it('keep the text of their numbers', async () => {
    const mapped = element(
      'serviceTask',
      'work',
      '<zeebe:taskDefinition type="work" /><zeebe:ioMapping><zeebe:input source="=big" target="copy" /><zeebe:output source="=result" target="kept" /></zeebe:ioMapping>',
    )
    const key = await run(
      'p',
      START + mapped + END + flow('start', 'work') + flow('work', 'end'),
      '{"big": 9007199254740993, "one": 1.0, "deep": {"list": [1.50, "ü"]}}',
    )
    const local = await find('variables', { processInstanceKey: key, name: 'copy' })
    expect(local[0]).toMatchObject({ value: '9007199254740993' })
    expect(local[0]?.scopeKey).not.toBe(key)
    const { text } = await rest.post('/jobs/activation', {
      type: 'work',
      timeout: 60_000,
      maxJobsToActivate: 1,
      fetchVariable: ['big', 'one'],
    })
    expect(text).toContain('"variables":{"big":9007199254740993,"one":1.0}')
    const { jobKey } = JSON.parse(text).jobs[0]
    await rest.post(`/jobs/${jobKey}/completion`, '{"variables": {"result": 2.0, "scrap": 1}}')
    expect(await values(key)).toEqual({
      big: '9007199254740993',
      one: '1.0',
      deep: '{"list":[1.50,"ü"]}',
      kept: '2.0',
    })
  })

  it('are set where they are, or locally', async () => {
    const key = await run('p', START + user('task') + END + flow('start', 'task') + flow('task', 'end'), { a: 1 })
    const { elementInstanceKey = '', userTaskKey } = await only('user-tasks', { processInstanceKey: key })
    await rest.put(`/element-instances/${elementInstanceKey}/variables`, { variables: { a: 2, b: 3 } })
    await rest.put(`/element-instances/${elementInstanceKey}/variables`, { variables: { a: 9 }, local: true })
    expect(await values(key)).toEqual({ a: '2', b: '3' })
    expect(await values(elementInstanceKey)).toEqual({ a: '9' })
    const effective = (await rest.post(`/user-tasks/${userTaskKey}/effective-variables/search`, {})).body.items
    expect(effective.map(({ name, value }: Record<string, string>) => `${name}=${value}`).sort()).toEqual([
      'a=9',
      'b=3',
    ])
    const all = (await rest.post(`/user-tasks/${userTaskKey}/variables/search`, {})).body.items
    expect(all).toHaveLength(3)
  })
})

describe('expressions', () => {
  /** What an expression gives, by a script. */
  async function resultOf(expression: string): Promise<string | undefined> {
    const text = expression
      .replaceAll('&', '&amp;')
      .replaceAll('"', '&quot;')
      .replaceAll('<', '&lt;')
      .replaceAll('\n', '&#10;')
    const script = element('scriptTask', 's', `<zeebe:script expression="=${text}" resultVariable="r" />`)
    const key = await run('p', START + script + flow('start', 's'), {
      n: 5,
      c: { a: { b: 1 }, nil: null },
      'two words': 2,
    })
    return (await values(key)).r
  }

  it.each([
    ['is defined(n) and n > 3', 'true'],
    ['[is defined(x), is defined(c.nil), is defined(c.a.b), not(is defined(x))]', '[false,false,true,true]'],
    ['[get or else(x, "b"), get or else(value: n, default: 1), get or else(null, null)]', '["b",5,null]'],
    ['[is blank(" "), is blank("a"), is blank(1)]', '[true,false,null]'],
    ['[is empty([]), is empty([1]), is empty(x)]', '[true,false,null]'],
    ['[trim("  a b "), to base64("FEEL")]', '["a b","RkVFTA=="]'],
    ['[extract("1234 1256 1378", "12[0-9]*"), extract("a", "[")]', '[["1234","1256"],null]'],
    ['[last day of month(date("2024-02-03")), last day of month("2024")]', '["2024-02-29",null]'],
    ['duplicate values([1, 2, 1, "1", null, null])', '[1,null]'],
    ['[partition([1, 2, 3], 2), partition([1], 0)]', '[[[1,2],[3]],null]'],
    ['[to json({a: 1}), from json("[1, 2]"), from json("[")]', '["{\\"a\\":1}",[1,2],null]'],
    ['[get value(c, ["a", "b"]), get value(c, "a"), get value(c, ["x", "b"])]', '[1,{"b":1},null]'],
    ['[string length(uuid()), random number() < 1]', '[36,true]'],
    ['assert(n, n > 3)', '5'],
    ['`two words` + 1', '3'],
    ['"a\nb"', '"a\\nb"'],
    ['// "\nif n > 3\nthen "a"\nelse "b"', '"a"'],
  ])('know what Camunda adds to FEEL: %s', async (expression, result) => {
    expect(await resultOf(expression)).toBe(result)
  })

  it('fail where they assert what is not so', async () => {
    expect(await resultOf('assert(n, n > 9, "too few")')).toBeUndefined()
    expect((await only('incidents', {})).errorMessage).toContain('too few')
  })

  it('tell the time of a zone that they name', async () => {
    const schedule = '<zeebe:taskSchedule dueDate="=date and time(&quot;2030-07-01T10:00:00@America/New_York&quot;)" />'
    await run('p', START + user('u', schedule) + flow('start', 'u'))
    expect((await only('user-tasks', {})).dueDate).toBe('2030-07-01T14:00:00.000Z')
  })
})

describe('call activities', () => {
  const child = bpmn('child', START + service('inner') + END + flow('start', 'inner') + flow('inner', 'end'))
  const caller = (attributes = 'processId="child"', io = '') =>
    START +
    element('callActivity', 'call', `<zeebe:calledElement ${attributes} />${io}`) +
    END +
    flow('start', 'call') +
    flow('call', 'end')

  it('run the other process and take over its variables', async () => {
    await rest.deploy({ 'child.bpmn': child })
    const key = await run('parent', caller(), { order: 7 })
    const called = await only('process-instances', { parentProcessInstanceKey: key })
    expect(called).toMatchObject({ processDefinitionId: 'child', rootProcessInstanceKey: key })
    expect(await only('element-instances', { elementInstanceKey: called.parentElementInstanceKey })).toMatchObject({
      elementId: 'call',
      type: 'CALL_ACTIVITY',
      state: 'ACTIVE',
    })
    const hierarchy = (await rest.get(`/process-instances/${called.processInstanceKey}/call-hierarchy`)).body
    expect(hierarchy.map((entry: Record<string, string>) => entry.processInstanceKey)).toEqual([
      key,
      called.processInstanceKey,
    ])
    await work('inner', { answer: 42 })
    expect(await state(key)).toBe('COMPLETED')
    expect(await values(key)).toEqual({ order: '7', answer: '42' })
  })

  it('show the incidents of what they called', async () => {
    await rest.deploy({ 'child.bpmn': child })
    const key = await run('parent', caller())
    const [job] = await activate('inner')
    await rest.post(`/jobs/${job.jobKey}/failure`, { retries: 0 })
    expect(await instance(key)).toMatchObject({ hasIncident: true })
    expect(await find('incidents', { processInstanceKey: key })).toEqual([])
    expect((await rest.post(`/process-instances/${key}/incidents/search`, {})).body.page.totalItems).toBe(1)
    const call = await only('element-instances', { processInstanceKey: key, elementId: 'call' })
    expect(call.hasIncident).toBe(true)
    const within = await rest.post(`/element-instances/${call.elementInstanceKey}/incidents/search`, {})
    expect(within.body.items).toHaveLength(1)
  })

  it('stop when the called process is missing, until it is there', async () => {
    const key = await run('parent', caller('processId="=&quot;chi&quot; + &quot;ld&quot;"'))
    const incident = await only('incidents', { processInstanceKey: key })
    expect(incident.errorType).toBe('CALLED_ELEMENT_ERROR')
    await rest.deploy({ 'child.bpmn': child })
    await rest.post(`/incidents/${incident.incidentKey}/resolution`)
    await work('inner')
    expect(await state(key)).toBe('COMPLETED')
  })

  it('are ended with their caller', async () => {
    await rest.deploy({ 'child.bpmn': child })
    const key = await run('parent', caller())
    const called = await only('process-instances', { parentProcessInstanceKey: key })
    expect((await rest.post(`/process-instances/${called.processInstanceKey}/cancellation`)).status).toBe(409)
    expect((await rest.post(`/process-instances/${key}/cancellation`)).status).toBe(204)
    expect(await state(key)).toBe('TERMINATED')
    expect(await state(called.processInstanceKey ?? '')).toBe('TERMINATED')
    expect(await only('jobs', {})).toMatchObject({ state: 'CANCELED' })
    expect((await rest.post(`/process-instances/${key}/cancellation`)).status).toBe(404)
  })
})

describe('events', () => {
  const message =
    '<bpmn:message id="m" name="paid"><bpmn:extensionElements><zeebe:subscription correlationKey="=orderId" /></bpmn:extensionElements></bpmn:message>'
  const waiting =
    START +
    '<bpmn:intermediateCatchEvent id="wait"><bpmn:messageEventDefinition messageRef="m" /></bpmn:intermediateCatchEvent>' +
    END +
    flow('start', 'wait') +
    flow('wait', 'end')

  it('correlate messages by name and key', async () => {
    const key = await run('p', waiting, { orderId: 'A1' }, message)
    const unmatched = await rest.post('/messages/correlation', { name: 'paid', correlationKey: 'B2' })
    expect(unmatched).toMatchObject({ status: 404, body: { title: 'NOT_FOUND' } })
    const matched = await rest.post('/messages/correlation', {
      name: 'paid',
      correlationKey: 'A1',
      variables: { amount: 5 },
    })
    expect(matched).toMatchObject({ status: 200, body: { processInstanceKey: key } })
    expect(await state(key)).toBe('COMPLETED')
    expect(await values(key)).toMatchObject({ amount: '5' })
  })

  it('keep a published message for its time to live', async () => {
    const published = { name: 'paid', correlationKey: 'A1', timeToLive: 60_000, messageId: 'once' }
    expect((await rest.post('/messages/publication', published)).status).toBe(200)
    expect(await rest.post('/messages/publication', published)).toMatchObject({
      status: 409,
      body: { title: 'ALREADY_EXISTS' },
    })
    const key = await run('p', waiting, { orderId: 'A1' }, message)
    expect(await state(key)).toBe('COMPLETED')
  })

  it('broadcast signals to everything that waits', async () => {
    const elements = waiting.replace(
      '<bpmn:messageEventDefinition messageRef="m" />',
      '<bpmn:signalEventDefinition signalRef="s" />',
    )
    const one = await run('p', elements, {}, '<bpmn:signal id="s" name="go" />')
    const two = await start('p')
    await rest.post('/signals/broadcast', { signalName: 'go', variables: { went: true } })
    expect([await state(one), await state(two)]).toEqual(['COMPLETED', 'COMPLETED'])
  })

  it('let timers ring, beside a task or instead of it', async () => {
    const timer = (id: string, interrupting: boolean) =>
      `<bpmn:boundaryEvent id="${id}" attachedToRef="task" cancelActivity="${interrupting}"><bpmn:timerEventDefinition><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT0.0${interrupting ? 5 : 2}S</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>` +
      `<bpmn:endEvent id="${id}-end" />${flow(id, `${id}-end`)}`
    const key = await run(
      'p',
      START +
        user('task') +
        END +
        flow('start', 'task') +
        flow('task', 'end') +
        timer('remind', false) +
        timer('expire', true),
    )
    await vi.waitFor(async () => expect(await state(key)).toBe('COMPLETED'))
    expect(await visited(key)).toEqual([
      'start COMPLETED',
      'task TERMINATED',
      'remind COMPLETED',
      'remind-end COMPLETED',
      'expire COMPLETED',
      'expire-end COMPLETED',
    ])
    expect(await only('user-tasks', { processInstanceKey: key })).toMatchObject({ state: 'CANCELED' })
  })

  it('leave an event-based gateway by the first event', async () => {
    const key = await run(
      'p',
      `${START}<bpmn:eventBasedGateway id="race" />` +
        '<bpmn:intermediateCatchEvent id="paid"><bpmn:messageEventDefinition messageRef="m" /></bpmn:intermediateCatchEvent>' +
        '<bpmn:intermediateCatchEvent id="late"><bpmn:timerEventDefinition><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT1H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>' +
        END +
        flow('start', 'race') +
        flow('race', 'paid') +
        flow('race', 'late') +
        flow('paid', 'end') +
        flow('late', 'end'),
      { orderId: 'A1' },
      message,
    )
    await rest.post('/messages/correlation', { name: 'paid', correlationKey: 'A1' })
    expect(await state(key)).toBe('COMPLETED')
    expect((await visited(key)).sort()).toEqual([
      'end COMPLETED',
      'paid COMPLETED',
      'race COMPLETED',
      'start COMPLETED',
    ])
  })

  it('are told of while they are waited for, and once they have come', async () => {
    const key = await run('p', waiting, { orderId: 'A1' }, message)
    const filter = { processInstanceKey: key, messageName: 'paid', correlationKey: 'A1' }
    const waits = await only('message-subscriptions', { ...filter, messageSubscriptionState: 'CREATED' })
    expect(waits).toMatchObject({ elementId: 'wait', processDefinitionId: 'p', rootProcessInstanceKey: key })
    expect(await find('correlated-message-subscriptions', filter)).toEqual([])
    const { body } = await rest.post('/messages/correlation', { name: 'paid', correlationKey: 'A1' })
    const { messageSubscriptionKey, elementInstanceKey } = waits
    expect(await only('message-subscriptions', { messageSubscriptionKey })).toMatchObject({
      messageSubscriptionState: 'CORRELATED',
    })
    expect(await only('correlated-message-subscriptions', { ...filter, messageKey: body.messageKey })).toMatchObject({
      subscriptionKey: messageSubscriptionKey,
      elementId: 'wait',
      elementInstanceKey,
      partitionId: 4,
    })

    const cancelled = await start('p', { orderId: 'B2' })
    await rest.post(`/process-instances/${cancelled}/cancellation`)
    const gone = await only('message-subscriptions', { processInstanceKey: cancelled })
    expect(gone.messageSubscriptionState).toBe('DELETED')
  })

  it('start processes by message', async () => {
    const elements =
      '<bpmn:startEvent id="start"><bpmn:messageEventDefinition messageRef="m" /></bpmn:startEvent>' +
      END +
      flow('start', 'end')
    await rest.deploy({ 'p.bpmn': bpmn('p', elements, '<bpmn:message id="m" name="begin" />') })
    await rest.post('/messages/publication', { name: 'begin', correlationKey: '', variables: { a: 1 } })
    const started = await only('process-instances', {})
    expect(started).toMatchObject({ state: 'COMPLETED' })
    expect(await values(started.processInstanceKey ?? '')).toEqual({ a: '1' })
    const refused = await rest.post('/process-instances', { processDefinitionId: 'p' })
    expect(refused).toMatchObject({ status: 409, body: { title: 'INVALID_STATE' } })
  })
})

describe('scopes', () => {
  it('complete a subprocess when nothing is left in it', async () => {
    const inner =
      START.replace('"start"', '"in"') +
      service('work') +
      END.replace('"end"', '"out"') +
      flow('in', 'work') +
      flow('work', 'out')
    const key = await run(
      'p',
      START + element('subProcess', 'sub', '', inner) + END + flow('start', 'sub') + flow('sub', 'end'),
    )
    const sub = await only('element-instances', { elementId: 'sub' })
    expect(sub).toMatchObject({ type: 'SUB_PROCESS', state: 'ACTIVE' })
    const within = await find('element-instances', { elementInstanceScopeKey: sub.elementInstanceKey })
    expect(within.map(({ elementId }) => elementId)).toEqual(['in', 'work'])
    await work('work')
    expect(await state(key)).toBe('COMPLETED')
  })

  it('run a multi-instance over a collection', async () => {
    const loop = (sequential: boolean) =>
      `<bpmn:multiInstanceLoopCharacteristics isSequential="${sequential}"><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=items" inputElement="item" outputCollection="results" outputElement="=result" /></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>`
    for (const sequential of [false, true]) {
      const task = element('serviceTask', 'work', '<zeebe:taskDefinition type="work" />', loop(sequential))
      const key = await run(`p${sequential}`, START + task + END + flow('start', 'work') + flow('work', 'end'), {
        items: ['a', 'b'],
      })
      const first = await activate('work')
      expect(first).toHaveLength(sequential ? 1 : 2)
      const jobs = [...first]
      for (let job = jobs.shift(); job; job = jobs.shift()) {
        const variables = `{"variables": {"result": "${job.variables.item}!"}}`
        await rest.post(`/jobs/${job.jobKey}/completion`, variables)
        if (jobs.length === 0) jobs.push(...(await activate('work')))
      }
      expect(await state(key)).toBe('COMPLETED')
      expect(await values(key)).toMatchObject({ results: '["a!","b!"]' })
      const bodies = await find('element-instances', { processInstanceKey: key, type: 'MULTI_INSTANCE_BODY' })
      expect(bodies).toHaveLength(1)
    }
  })

  it('end everything at a terminate end event', async () => {
    const key = await run(
      'p',
      `${START}<bpmn:parallelGateway id="fork" />${service('a')}${service('b')}` +
        '<bpmn:endEvent id="stop"><bpmn:terminateEventDefinition /></bpmn:endEvent>' +
        END +
        flow('start', 'fork') +
        flow('fork', 'a') +
        flow('fork', 'b') +
        flow('a', 'stop') +
        flow('b', 'end'),
    )
    await work('a')
    expect(await state(key)).toBe('COMPLETED')
    expect(await visited(key)).toContain('b TERMINATED')
  })
})

describe('process instances', () => {
  const elements =
    START +
    user('first') +
    user('second') +
    END +
    flow('start', 'first') +
    flow('first', 'second') +
    flow('second', 'end')

  it('are modified', async () => {
    const key = await run('p', elements)
    const moved = await rest.post(`/process-instances/${key}/modification`, {
      moveInstructions: [
        {
          sourceElementInstruction: { sourceType: 'byId', sourceElementId: 'first' },
          targetElementId: 'second',
          variableInstructions: [{ variables: { reason: 'skipped' } }],
        },
      ],
    })
    expect(moved.status).toBe(204)
    expect(await visited(key)).toEqual(['start COMPLETED', 'first TERMINATED', 'second ACTIVE'])
    expect(await values(key)).toEqual({ reason: '"skipped"' })
    const unknown = await rest.post(`/process-instances/${key}/modification`, {
      activateInstructions: [{ elementId: 'nowhere' }],
    })
    expect(unknown).toMatchObject({ status: 400, body: { title: 'INVALID_ARGUMENT' } })
    await rest.post(`/process-instances/${key}/modification`, { terminateInstructions: [{ elementId: 'second' }] })
    expect(await state(key)).toBe('TERMINATED')
  })

  it('are migrated', async () => {
    const key = await run('p', elements)
    const { body } = await rest.deploy({ 'q.bpmn': bpmn('q', elements.replaceAll('first', 'initial')) })
    const target = body.deployments[0].processDefinition.processDefinitionKey
    const migration = { targetProcessDefinitionKey: target, mappingInstructions: [] as object[] }
    expect(await rest.post(`/process-instances/${key}/migration`, migration)).toMatchObject({
      status: 409,
      body: { title: 'INVALID_STATE' },
    })
    migration.mappingInstructions.push({ sourceElementId: 'first', targetElementId: 'initial' })
    expect((await rest.post(`/process-instances/${key}/migration`, migration)).status).toBe(204)
    expect(await instance(key)).toMatchObject({ processDefinitionId: 'q', processDefinitionKey: target })
    const task = await only('user-tasks', { processInstanceKey: key })
    expect(task).toMatchObject({ elementId: 'initial', processDefinitionId: 'q' })
    await rest.post(`/user-tasks/${task.userTaskKey}/completion`)
    expect(await visited(key)).toContain('second ACTIVE')
  })

  it('start at given elements and end after given ones', async () => {
    await rest.deploy({ 'p.bpmn': bpmn('p', elements) })
    const { body } = await rest.post('/process-instances', {
      processDefinitionId: 'p',
      startInstructions: [{ elementId: 'second' }],
      runtimeInstructions: [{ type: 'TERMINATE_PROCESS_INSTANCE', afterElementId: 'second' }],
    })
    expect(await visited(body.processInstanceKey)).toEqual(['second ACTIVE'])
    const { userTaskKey } = await only('user-tasks', {})
    await rest.post(`/user-tasks/${userTaskKey}/completion`)
    expect(await state(body.processInstanceKey)).toBe('TERMINATED')
  })

  it('are awaited', async () => {
    const quick = START + element('scriptTask', 's', '<zeebe:script expression="=a * 2" resultVariable="b" />') + END
    await rest.deploy({ 'quick.bpmn': bpmn('quick', quick + flow('start', 's') + flow('s', 'end')) })
    const { text } = await rest.post(
      '/process-instances',
      '{"processDefinitionId": "quick", "awaitCompletion": true, "variables": {"a": 2.0}, "fetchVariables": ["a", "b"]}',
    )
    expect(text).toContain('"variables":{"a":2.0,"b":4}')
    await rest.deploy({ 'p.bpmn': bpmn('p', elements) })
    const slow = await rest.post('/process-instances', {
      processDefinitionId: 'p',
      awaitCompletion: true,
      requestTimeout: 30,
    })
    expect(slow).toMatchObject({ status: 504, body: { title: 'DEADLINE_EXCEEDED' } })
  })
})

describe('deployments', () => {
  const boundaryOf = (activity: string) =>
    `<bpmn:boundaryEvent id="b" attachedToRef="${activity}"><bpmn:errorEventDefinition errorRef="gone" /></bpmn:boundaryEvent>`
  const elements = START + END + flow('start', 'end')

  it('give an identical resource the version that it has', async () => {
    const first = (await rest.deploy({ 'p.bpmn': bpmn('p', elements) })).body.deployments[0].processDefinition
    const same = (await rest.deploy({ 'p.bpmn': bpmn('p', elements) })).body.deployments[0].processDefinition
    const next = (await rest.deploy({ 'p.bpmn': bpmn('p', `${elements} `) })).body.deployments[0].processDefinition
    expect(same).toEqual(first)
    expect(next).toMatchObject({ processDefinitionId: 'p', processDefinitionVersion: 2 })
    expect((await rest.get(`/process-definitions/${next.processDefinitionKey}/xml`)).text).toBe(
      bpmn('p', `${elements} `),
    )
    const latest = await find('process-definitions', { isLatestVersion: true })
    expect(latest.map(({ version }) => version)).toEqual([2])
    expect((await rest.post(`/resources/${next.processDefinitionKey}/deletion`)).status).toBe(200)
    expect(await only('process-definitions', { processDefinitionKey: next.processDefinitionKey })).toMatchObject({
      state: 'DELETED',
    })
  })

  const diagram = (plane: string, shape: string) =>
    `<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" id="d"><bpmndi:BPMNPlane id="plane" bpmnElement="${plane}"><bpmndi:BPMNShape id="shape" bpmnElement="${shape}"><dc:Bounds x="1" y="1" width="1" height="1" /></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>`

  it.each([
    ['a diagram', '', diagram('nowhere', 'gone')],
    ['a flow that an element lists', '<bpmn:task id="t"><bpmn:incoming>gone</bpmn:incoming></bpmn:task>', ''],
    [
      'a participant',
      '',
      '<bpmn:collaboration id="c"><bpmn:participant id="x" processRef="gone" /></bpmn:collaboration>',
    ],
    [
      'a message flow',
      '',
      '<bpmn:collaboration id="c"><bpmn:messageFlow id="m" sourceRef="a" targetRef="b" /></bpmn:collaboration>',
    ],
    ['an association', '<bpmn:association id="a" sourceRef="start" targetRef="gone" />', ''],
    ['a data store', '<bpmn:dataStoreReference id="s" dataStoreRef="gone" />', ''],
    [
      'the error of a boundary event, which catches all then',
      element('serviceTask', 't', '<zeebe:taskDefinition type="t" />') + boundaryOf('t'),
      '',
    ],
  ])('are taken and run where %s names what is not there', async (_what, elements, more) => {
    const key = await run('p', START + END + flow('start', 'end') + elements, {}, more)
    expect(await state(key)).toBe('COMPLETED')
  })

  it.each([
    ['a flow', '<bpmn:sequenceFlow id="f" sourceRef="start" targetRef="gone" />', 'unresolved reference <gone>'],
    ['a default flow', '<bpmn:exclusiveGateway id="g" default="gone" />', 'unresolved reference <gone>'],
    [
      'a lane',
      '<bpmn:laneSet id="l"><bpmn:lane id="m"><bpmn:flowNodeRef>gone</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>',
      'unresolved reference <gone>',
    ],
    ['a boundary event', boundaryOf('gone'), 'Must be attached to an activity'],
    ['a receive task', element('receiveTask', 'r', '', '', 'messageRef="gone"'), 'Must reference a message'],
    [
      'a signal that is thrown',
      '<bpmn:endEvent id="e"><bpmn:signalEventDefinition signalRef="gone" /></bpmn:endEvent>',
      'Must reference a signal',
    ],
    [
      'an error that is thrown',
      '<bpmn:endEvent id="e"><bpmn:errorEventDefinition errorRef="gone" /></bpmn:endEvent>',
      'Must reference an error',
    ],
  ])('are refused where %s names what is not there', async (_what, elements, detail) => {
    const refused = await rest.deploy({ 'p.bpmn': bpmn('p', START + END + flow('start', 'end') + elements) })
    expect(refused).toMatchObject({ status: 400, body: { title: 'INVALID_ARGUMENT' } })
    expect(refused.body.detail).toContain(detail)
  })

  it('link forms, and stop a task whose form is missing', async () => {
    const form = '<zeebe:formDefinition formId="f" />'
    const key = await run('p', START + user('task', form) + END + flow('start', 'task') + flow('task', 'end'))
    const incident = await only('incidents', { processInstanceKey: key })
    expect(incident.errorType).toBe('FORM_NOT_FOUND')
    await rest.deploy({ 'f.form': '{"id": "f", "components": []}' })
    await rest.post(`/incidents/${incident.incidentKey}/resolution`)
    const { userTaskKey } = await only('user-tasks', { processInstanceKey: key })
    expect((await rest.get(`/user-tasks/${userTaskKey}/form`)).body).toMatchObject({ formId: 'f', version: 1 })
  })

  it.each([
    ['is not XML', 'hello', 'Invalid BPMN XML'],
    ['has no start event', bpmn('p', END), 'Must have at least one start event'],
    [
      'holds an element that is not executed here',
      bpmn('p', `${START}<bpmn:complexGateway id="c" />`),
      'ComplexGateway',
    ],
    [
      'holds an event that is not executed here',
      bpmn(
        'p',
        '<bpmn:startEvent id="s"><bpmn:conditionalEventDefinition><bpmn:condition /></bpmn:conditionalEventDefinition></bpmn:startEvent>',
      ),
      'ConditionalEventDefinition',
    ],
    ['has a job without a type', bpmn('p', `${START}<bpmn:serviceTask id="t" />`), 'zeebe:taskDefinition'],
    [
      'has an expression that does not parse',
      bpmn('p', START + service('t', '=1 +')),
      "failed to parse expression '1 +'",
    ],
  ])('refuse BPMN that %s, with all that comes with it', async (_why, xml, detail) => {
    const refused = await rest.deploy({ 'good.bpmn': bpmn('good', elements), 'bad.bpmn': xml })
    expect(refused).toMatchObject({ status: 400, body: { title: 'INVALID_ARGUMENT' } })
    expect(refused.body.detail).toContain(detail)
    expect(await find('process-definitions', {})).toEqual([])
  })
})
