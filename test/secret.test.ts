import { expect, test } from 'vitest'
import { startGateway } from './support/gateway.ts'
import { keepingLog } from './support/log.ts'
import { strictStand } from './support/stand.ts'

const OPEN = { GATEWAY_ADMINISTRATION: 'true' }
const VALUE = 'swordfish'
const MAIL = 'camunda.secrets.mail'

const start = (version: '8.9' | '8.10' = '8.10') =>
  strictStand(
    {
      version,
      answers: {
        listSecrets: () => ({ body: { references: [MAIL, 'camunda.secrets.db'] } }),
        resolveSecrets: () => ({
          body: {
            resolved: [{ reference: MAIL, value: VALUE }],
            errors: [{ reference: 'camunda.secrets.no', code: 'ACCESS_DENIED', message: 'not for you' }],
          },
        }),
      },
    },
    OPEN,
  )
const RESOLVE = `mutation { resolveSecrets(input: { references: ["${MAIL}", "camunda.secrets.no"] }) {
  resolved { reference value } errors { reference code message }
} }`

test('references are one list, which concurrent callers share', async () => {
  await using stand = await start()
  expect(await stand.ask('{ secretReferences }')).toEqual({ secretReferences: [MAIL, 'camunda.secrets.db'] })
  expect(stand.wire()).toEqual([['POST /secrets/list', {}]])
})

test('values are asked for anew each time, and what was refused costs nothing else', async () => {
  await using stand = await start()
  const expected = {
    resolveSecrets: {
      resolved: [{ reference: MAIL, value: VALUE }],
      errors: [{ reference: 'camunda.secrets.no', code: 'ACCESS_DENIED', message: 'not for you' }],
    },
  }
  expect(await Promise.all([stand.ask(RESOLVE), stand.ask(RESOLVE)])).toEqual([expected, expected])
  expect(stand.wire()).toEqual(Array(2).fill(['POST /secrets/resolve', { references: [MAIL, 'camunda.secrets.no'] }]))
})

test('values are never answered to GET, nor kept by whom the answer passes', async () => {
  await using stand = await start()
  const headers = { 'apollo-require-preflight': '1', accept: 'application/json' }
  const got = await fetch(`${stand.gateway.url}?query=${encodeURIComponent(RESOLVE)}`, { headers })
  expect(got.status).toBe(405)
  expect(await got.text()).not.toContain(VALUE)
  expect(stand.wire()).toEqual([])
  const posted = await fetch(stand.gateway.url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ query: RESOLVE }),
  })
  expect(posted.headers.get('cache-control')).toBe('no-store')
  expect(await posted.text()).toContain(VALUE)
})

test('values are not logged, at whatever level', async () => {
  const log = keepingLog()
  await using stand = await start()
  await using gateway = await startGateway(stand.upstream, { ...OPEN, GATEWAY_LOG_LEVEL: 'debug' }, [], {
    logger: log.logger,
    metrics: true,
  })
  const { data } = await gateway.ask(RESOLVE)
  expect(data.resolveSecrets.resolved[0].value).toBe(VALUE)
  stand.upstream.answers.resolveSecrets = () => ({ text: `{"resolved":["${VALUE}"` })
  await gateway.ask(RESOLVE)
  stand.upstream.answers.resolveSecrets = () => ({ text: `{"resolved":[{"value":{"${VALUE}":1}}],"errors":[]}` })
  const { errors } = await gateway.ask(RESOLVE)
  expect(errors).toHaveLength(1)
  expect(log.requests().length).toBe(3)
  expect(log.text() + gateway.gateway.metrics() + JSON.stringify(errors)).not.toContain(VALUE)
})

test('an answer that is none tells no value', async () => {
  await using stand = await start()
  stand.upstream.answers.resolveSecrets = () => ({ text: `{"resolved":"${VALUE}"` })
  const { errors } = await stand.gateway.ask(RESOLVE)
  expect(errors?.[0]?.extensions?.code).toBe('UPSTREAM_ERROR')
  expect(JSON.stringify(errors)).not.toContain(VALUE)
})

test.each([
  ['[]', 'input.references'],
  [JSON.stringify(Array(21).fill(MAIL)), 'input.references'],
  [`["${MAIL}", "${'x'.repeat(257)}"]`, 'input.references[1]'],
])('%s is refused before any call', async (references, argument) => {
  await using stand = await start()
  const { errors } = await stand.gateway.ask(
    `mutation { resolveSecrets(input: { references: ${references} }) { resolved { value } } }`,
  )
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument })
  expect(stand.wire()).toEqual([])
})

test('8.9 has none', async () => {
  await using stand = await start('8.9')
  expect(await stand.refused('{ secretReferences }')).toEqual(['NOT_SUPPORTED'])
  expect(await stand.refused(RESOLVE)).toEqual(['NOT_SUPPORTED'])
})
