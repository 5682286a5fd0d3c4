import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addresses, attack } from '../../attacks/attack.ts'
import { ask, type Recipe, type Text, WAYS, wire } from '../../attacks/text.ts'
import { type Gateway, startGateway } from './support/gateway.ts'
import { crowd, NOT_REACHED, survive } from './support/survive.ts'
import { type ScriptedUpstream, startUpstream } from './support/upstream.ts'

let upstream: ScriptedUpstream
let gateway: Gateway
beforeAll(async () => {
  upstream = await startUpstream()
})
afterAll(() => upstream[Symbol.asyncDispose]())
beforeEach(async () => {
  gateway = await startGateway(upstream)
})
// Whatever was held is free again: as many as the gateway answers by default find room.
afterEach(async () => {
  await using _ = gateway
  if (gateway.isRunning()) expect(await crowd(gateway)).toEqual({ '200': 500 })
})

const question = (bytes: number): Text => ['{ __typename } #', ['x', bytes]]

/** The ways in which a body comes, each with a type of its own. */
const BODIES: Record<string, (bytes: number) => Recipe> = {
  json: (bytes) => WAYS.direct({ query: question(bytes) }),
  yoga: (bytes) => WAYS.yoga({ query: question(bytes) }),
  form: (bytes) => WAYS.form({ query: question(bytes) }),
  multipart: (bytes) => WAYS.multipart({ query: question(bytes) }),
  graphql: (bytes) => WAYS.graphql({ query: question(bytes) }),
  'a list': (bytes) => WAYS.batch({ query: question(bytes / 2) }),
  events: (bytes) => WAYS.events({ query: question(bytes) }),
}
const body = (name: string, bytes: number): Recipe => BODIES[name]?.(bytes) ?? ask('{ __typename }')

/** A request without the end of its body, and its head says so or nothing. */
function unfinished(recipe: Recipe, { chunked = false } = {}): Text {
  const length = recipe.body.reduce(
    (sum, piece) => sum + (typeof piece === 'string' ? piece.length : piece[0].length * piece[1]),
    0,
  )
  return wire(recipe, chunked ? { chunked } : { announced: length + 500 })
}

/** An upload of a file, up to the file's end. */
const deploying = (bytes: number): Text => [
  '--soak\r\ncontent-disposition: form-data; name="operations"\r\n\r\n',
  '{"query":"mutation ($f: Upload!) { createDeployment(input: { resources: [{ file: $f }] }) { deploymentKey } }",',
  '"variables":{"f":null}}\r\n--soak\r\ncontent-disposition: form-data; name="map"\r\n\r\n{"0":["variables.f"]}',
  '\r\n--soak\r\ncontent-disposition: form-data; name="0"; filename="a.bpmn"\r\ncontent-type: text/xml\r\n\r\n',
  ['x', bytes],
]

describe('many bodies of a byte, which never end', () => {
  const sends = (type: string) => wire({ ...body(type, 1), body: [type === 'form' ? 'q' : '{'] }, { announced: 500 })

  test('from one address', async () => {
    const plan = { connections: 1_100, sends: sends('json'), stubborn: true, seconds: 4 }
    await survive(gateway, () => attack('hold', gateway, plan), { memory: 400 })
  })

  test('from fifty, of each kind', async () => {
    const plan = { connections: 400, stubborn: true, from: addresses(50), seconds: 4 }
    const held = ['json', 'yoga', 'form', 'multipart'].map((type) => ({ ...plan, sends: sends(type) }))
    const all = () => Promise.all(held.map((one) => attack('hold', gateway, one)))
    await survive(gateway, all, { memory: 400 })
  })

  test('a byte each second', async () => {
    const plan = {
      connections: 600,
      sends: sends('json'),
      drips: true,
      stubborn: true,
      from: addresses(50),
      seconds: 8,
    }
    await survive(gateway, () => attack('hold', gateway, plan), { memory: 400 })
  })
})

describe('large bodies, which never end', () => {
  test('a hundred of 15 MB', async () => {
    const plan = { connections: 100, stubborn: true, from: addresses(20), seconds: 4 }
    const sends = unfinished(body('json', 15_000_000))
    const { ended } = await survive(gateway, () => attack('hold', gateway, { ...plan, sends }), { memory: 600 })
    // What is refused is not read to its end, however long that takes.
    expect(ended).toBeGreaterThan(0)
  })

  test.each([
    ['announced', false],
    ['in chunks', true],
  ])('forty of each kind, below the limit, %s', async (_, chunked) => {
    const plan = { connections: 40, stubborn: true, from: addresses(20), seconds: 5 }
    const held = Object.keys(BODIES).map((type) => ({ ...plan, sends: unfinished(body(type, 3_800_000), { chunked }) }))
    const all = () => Promise.all(held.map((one) => attack('hold', gateway, one)))
    await survive(gateway, all, { memory: 600, p99: NOT_REACHED })
  })

  test('files of 15 MB', async () => {
    const sends = unfinished({ ...body('multipart', 1), body: deploying(15_000_000) })
    const plan = { connections: 60, sends, stubborn: true, from: addresses(20), seconds: 6 }
    await survive(gateway, () => attack('hold', gateway, plan), { memory: 700 })
  })

  test('bodies that end, as many as can be sent', async () => {
    const request = WAYS.direct({ query: ['{ __typename }'], variables: ['{"a":"', ['x', 3_800_000], '"}'] })
    const plan = { request, times: 400, atOnce: 40, from: addresses(20), seconds: 8 }
    await survive(gateway, () => attack('flood', gateway, plan), { memory: 700 })
  })
})

test('the largest question and the largest file arrive', async () => {
  const question = WAYS.direct({ query: ['{ __typename }'], variables: ['{"a":"', ['x', 3_900_000], '"}'] })
  expect((await attack('flood', gateway, { request: question, times: 1, atOnce: 1 })).statuses).toEqual({ '200': 1 })
  const upload = { ...body('multipart', 1), body: [...deploying(15_000_000), '\r\n--soak--\r\n'] }
  expect((await attack('flood', gateway, { request: upload, times: 1, atOnce: 1 })).statuses).toEqual({ '200': 1 })
  expect((await upstream.look()).longestBody).toBeGreaterThan(15_000_000)
})
