import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bpmn, element, flow, user } from '../sandbox/testing.ts'
import { startGateway } from './support/gateway.ts'
import { key, processDefinition, userTask } from './support/rows.ts'
import { type SandboxStand, sandboxStand, strictStand } from './support/stand.ts'
import { expectNoViolations, startUpstream } from './support/upstream.ts'

const FIELDS = 'formKey formId version tenantId schema'
const SCHEMA = '{"type":"default","components":[{"min":1.0,"max":9007199254740993}]}'
const FORM = { formKey: key(5), formId: 'pay', version: 2, tenantId: '<default>', schema: SCHEMA }

const answers = () => ({
  getStartProcessForm: () => ({ body: FORM }),
  getUserTaskForm: () => ({ body: { ...FORM, formId: 'approve' } }),
})
const rows = () => ({ processDefinitions: [processDefinition()], userTasks: [userTask({ userTaskKey: key(1) })] })
const ofProcess = `{ processDefinition(processDefinitionKey: "${key(0)}") { startForm { ${FIELDS} } } }`
const ofTask = `{ userTask(userTaskKey: "${key(1)}") { form { ${FIELDS} } } }`

describe('what is asked of the cluster', () => {
  test('a form’s schema is JSON, its numbers as they are written', async () => {
    await using stand = await strictStand({ rows: rows(), answers: answers() })
    const { text, errors } = await stand.gateway.ask(ofProcess)
    expect(errors).toBeUndefined()
    expect(text).toContain(`"schema":${SCHEMA}`)
    const { userTask } = await stand.ask(ofTask)
    expect(userTask.form).toEqual({ ...FORM, formId: 'approve', schema: JSON.parse(SCHEMA) })
    expect(stand.wire()).toEqual([
      [`GET /process-definitions/${key(0)}`],
      [`GET /process-definitions/${key(0)}/form`],
      [`GET /user-tasks/${key(1)}`],
      [`GET /user-tasks/${key(1)}/form`],
    ])
  })

  test('a form is kept for who has read it, and for nobody else', async () => {
    await using upstream = await startUpstream({ rows: rows(), answers: answers() })
    await using gateway = await startGateway(upstream, { CAMUNDA_AUTH_STRATEGY: 'FORWARD', CAMUNDA_VERSION: '8.9' })
    const reads = async (authorization: string) => {
      upstream.forget()
      const { data } = await gateway.ask(ofTask, {}, { authorization })
      expect(data.userTask.form.formId).toBe('approve')
      return upstream.operations()
    }
    expect(await reads('Bearer alice')).toEqual(['getUserTask', 'getUserTaskForm'])
    expect(await reads('Bearer alice')).toEqual(['getUserTask'])
    expect(await reads('Bearer bob')).toEqual(['getUserTask', 'getUserTaskForm'])
    expectNoViolations(upstream)
  })

  test('none is null, and is asked for again: it may be linked in a moment', async () => {
    const none = () => ({ status: 204 })
    await using stand = await strictStand({
      rows: rows(),
      answers: { getStartProcessForm: none, getUserTaskForm: none },
    })
    for (const _ of [1, 2]) {
      expect(await stand.ask(ofProcess)).toEqual({ processDefinition: { startForm: null } })
      expect(await stand.ask(ofTask)).toEqual({ userTask: { form: null } })
    }
    const asked = stand.wire().filter(([call]) => call.endsWith('/form'))
    expect(asked).toHaveLength(4)
  })

  test('a schema that is no JSON fails alone', async () => {
    await using stand = await strictStand({
      rows: rows(),
      answers: { getUserTaskForm: () => ({ body: { ...FORM, schema: '{' } }) },
    })
    const { data, errors } = await stand.gateway.ask(ofTask)
    expect(data.userTask.form).toEqual({ ...FORM, schema: null })
    expect(errors?.map(({ path, extensions }) => [path, extensions?.code])).toEqual([
      [['userTask', 'form', 'schema'], 'UPSTREAM_ERROR'],
    ])
  })
})

describe('against a cluster', () => {
  let stand: SandboxStand
  beforeAll(async () => {
    stand = await sandboxStand()
  })
  afterAll(() => stand[Symbol.asyncDispose]())

  test('deployed with its process, it is the form of the start and of the task', async () => {
    const linked = '<zeebe:formDefinition formId="pay" />'
    const start = element('startEvent', 's', linked)
    const bare = user('bare')
    const { p } = await stand.deploy({
      'p.bpmn': bpmn('p', start + user('task', linked) + bare + flow('s', 'task') + flow('s', 'bare')),
      'pay.form': JSON.stringify({ id: 'pay', ...JSON.parse(SCHEMA) }),
    })
    const begin = await stand.ask(
      `{ processDefinition(processDefinitionKey: "${p}") { hasStartForm startForm { formId version schema } } }`,
    )
    const form = { formId: 'pay', version: 1, schema: { id: 'pay', ...JSON.parse(SCHEMA) } }
    expect(begin).toEqual({ processDefinition: { hasStartForm: true, startForm: form } })
    await stand.start('p')
    const { userTasks } = await stand.ask(
      '{ userTasks(sort: [{ field: name }]) { nodes { elementId formKey form { formKey formId version schema } } } }',
    )
    const byElement = (a: { elementId: string }, b: { elementId: string }) => (a.elementId < b.elementId ? -1 : 1)
    const [other, task] = userTasks.nodes.toSorted(byElement)
    expect(task).toEqual({ elementId: 'task', formKey: task.form.formKey, form: { formKey: task.formKey, ...form } })
    expect(other).toEqual({ elementId: 'bare', formKey: null, form: null })
  })
})
