import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { AUDIENCE, startIssuer } from './support/issuer.ts'
import { incident, key, processDefinition, processInstance, userTask } from './support/rows.ts'
import { expectNoViolations, type RecordedCall, startUpstream, type Upstream } from './support/upstream.ts'

const USERS = 60
const REQUESTS = 1_500
/** How many clients ask at once: many more than the calls of the cluster that may be in flight. */
const CLIENTS = 100

let upstream: Upstream
let gateway: RunningGateway

afterEach(async () => {
  await gateway.close()
  expectNoViolations(upstream)
  await upstream.close()
})

/** A random number below `below`, the same in every run. */
function numbers(seed: number) {
  let state = seed
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** Runs tasks in their order, some at once. */
async function inTurns(count: number, atOnce: number, run: (n: number) => Promise<void>): Promise<void> {
  let next = 0
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < count) await run(next++)
    }),
  )
}

const nameOf = (user: number) => `<user ${user}>`

// What a user sees of the objects that all of them see has its name in it; this user may not list instances.
const MAY_NOT_LIST = 7
const SHARED = [key(1), key(2), key(3)]
const TASK = key(4)

describe.each([
  ['past Yoga', []],
  ['through Yoga', [{ onResponse() {} }]],
])('many users at once, %s', (_, plugins) => {
  const random = numbers(4_711)

  /** The user that a call was made for, by a token or by a session. */
  function userOf({ headers }: RecordedCall): number {
    const token = /^Bearer token-(\d+)$/.exec(String(headers.authorization))
    if (token) {
      if (headers.cookie !== undefined || headers['x-csrf-token'] !== undefined) throw new Error('a session, too')
      return Number(token[1])
    }
    const [, session] = /^session=(\d+)$/.exec(String(headers.cookie)) ?? []
    if (session === undefined || headers['x-csrf-token'] !== `csrf-${session}`) throw new Error('nobody')
    return Number(session)
  }

  const page = (items: object[]) => ({
    body: {
      items,
      page: { totalItems: items.length, hasMoreTotalItems: false, startCursor: 'YQ==', endCursor: 'YQ==' },
    },
  })
  const forbidden = (user: number) => ({
    status: 403,
    body: {
      type: 'about:blank',
      title: 'FORBIDDEN',
      status: 403,
      detail: `${nameOf(user)} may not.`,
      instance: '/v2',
    },
  })
  const instanceOf = (user: number, processInstanceKey: string) =>
    processInstance({ processInstanceKey, businessId: nameOf(user) })

  beforeEach(async () => {
    /** Answers by who asks, after a moment, so that the calls of many are in flight. */
    const asked =
      <Answer>(answer: (user: number, call: RecordedCall) => Answer) =>
      async (call: RecordedCall) => {
        await sleep(random(4))
        return answer(userOf(call), call)
      }
    upstream = await startUpstream({
      version: '8.10',
      answers: {
        // Who may know the version differs, too: it is asked for with the rights of whoever comes first.
        getTopology: asked((user) => (user % 2 ? forbidden(user) : undefined)),
        searchProcessInstances: asked((user, { body }) => {
          if (user === MAY_NOT_LIST) return forbidden(user)
          const wanted = /"\$in":\[([^\]]*)\]/.exec(JSON.stringify(body))?.[1]
          const keys = wanted === undefined ? [key(100 + user)] : (JSON.parse(`[${wanted}]`) as string[])
          return page(keys.map((one) => instanceOf(user, one)))
        }),
        getProcessInstance: asked((user, { parameters }) => ({
          body: instanceOf(user, parameters.processInstanceKey ?? ''),
        })),
        searchIncidents: asked((user, { body }) => {
          const keys = [...JSON.stringify(body).matchAll(/"(9007199254\d+)"/g)].map(([, one = '']) => one)
          return page(
            [...new Set(keys)].map((one) => incident({ processInstanceKey: one, errorMessage: nameOf(user) })),
          )
        }),
        getUserTask: asked((user) => ({ body: userTask({ userTaskKey: TASK, assignee: nameOf(user) }) })),
        getProcessDefinition: asked((user) => ({ body: processDefinition({ name: nameOf(user) }) })),
        getProcessDefinitionXML: asked((user) => ({
          text: `<of>${nameOf(user)}</of>`,
          headers: { 'content-type': 'text/xml' },
        })),
        getUserTaskForm: asked((user) => ({
          body: {
            tenantId: '<default>',
            formId: 'form',
            schema: JSON.stringify({ of: nameOf(user) }),
            version: 1,
            formKey: key(9),
          },
        })),
      },
    })
    gateway = await startGateway(
      upstream,
      { CAMUNDA_AUTH_STRATEGY: 'FORWARD', GATEWAY_MAX_UPSTREAM_CALLS: '12' },
      plugins,
    )
  })

  const list = (user: number, rows: object[]) =>
    user === MAY_NOT_LIST ? { processInstances: null } : { processInstances: { nodes: rows } }
  const questions: Array<{ query: string; variables?: object; answer(user: number): object }> = [
    {
      query: '{ processInstances { nodes { processInstanceKey businessId incidents { nodes { errorMessage } } } } }',
      answer: (user) =>
        list(user, [
          {
            processInstanceKey: key(100 + user),
            businessId: nameOf(user),
            incidents: { nodes: [{ errorMessage: nameOf(user) }] },
          },
        ]),
    },
    {
      // Needs the version, which is not known at first.
      query: '{ processInstances(filter: { hasIncident: true }) { nodes { businessId } } }',
      answer: (user) => list(user, [{ businessId: nameOf(user) }]),
    },
    {
      query: `{ processInstance(processInstanceKey: "${SHARED[0]}") { businessId incidents { nodes { errorMessage } } } }`,
      answer: (user) => ({
        processInstance: { businessId: nameOf(user), incidents: { nodes: [{ errorMessage: nameOf(user) }] } },
      }),
    },
    {
      query: `{ userTask(userTaskKey: "${TASK}") { assignee form { schema } } }`,
      answer: (user) => ({ userTask: { assignee: nameOf(user), form: { schema: { of: nameOf(user) } } } }),
    },
    {
      query: `{ processDefinition(processDefinitionKey: "${key(0)}") { name xml } }`,
      answer: (user) => ({ processDefinition: { name: nameOf(user), xml: `<of>${nameOf(user)}</of>` } }),
    },
    {
      query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on ProcessInstance { businessId } } }',
      variables: { ids: SHARED.map((one) => Buffer.from(`ProcessInstance:${one}`).toString('base64url')) },
      answer: (user) => ({
        // Who may not search is asked key by key.
        nodes: SHARED.map(() => ({ businessId: nameOf(user) })),
      }),
    },
  ]

  test('each sees its own alone, by tokens and by sessions', async () => {
    const seen = new Set<string>()
    await inTurns(REQUESTS, CLIENTS, async () => {
      const user = random(USERS)
      const headers: Record<string, string> = random(2)
        ? { authorization: `Bearer token-${user}` }
        : { cookie: `session=${user}`, 'x-csrf-token': `csrf-${user}` }
      const question = questions[random(questions.length)]
      if (!question) throw new Error('no question')
      const { data, errors, text } = await gateway.ask(question.query, question.variables, headers)
      expect(data, question.query).toEqual(question.answer(user))
      for (const { message } of errors ?? []) expect(message).toBe(`${nameOf(user)} may not.`)
      expect(errors === undefined).toBe(!text.includes('may not'))
      expect(new Set(text.match(/<user \d+>/g) ?? [nameOf(user)])).toEqual(new Set([nameOf(user)]))
      seen.add(`${user} ${question.query}`)
    })
    // Few clients that happen to ask the same would prove little.
    expect(seen.size).toBeGreaterThan((USERS * questions.length) / 2)
    expect(upstream.peak).toBeGreaterThan(8)
    expect(upstream.operations({ topology: true })).toContain('getTopology')
    // Documents are kept for each, so that what was seen is not what was never kept.
    const documents = upstream.operations().filter((operation) => operation === 'getProcessDefinitionXML').length
    expect(documents).toBeLessThanOrEqual(2 * USERS)
  })
})

describe.each([
  ['past Yoga', []],
  ['through Yoga', [{ onResponse() {} }]],
])('many verified callers of a gateway with rights of its own, %s', (_, plugins) => {
  test('each is told what its own token allows', async () => {
    await using issuer = await startIssuer()
    const signer = await issuer.signer()
    const random = numbers(1_174)
    upstream = await startUpstream({
      version: '8.10',
      rows: { processInstances: [processInstance({ processInstanceKey: key(1) })] },
      answers: {
        resolveIncident: () => ({}),
        searchIncidents: async () => {
          await sleep(random(4))
          return undefined
        },
      },
    })
    gateway = await startGateway(
      upstream,
      {
        CAMUNDA_VERSION: '8.10',
        CAMUNDA_AUTH_STRATEGY: 'BASIC',
        CAMUNDA_BASIC_AUTH_USERNAME: 'gateway',
        CAMUNDA_BASIC_AUTH_PASSWORD: 'secret',
        GATEWAY_JWT_ISSUER: issuer.issuer,
        GATEWAY_JWT_AUDIENCE: AUDIENCE,
        GATEWAY_POLICY_FILE: new URL('support/policy.json', import.meta.url).pathname,
      },
      plugins,
    )
    const query = `{ processInstance(processInstanceKey: "${key(1)}") { state incidents { totalCount } } }`
    const command = `mutation { resolveIncident(input: { incidentKey: "${key(2)}" }) { __typename } }`
    const kinds = ['expired', 'reader', 'operator', 'auditor'] as const
    const tokens = await Promise.all(
      Array.from({ length: 80 }, async (_, n) => {
        const kind = kinds[n % kinds.length] ?? 'expired'
        const token = await signer.sign({
          claims: { sub: `user-${n}`, groups: [kind] },
          ...(kind === 'expired' ? { life: -60 } : {}),
        })
        return { kind, headers: { authorization: `Bearer ${token}` } }
      }),
    )
    let commands = 0
    await inTurns(600, CLIENTS, async () => {
      const caller = tokens[random(tokens.length)]
      if (!caller) throw new Error('nobody')
      const { kind, headers } = caller
      const isCommand = random(3) === 0
      const { status, data, errors } = await gateway.ask(isCommand ? command : query, {}, headers)
      const rules = errors?.map(({ extensions }) => extensions?.rule)
      if (kind === 'expired') expect([status, data]).toEqual([401, undefined])
      else if (isCommand) {
        expect([kind, rules]).toEqual([kind, kind === 'operator' ? undefined : ['commands are for operators']])
        if (kind === 'operator') commands++
      } else {
        const incidents = kind === 'reader' ? null : { totalCount: 0 }
        expect([kind, data, rules]).toEqual([
          kind,
          { processInstance: { state: 'ACTIVE', incidents } },
          kind === 'reader' ? ['incidents are not for readers'] : undefined,
        ])
      }
    })
    expect(upstream.operations().filter((operation) => operation === 'resolveIncident')).toHaveLength(commands)
    expect(commands).toBeGreaterThan(20)
  })
})
