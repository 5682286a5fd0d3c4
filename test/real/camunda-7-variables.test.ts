import { beforeAll, expect, test } from 'vitest'
import { checkCall } from '../support/camunda-7/contract.ts'
import { type RunningGateway, startGateway } from '../support/gateway.ts'
import type { Camunda7 } from './engines/camunda-7.ts'
import { type Camunda7Client, camunda7, type TypedValue } from './support/camunda-7.ts'
import { describeEngine, engine } from './support/engine.ts'
import { unique } from './support/processes.ts'
import { record, type Wire } from './support/wire.ts'

interface Stand extends AsyncDisposable {
  gateway: RunningGateway
  wire: Wire
  // biome-ignore lint/suspicious/noExplicitAny: answers are compared as a whole
  ask(query: string, variables?: object | string): Promise<any>
}

async function stand(address: string): Promise<Stand> {
  const wire = await record(address)
  const login = { CAMUNDA_BASIC_AUTH_USERNAME: 'demo', CAMUNDA_BASIC_AUTH_PASSWORD: 'demo' }
  const config = { CAMUNDA_API: 'camunda-7', CAMUNDA_AUTH_STRATEGY: 'BASIC', ...login }
  const gateway = await startGateway({ url: wire.address }, config)
  const base = new URL(wire.address).pathname
  return {
    gateway,
    wire,
    async ask(query, variables) {
      const { data, errors } = await gateway.ask(query, variables)
      if (errors) throw new Error(errors.map(({ message }) => message).join('\n'))
      return data
    },
    async [Symbol.asyncDispose]() {
      const problems = wire.calls.flatMap(({ method, path, query, body }) =>
        checkCall({ method, path: path.slice(base.length), query, body }),
      )
      await gateway.close()
      await wire[Symbol.asyncDispose]()
      expect(problems).toEqual([])
    },
  }
}

/** A process of one user task. */
const oneTask = (id: string, attributes: string) => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="test">
  <process id="${id}" isExecutable="true" camunda:historyTimeToLive="P1D">
    <startEvent id="start"/><sequenceFlow id="flow" sourceRef="start" targetRef="task"/>
    <userTask id="task" ${attributes}><documentation>Look twice.</documentation></userTask>
  </process>
</definitions>`

describeEngine('camunda-7', 'variables and tasks', () => {
  let running: Camunda7
  let demo: Camunda7Client
  beforeAll(async () => {
    running = await engine('camunda-7')
    demo = camunda7(running.restAddress)
  })

  async function deploy(id: string, model: string): Promise<void> {
    const data = new FormData()
    data.append('deployment-name', id)
    data.append('data', new Blob([model]), `${id}.bpmn`)
    await demo.post('/deployment/create', data)
  }

  test('of every type go in, and come back as they are', async () => {
    const suffix = unique()
    await deploy(`one-${suffix}`, oneTask(`one-${suffix}`, ''))
    await using started = await stand(running.restAddress)
    const typed = `[
      {"name":"date","type":"DATE","value":"2026-11-21T10:30:00.5+01:00"},
      {"name":"bytes","type":"BYTES","value":"YWI="},
      {"name":"file","type":"FILE","value":"w6Q=","valueInfo":{"filename":"ä.txt","mimeType":"text/plain","encoding":"UTF-8"}},
      {"name":"bare","type":"FILE","value":"","valueInfo":{"filename":"empty"}},
      {"name":"short","type":"SHORT","value":-32768},
      {"name":"long","type":"LONG","value":9007199254740993},
      {"name":"text","type":"LONG","value":"5"},
      {"name":"double","type":"DOUBLE","value":5},
      {"name":"integer","type":"INTEGER","value":5},
      {"name":"json","type":"JSON","value":{"a":[1,2.0]}},
      {"name":"object","type":"OBJECT","value":{"a":1},"valueInfo":{"objectTypeName":"java.util.HashMap"}},
      {"name":"none","type":"DATE","value":null},
      {"name":"nothing","type":"NULL"},
      {"name":"gone","type":"STRING","value":"x","transient":true}
    ]`
    const { createProcessInstance } = await started.ask(
      `mutation ($id: String!, $typed: [TypedVariableInput!]) {
        createProcessInstance(input: { processDefinitionId: $id, variables: { plain: true }, typedVariables: $typed }) { processInstanceKey } }`,
      `{"id":"one-${suffix}","typed":${typed}}`,
    )
    const { processInstanceKey } = createProcessInstance
    const { text } = await started.gateway.ask(
      `query ($key: ID!) { processInstance(processInstanceKey: $key) { variables(first: 99, sort: [{ field: name }]) {
        nodes { name type value valueInfo { filename mimeType encoding objectTypeName serializationDataFormat } } } } }`,
      { key: processInstanceKey },
    )
    const none = { filename: null, mimeType: null, encoding: null, objectTypeName: null, serializationDataFormat: null }
    const shown = JSON.parse(text).data.processInstance.variables.nodes
    const row = (name: string, type: string, value: unknown, info?: object) => ({
      name,
      type,
      value,
      valueInfo: info ? { ...none, ...info } : null,
    })
    expect(shown).toEqual([
      row('bare', 'FILE', null, { filename: 'empty' }),
      row('bytes', 'BYTES', null),
      row('date', 'DATE', '2026-11-21T09:30:00.500Z'),
      row('double', 'DOUBLE', 5),
      row('file', 'FILE', null, { filename: 'ä.txt', mimeType: 'text/plain', encoding: 'UTF-8' }),
      row('integer', 'INTEGER', 5),
      row('json', 'JSON', { a: [1, 2] }),
      // JavaScript reads it so; the answer has the digits.
      row('long', 'LONG', Number('9007199254740993')),
      row('none', 'DATE', null),
      row('nothing', 'NULL', null),
      row(
        'object',
        'OBJECT',
        { a: 1 },
        {
          objectTypeName: 'java.util.HashMap',
          serializationDataFormat: 'application/json',
        },
      ),
      row('plain', 'BOOLEAN', true),
      row('short', 'SHORT', -32768),
      row('text', 'LONG', 5),
    ])
    expect(text).toContain('9007199254740993')
    expect(text).toContain('[1,2.0]')
    const file = await demo.send('GET', `/process-instance/${processInstanceKey}/variables/file/data`)
    expect([file.status, file.text]).toEqual([200, 'ä'])
  })

  test('are written to a task, an instance and a scope, and refused where the engine has no such type', async () => {
    const suffix = unique()
    await deploy(`one-${suffix}`, oneTask(`one-${suffix}`, 'camunda:assignee="ann"'))
    const [id] = await demo.start(`one-${suffix}`, 1)
    const [task] = await demo.get(`/task?processInstanceId=${id}`)
    await demo.put(`/task/${task.id}`, { ...task, owner: 'olga', description: 'Think.' })
    await using started = await stand(running.restAddress)
    const { createElementInstanceVariables } = await started.ask(
      `mutation ($key: ID!) { createElementInstanceVariables(input: { elementInstanceKey: $key, typedVariables: [
        { name: "due", type: DATE, value: "2026-01-01T00:00:00Z" }, { name: "gone", type: STRING, value: "x", transient: true }
      ] }) { variables { name type value } } }`,
      { key: id },
    )
    expect(createElementInstanceVariables.variables).toEqual([
      { name: 'due', type: 'DATE', value: '2026-01-01T00:00:00.000Z' },
    ])
    const { errors } = await started.gateway.ask(
      `mutation ($key: ID!) { createElementInstanceVariables(input: { elementInstanceKey: $key, typedVariables: [
        { name: "x", type: XML, value: "<a/>" } ] }) { variables { name } } }`,
      { key: id },
    )
    // This engine has no Spin plugin.
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
    const open = await started.ask('query ($key: ID!) { userTask(userTaskKey: $key) { description owner } }', {
      key: task.id,
    })
    expect(open.userTask).toEqual({ description: 'Think.', owner: 'olga' })
    const { completeUserTask } = await started.ask(
      `mutation ($key: ID!) { completeUserTask(input: { userTaskKey: $key, variables: { ok: true }, typedVariables: [
        { name: "scan", type: FILE, value: "YWI=", valueInfo: { filename: "a.pdf" } } ] }) { userTask { state description owner } } }`,
      { key: task.id },
    )
    expect(completeUserTask.userTask).toEqual({ state: 'COMPLETED', description: 'Think.', owner: 'olga' })
    const { variables } = await started.ask(
      'query ($key: ID!) { variables(sort: [{ field: name }], filter: { processInstanceKey: { eq: $key } }) { nodes { name type valueInfo { filename } } } }',
      { key: id },
    )
    expect(variables.nodes).toEqual([
      { name: 'due', type: 'DATE', valueInfo: null },
      { name: 'ok', type: 'BOOLEAN', valueInfo: null },
      { name: 'scan', type: 'FILE', valueInfo: { filename: 'a.pdf' } },
    ])
  })

  test('find instances by the very value, whatever the engine’s query takes for equal', async () => {
    const suffix = unique()
    const name = `v${suffix}`
    await deploy(`one-${suffix}`, oneTask(`one-${suffix}`, ''))
    const values: Record<string, TypedValue> = {
      integer: { type: 'Integer', value: 5 },
      long: { type: 'Long', value: 5 },
      short: { type: 'Short', value: 5 },
      double: { type: 'Double', value: 5 },
      fraction: { type: 'Double', value: 5.5 },
      text: { type: 'String', value: '5' },
      json: { type: 'Json', value: '5' },
      true: { type: 'Boolean', value: true },
      nothing: { type: 'Null', value: null },
      empty: { type: 'String', value: '' },
      date: { type: 'Date', value: '2026-01-01T00:00:00.000+0000' },
      dateText: { type: 'String', value: '2026-01-01T00:00:00.000+0000' },
      large: { type: 'Long', value: '9007199254740993' },
      near: { type: 'Double', value: 9007199254740992 },
      upper: { type: 'String', value: 'A' },
      lower: { type: 'String', value: 'a' },
      object: { type: 'Json', value: '{"a":1}' },
      file: { type: 'File', value: 'YWI=', valueInfo: { filename: 'a' } },
    }
    const ids = new Map<string, string>()
    for (const [key, value] of Object.entries(values)) {
      const [id] = await demo.start(`one-${suffix}`, 1, () => ({ businessKey: key, variables: { [name]: value } }))
      ids.set(key, String(id))
    }
    const without = await demo.start(`one-${suffix}`, 2, (index) => ({
      businessKey: ['deleted', 'local'][index] ?? '',
      variables: index === 0 ? { [name]: { type: 'Integer', value: 5 } } : {},
    }))
    await demo.send('DELETE', `/process-instance/${without[0]}/variables/${name}`)
    const [task] = await demo.get(`/task?processInstanceId=${without[1]}`)
    await demo.post(`/task/${task.id}/localVariables`, {
      modifications: { [name]: { type: 'String', value: 'inner' }, [`w${name}`]: { type: 'Integer', value: 1 } },
    })
    await demo.post(`/process-instance/${without[1]}/variables`, {
      modifications: { [name]: { type: 'String', value: 'outer' } },
    })
    await using started = await stand(running.restAddress)
    const found = async (...filters: object[]) => {
      const { processInstances } = await started.ask(
        `query ($id: String!, $v: [VariableValueFilter!]) { processInstances(first: 50, filter: { processDefinitionId: { eq: $id }, variables: $v }) {
          totalCount totalCountIsExact nodes { businessId } } }`,
        { id: `one-${suffix}`, v: filters.map((value) => ({ name, value })) },
      )
      const keys = processInstances.nodes.map(({ businessId }: { businessId: string }) => businessId)
      expect(processInstances).toMatchObject({ totalCount: keys.length, totalCountIsExact: true })
      return keys.sort()
    }
    expect(await found({ eq: '5' })).toEqual(['integer', 'json', 'long', 'short'])
    expect(await found({ eq: '5.0' })).toEqual(['double'])
    expect(await found({ eq: '5.5' })).toEqual(['fraction'])
    expect(await found({ eq: '"5"' })).toEqual(['text'])
    expect(await found({ eq: 'true' })).toEqual(['true'])
    expect(await found({ eq: '""' })).toEqual(['empty'])
    expect(await found({ eq: 'null' })).toEqual(['file', 'nothing'])
    expect(await found({ eq: '9007199254740993' })).toEqual(['large'])
    expect(await found({ eq: '"a"' })).toEqual(['lower'])
    expect(await found({ eq: '"2026-01-01T00:00:00.000Z"' })).toEqual(['date'])
    expect(await found({ eq: '"2026-01-01T00:00:00.000+0000"' })).toEqual(['dateText'])
    expect(await found({ eq: '{"a":1}' })).toEqual(['object'])
    expect(await found({ eq: '5 ' })).toEqual([])
    expect(await found({ eq: 'no json' })).toEqual([])
    expect(await found({ in: ['true', '"a"', '{"a":1}'] })).toEqual(['lower', 'object', 'true'])
    expect(await found({ like: '5*' })).toEqual(['double', 'fraction', 'integer', 'json', 'long', 'short'])
    expect(await found({ neq: '5.0', exists: true, like: '5*' })).toEqual([
      'fraction',
      'integer',
      'json',
      'long',
      'short',
    ])
    // Of any scope, and each entry by another variable.
    expect(await found({ eq: '"inner"' }, { eq: '"outer"' })).toEqual(['local'])
    expect(await found({ eq: '"inner"' }, { eq: '"5"' })).toEqual([])
  })

  test('a form key that fails costs itself', async () => {
    const suffix = unique()
    const [good, bad] = [`good-${suffix}`, `bad-${suffix}`]
    await deploy(good, oneTask(good, `camunda:formKey="embedded:x" camunda:assignee="ann-${suffix}"`))
    await deploy(bad, oneTask(bad, `camunda:formKey="\${form}" camunda:assignee="ann-${suffix}"`))
    const instances = [
      ...(await demo.start(good, 3)),
      ...(await demo.start(bad, 1)),
      ...(await demo.start(bad, 1, () => ({ variables: { form: { type: 'String', value: 'embedded:y' } } }))),
    ]
    try {
      await using started = await stand(running.restAddress)
      const query = `query ($user: String!) { userTasks(first: 9, filter: { state: { eq: CREATED }, assignee: { eq: $user } }) {
        totalCount nodes { userTaskKey processDefinitionId processInstanceKey description assignee externalFormReference } } }`
      const { data, errors } = await started.gateway.ask(query, { user: `ann-${suffix}` })
      expect(data.userTasks.totalCount).toBe(5)
      const shown = new Map<string, Record<string, unknown>>(
        data.userTasks.nodes.map((node: { processInstanceKey: string }) => [node.processInstanceKey, node]),
      )
      expect(instances.map((id) => shown.get(id)?.externalFormReference)).toEqual([
        'embedded:x',
        'embedded:x',
        'embedded:x',
        null,
        'embedded:y',
      ])
      expect(shown.get(String(instances[3]))).toMatchObject({
        processDefinitionId: bad,
        description: 'Look twice.',
        assignee: `ann-${suffix}`,
      })
      const failing = data.userTasks.nodes.indexOf(shown.get(String(instances[3])))
      expect(errors).toMatchObject([
        { path: ['userTasks', 'nodes', failing, 'externalFormReference'], extensions: { code: 'UPSTREAM_ERROR' } },
      ])
      const { userTaskKey } = shown.get(String(instances[3])) ?? {}
      const one = await started.gateway.ask(
        'query ($key: ID!) { userTask(userTaskKey: $key) { assignee state externalFormReference } }',
        { key: userTaskKey },
      )
      expect(one.data).toEqual({
        userTask: { assignee: `ann-${suffix}`, state: 'CREATED', externalFormReference: null },
      })
      expect(one.errors).toMatchObject([{ path: ['userTask', 'externalFormReference'] }])
    } finally {
      // Lists of all open tasks would fail for the other tests' own calls to the engine.
      for (const id of instances) await demo.send('DELETE', `/process-instance/${id}`)
    }
  })
})
