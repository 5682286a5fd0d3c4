import { beforeAll, expect, test } from 'vitest'
import { startGateway } from '../support/gateway.ts'
import type { Camunda7 } from './engines/camunda-7.ts'
import { type Camunda7Client, camunda7 } from './support/camunda-7.ts'
import { describeEngine, engine } from './support/engine.ts'
import { unique } from './support/processes.ts'

const model = (id: string, elements: string, root = '') =>
  `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="t">${root}<process id="${id}" isExecutable="true" camunda:historyTimeToLive="1">${elements}</process></definitions>`
const LINE =
  '<startEvent id="s" /><sequenceFlow id="f" sourceRef="s" targetRef="t" /><sequenceFlow id="g" sourceRef="t" targetRef="e" /><endEvent id="e" />'
const STARTED_BY = '<startEvent id="s"><messageEventDefinition messageRef="m" /></startEvent>'
const DECISION =
  '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n"><decision name="d"><literalExpression><text>1</text></literalExpression></decision></definitions>'

const DEPLOY =
  'mutation ($name: String!, $content: String!) { createDeployment(input: { resources: [{ text: { name: $name, content: $content } }] }) { deploymentKey } }'
const START =
  'mutation ($id: String!, $variables: JSON) { createProcessInstance(input: { processDefinitionId: $id, variables: $variables }) { processInstanceKey } }'

describeEngine('camunda-7', 'what the engine has rolled back was not carried out', () => {
  let running: Camunda7
  let demo: Camunda7Client
  beforeAll(async () => {
    running = await engine('camunda-7')
    demo = camunda7(running.restAddress)
  })

  async function ask(query: string, variables: object) {
    await using gateway = await startGateway(
      { url: running.restAddress },
      {
        CAMUNDA_API: 'camunda-7',
        CAMUNDA_AUTH_STRATEGY: 'BASIC',
        CAMUNDA_BASIC_AUTH_USERNAME: 'demo',
        CAMUNDA_BASIC_AUTH_PASSWORD: 'demo',
      },
    )
    return await gateway.ask(query, variables)
  }

  /** That a command is refused with a code, without a doubt. */
  async function expectRefused(code: string, query: string, variables: object) {
    const { data, errors } = await ask(query, variables)
    expect(Object.values(data ?? {})).toEqual([null])
    expect(errors?.map(({ extensions }) => extensions)).toMatchObject([{ code, retryable: false }])
    expect(errors?.[0]?.extensions).not.toHaveProperty('outcomeUnknown')
    expect(errors?.[0]?.message).not.toContain('may or may not')
  }

  test.each<[string, (suffix: string) => [string, string]]>([
    ['that is not well formed', (suffix) => [`${suffix}.bpmn`, '<definitions><process id="p"></definitions>']],
    ['whose decision has no id', (suffix) => [`${suffix}.dmn`, DECISION]],
    [
      'that starts by a message twice',
      (suffix) => [`${suffix}.bpmn`, model(`b${suffix}`, STARTED_BY, `<message id="m" name="taken-${suffix}" />`)],
    ],
    [
      'that sends mail without what sends it',
      (suffix) => [`${suffix}.bpmn`, model(`m${suffix}`, `${LINE}<serviceTask id="t" camunda:type="mail" />`)],
    ],
    [
      'with a task of no implementation',
      (suffix) => [`${suffix}.bpmn`, model(`m${suffix}`, `${LINE}<serviceTask id="t" />`)],
    ],
  ])('a model %s is not deployed', async (_what, modelOf) => {
    const suffix = unique()
    const first = model(`a${suffix}`, STARTED_BY, `<message id="m" name="taken-${suffix}" />`)
    expect((await ask(DEPLOY, { name: `first-${suffix}.bpmn`, content: first })).errors).toBeUndefined()
    const [name, content] = modelOf(suffix)
    await expectRefused('BAD_USER_INPUT', DEPLOY, { name, content })
    expect(await demo.get(`/process-definition/count?resourceName=${name}`)).toEqual({ count: 0 })
    expect(await demo.get(`/decision-definition/count?resourceName=${name}`)).toEqual({ count: 0 })
  })

  test('a value that is too long for its database is not written', async () => {
    const suffix = unique()
    const content = model(`u${suffix}`, `${LINE}<userTask id="t" />`)
    expect((await ask(DEPLOY, { name: `${suffix}.bpmn`, content })).errors).toBeUndefined()
    const long = 'x'.repeat(4_001)
    await expectRefused('BAD_USER_INPUT', START, { id: `u${suffix}`, variables: { long } })
    const { data } = await ask(START, { id: `u${suffix}` })
    const key = data.createProcessInstance.processInstanceKey
    const set =
      'mutation ($key: ID!, $variables: JSON!) { createElementInstanceVariables(input: { elementInstanceKey: $key, variables: $variables }) { __typename } }'
    await expectRefused('BAD_USER_INPUT', set, { key, variables: { short: 1, long } })
    expect(await demo.get(`/process-instance/${key}/variables`)).toEqual({})
    expect(await demo.get(`/process-instance/count?processDefinitionKey=u${suffix}`)).toEqual({ count: 1 })
  })

  test.each([
    ['an expression fails', '<serviceTask id="t" camunda:expression="#{nobody.knows}" />'],
    ['a class is missing', '<serviceTask id="t" camunda:class="no.such.Class" />'],
    ['a decision is missing', '<businessRuleTask id="t" camunda:decisionRef="nowhere" />'],
    ['a called process is missing', '<callActivity id="t" calledElement="nowhere" />'],
  ])('an instance in which %s is not started', async (_what, task) => {
    const suffix = unique()
    const id = `f${suffix}`
    expect((await ask(DEPLOY, { name: `${suffix}.bpmn`, content: model(id, LINE + task) })).errors).toBeUndefined()
    await expectRefused('UPSTREAM_ERROR', START, { id })
    expect(await demo.get(`/history/process-instance/count?processDefinitionKey=${id}`)).toEqual({ count: 0 })
  })
})
