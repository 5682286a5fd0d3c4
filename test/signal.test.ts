import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bpmn, element, flow } from '../sandbox/testing.ts'
import { key } from './support/rows.ts'
import { type SandboxStand, sandboxStand, strictStand } from './support/stand.ts'

const BROADCAST = `mutation ($input: BroadcastSignalInput!) { broadcastSignal(input: $input) { signalKey tenantId } }`

describe('what is asked of the cluster', () => {
  const answer = { signalKey: key(1), tenantId: '<default>' }

  test.each([
    ['{"signalName":"go"}', '{"signalName":"go"}'],
    ['{"signalName":"go","variables":null,"tenantId":null}', '{"signalName":"go"}'],
    [
      '{"signalName":"go","variables":{"a":1.0,"b":null},"tenantId":"<default>"}',
      '{"signalName":"go","variables":{"a":1.0,"b":null},"tenantId":"<default>"}',
    ],
  ])('broadcastSignal %s', async (input, body) => {
    await using stand = await strictStand({ answers: { broadcastSignal: () => ({ body: answer }) } })
    expect(await stand.ask(BROADCAST, `{"input":${input}}`)).toEqual({ broadcastSignal: answer })
    expect(stand.upstream.calls.map(({ text }) => text)).toEqual([body])
    expect(stand.wire().map(([call]) => call)).toEqual(['POST /signals/broadcast'])
  })

  test('variables that are no object are refused before any call', async () => {
    await using stand = await strictStand()
    for (const variables of [[], 'a', 1]) {
      expect(await stand.refused(BROADCAST, { input: { signalName: 'go', variables } })).toEqual(['BAD_USER_INPUT'])
    }
    expect(stand.wire()).toEqual([])
  })
})

describe('against a cluster', () => {
  let stand: SandboxStand
  beforeAll(async () => {
    stand = await sandboxStand()
    const event = '<bpmn:signalEventDefinition signalRef="signal" />'
    const signal = '<bpmn:signal id="signal" name="go" />'
    await stand.deploy({
      'waits.bpmn': bpmn(
        'waits',
        element('startEvent', 's') + element('intermediateCatchEvent', 'wait', '', event) + flow('s', 'wait'),
        signal,
      ),
      'begins.bpmn': bpmn(
        'begins',
        element('startEvent', 's', '', event) + element('endEvent', 'e') + flow('s', 'e'),
        signal,
      ),
    })
  })
  afterAll(() => stand[Symbol.asyncDispose]())

  test('reaches all that wait for it and starts what begins with it; is not kept for who comes later', async () => {
    await stand.start('waits')
    await stand.start('waits')
    const sent = await stand.ask(BROADCAST, { input: { signalName: 'go', variables: { went: true } } })
    expect(sent.broadcastSignal).toEqual({ signalKey: expect.stringMatching(/^\d+$/), tenantId: '<default>' })
    await stand.start('waits')
    const query = `{ processInstances(sort: [{ field: processInstanceKey }]) { nodes {
      processDefinitionId state variables { nodes { name value } }
    } } }`
    const went = { state: 'COMPLETED', variables: { nodes: [{ name: 'went', value: true }] } }
    const { processInstances } = await stand.ask(query)
    expect(processInstances.nodes).toEqual([
      { processDefinitionId: 'waits', ...went },
      { processDefinitionId: 'waits', ...went },
      { processDefinitionId: 'begins', ...went },
      { processDefinitionId: 'waits', state: 'ACTIVE', variables: { nodes: [] } },
    ])
  })
})
