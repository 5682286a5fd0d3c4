import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bpmn, element, flow } from '../sandbox/testing.ts'
import { key, processInstance } from './support/rows.ts'
import { type SandboxStand, sandboxStand, strictStand } from './support/stand.ts'

const PUBLISH = `mutation ($input: PublishMessageInput!) { publishMessage(input: $input) { messageKey tenantId } }`
const correlate = (fields: string) =>
  `mutation ($input: CorrelateMessageInput!) { correlateMessage(input: $input) { ${fields} } }`

const PUBLISHED = { messageKey: key(1), tenantId: '<default>' }
const CORRELATED = { ...PUBLISHED, processInstanceKey: key(2) }

describe('what is asked of the cluster', () => {
  const answers = () => ({
    publishMessage: () => ({ body: PUBLISHED }),
    correlateMessage: () => ({ body: CORRELATED }),
  })

  test.each([
    [{ name: 'paid' }, { name: 'paid' }],
    [
      { name: 'paid', correlationKey: '', timeToLive: 0, messageId: null, variables: { a: null } },
      { name: 'paid', correlationKey: '', timeToLive: 0, variables: { a: null } },
    ],
    [
      { name: 'paid', correlationKey: 'A-1', timeToLive: 86_400_000, messageId: 'once', tenantId: '<default>' },
      { name: 'paid', correlationKey: 'A-1', timeToLive: 86_400_000, messageId: 'once', tenantId: '<default>' },
    ],
  ])('publishMessage %j', async (input, body) => {
    await using stand = await strictStand({ answers: answers() })
    expect(await stand.ask(PUBLISH, { input })).toEqual({ publishMessage: PUBLISHED })
    expect(stand.wire()).toEqual([['POST /messages/publication', body]])
  })

  test('correlateMessage; the instance that took it is read only if asked for', async () => {
    const rows = { processInstances: [processInstance({ processInstanceKey: key(2) })] }
    await using stand = await strictStand({ rows, answers: answers() })
    const input = { name: 'paid', correlationKey: 'A-1', variables: { amount: 5 }, tenantId: null }
    const keys = await stand.ask(correlate('messageKey tenantId processInstanceKey processInstance { id }'), { input })
    expect(keys.correlateMessage).toEqual({ ...CORRELATED, processInstance: { id: expect.any(String) } })
    const { tenantId: _, ...body } = input
    expect(stand.wire()).toEqual([['POST /messages/correlation', body]])
    const read = await stand.ask(correlate('processInstance { state }'), { input })
    expect(read.correlateMessage).toEqual({ processInstance: { state: 'ACTIVE' } })
    expect(stand.wire().slice(1)).toEqual([[`GET /process-instances/${key(2)}`]])
  })

  test('variables keep their numbers, and must be an object', async () => {
    await using stand = await strictStand({ answers: answers() })
    await stand.ask(PUBLISH, '{"input": {"name": "paid", "variables": {"a": 1.0, "b": 9007199254740993}}}')
    expect(stand.upstream.calls[0]?.text).toBe('{"name":"paid","variables":{"a":1.0,"b":9007199254740993}}')
    stand.wire()
    expect(await stand.refused(PUBLISH, { input: { name: 'paid', variables: 5 } })).toEqual(['BAD_USER_INPUT'])
    expect(stand.wire()).toEqual([])
  })
})

describe('against a cluster', () => {
  let stand: SandboxStand
  beforeAll(async () => {
    stand = await sandboxStand()
    const event = '<bpmn:messageEventDefinition messageRef="m" />'
    const message = (correlation: string) => `<bpmn:message id="m" name="paid">${correlation}</bpmn:message>`
    const subscription = '<zeebe:subscription correlationKey="=order" />'
    await stand.deploy({
      'waits.bpmn': bpmn(
        'waits',
        element('startEvent', 's') + element('intermediateCatchEvent', 'wait', '', event) + flow('s', 'wait'),
        message(`<bpmn:extensionElements>${subscription}</bpmn:extensionElements>`),
      ),
      'begins.bpmn': bpmn(
        'begins',
        element('startEvent', 's', '', event) + element('endEvent', 'e') + flow('s', 'e'),
        message('').replace('paid', 'begin'),
      ),
    })
  })
  afterAll(() => stand[Symbol.asyncDispose]())

  const variables = 'state variables(sort: [{ field: name }]) { nodes { name value } }'

  test('is correlated to the instance that waits for its key, and to no other', async () => {
    const instance = await stand.start('waits', { order: 'A-1' })
    const input = { name: 'paid', correlationKey: 'B-2', variables: { amount: 5 } }
    expect(await stand.refused(correlate('messageKey'), { input })).toEqual(['NOT_FOUND'])
    const { correlateMessage } = await stand.ask(
      correlate('processInstanceKey processInstance { processInstanceKey }'),
      {
        input: { ...input, correlationKey: 'A-1' },
      },
    )
    expect(correlateMessage).toEqual({
      processInstanceKey: instance,
      processInstance: { processInstanceKey: instance },
    })
    await stand.until(
      `{ processInstance(processInstanceKey: "${instance}") { ${variables} } }`,
      {},
      {
        processInstance: {
          state: 'COMPLETED',
          variables: { nodes: [{ name: 'amount', value: 5 }, { name: 'order' }] },
        },
      },
    )
  })

  test('starts an instance, which the payload waits to see', async () => {
    const input = { name: 'begin', variables: { a: 1 } }
    const { correlateMessage } = await stand.ask(correlate(`processInstance { processDefinitionId ${variables} }`), {
      input,
    })
    expect(correlateMessage.processInstance).toEqual({
      processDefinitionId: 'begins',
      state: 'COMPLETED',
      variables: { nodes: [{ name: 'a', value: 1 }] },
    })
  })

  test('is kept for its time to live, and once only by its id', async () => {
    const input = {
      name: 'paid',
      correlationKey: 'C-3',
      timeToLive: 60_000,
      messageId: 'once',
      variables: { late: true },
    }
    const { publishMessage } = await stand.ask(PUBLISH, { input })
    expect(publishMessage).toEqual({ messageKey: expect.stringMatching(/^\d+$/), tenantId: '<default>' })
    expect(await stand.refused(PUBLISH, { input })).toEqual(['CONFLICT'])
    const instance = await stand.start('waits', { order: 'C-3' })
    await stand.until(
      `{ processInstance(processInstanceKey: "${instance}") { ${variables} } }`,
      {},
      {
        processInstance: {
          state: 'COMPLETED',
          variables: { nodes: [{ name: 'late', value: true }, { name: 'order' }] },
        },
      },
    )
  })
})
