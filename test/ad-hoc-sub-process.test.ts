import { expect, test } from 'vitest'
import { elementInstance, key } from './support/rows.ts'
import { strictStand } from './support/stand.ts'

const KEY = key(1)
const activate = (input: string, shown = '{ adHocSubProcess { elementInstanceKey state } }') =>
  `mutation { activateAdHocSubProcessActivities(input: ${input}) ${shown} }`

test.each(['8.8', '8.9', '8.10'] as const)('elements are started, on %s', async (version) => {
  await using stand = await strictStand({
    version,
    rows: { elementInstances: [elementInstance({ elementInstanceKey: KEY, type: 'AD_HOC_SUB_PROCESS' })] },
    answers: { activateAdHocSubProcessActivities: () => ({ status: 204 }) },
  })
  const data = await stand.ask(
    activate(`{ adHocSubProcessInstanceKey: "${KEY}", cancelRemainingInstances: true,
      elements: [{ elementId: "call", variables: { n: 1 } }, { elementId: "mail", variables: null }] }`),
  )
  expect(data.activateAdHocSubProcessActivities.adHocSubProcess).toEqual({ elementInstanceKey: KEY, state: 'ACTIVE' })
  expect(stand.wire()).toEqual([
    [
      `POST /element-instances/ad-hoc-activities/${KEY}/activation`,
      { elements: [{ elementId: 'call', variables: { n: 1 } }, { elementId: 'mail' }], cancelRemainingInstances: true },
    ],
    [`GET /element-instances/${KEY}`],
  ])
})

test('its key costs no call beside the command', async () => {
  await using stand = await strictStand({ answers: { activateAdHocSubProcessActivities: () => ({ status: 204 }) } })
  const input = `{ adHocSubProcessInstanceKey: "${KEY}", elements: [{ elementId: "call" }] }`
  await stand.ask(activate(input, '{ adHocSubProcess { elementInstanceKey } }'))
  expect(stand.wire()).toHaveLength(1)
})

test.each([
  `{ adHocSubProcessInstanceKey: "x", elements: [{ elementId: "call" }] }`,
  `{ adHocSubProcessInstanceKey: "${KEY}", elements: [] }`,
  `{ adHocSubProcessInstanceKey: "${KEY}", elements: [{ elementId: "" }] }`,
  `{ adHocSubProcessInstanceKey: "${KEY}", elements: [{ elementId: "call", variables: 7 }] }`,
])('%s is refused before any call', async (input) => {
  await using stand = await strictStand()
  expect(await stand.refused(activate(input))).toEqual(['BAD_USER_INPUT'])
  expect(stand.wire()).toEqual([])
})

test('a key of no such instance is told', async () => {
  const body = { type: 'about:blank', title: 'NOT_FOUND', status: 404, detail: 'none', instance: '/' }
  await using stand = await strictStand({
    answers: { activateAdHocSubProcessActivities: () => ({ status: 404, body }) },
  })
  const input = `{ adHocSubProcessInstanceKey: "${KEY}", elements: [{ elementId: "call" }] }`
  expect(await stand.refused(activate(input))).toEqual(['NOT_FOUND'])
})
