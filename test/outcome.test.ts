import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { startGateway } from './support/gateway.ts'
import { key } from './support/rows.ts'
import { startUpstream } from './support/upstream.ts'

const KEY = key(1)
const CANCEL = `cancelProcessInstance(input: { processInstanceKey: "${KEY}" }) { __typename }`
const MIGRATE = `migrateProcessInstance(input: { processInstanceKey: "${KEY}", targetProcessDefinitionKey: "${KEY}", mappingInstructions: [{ sourceElementId: "a", targetElementId: "b" }] }) { __typename }`
const DEPLOY =
  'createDeployment(input: { resources: [{ text: { name: "a.bpmn", content: "<a/>" } }] }) { deploymentKey }'

// The log says what the cluster said of its failures.
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => {
  vi.restoreAllMocks()
})

async function ask(command: string, title: string, detail: string, status = 500, config: Record<string, string> = {}) {
  const body = { type: 'about:blank', title, status, detail, instance: '/v2/x' }
  const headers = { 'content-type': 'application/problem+json' }
  await using upstream = await startUpstream({ fault: () => ({ status, headers, body }) })
  await using gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9', ...config })
  const { errors } = await gateway.ask(`mutation { ${command} }`)
  return errors?.[0]
}

const rejected = (intent: string, code: string) => `Command '${intent}' rejected with code '${code}': no such luck`

describe('what the cluster has rejected was not carried out', () => {
  test.each([
    [CANCEL, 'INTERNAL', rejected('CANCEL', 'PROCESSING_ERROR'), 'UPSTREAM_ERROR'],
    [MIGRATE, 'INTERNAL', rejected('MIGRATE', 'PROCESSING_ERROR'), 'UPSTREAM_ERROR'],
    [CANCEL, 'UNKNOWN', rejected('CANCEL', 'SOMETHING_NEW'), 'UPSTREAM_ERROR'],
    [MIGRATE, 'INTERNAL', rejected('MIGRATE', 'INVALID_STATE'), 'CONFLICT'],
    [MIGRATE, 'INTERNAL', rejected('MIGRATE', 'INVALID_ARGUMENT'), 'BAD_USER_INPUT'],
    [CANCEL, 'INTERNAL', rejected('CANCEL', 'NOT_FOUND'), 'NOT_FOUND'],
    [CANCEL, 'INTERNAL', rejected('CANCEL', 'FORBIDDEN'), 'FORBIDDEN'],
    [DEPLOY, 'INTERNAL', rejected('CREATE', 'EXCEEDED_BATCH_RECORD_SIZE'), 'BAD_USER_INPUT'],
    [DEPLOY, 'MALFORMED_REQUEST', 'Request size is above the configured maxMessageSize.', 'BAD_USER_INPUT'],
    [DEPLOY, 'INTERNAL', 'MALFORMED_REQUEST: too large', 'BAD_USER_INPUT'],
    [
      DEPLOY,
      'Filter issue',
      'Request processing failed: org.springframework.web.multipart.MultipartException: Failed to parse multipart servlet request',
      'BAD_USER_INPUT',
    ],
    [DEPLOY, 'Filter issue', 'Request processing failed', 'UPSTREAM_ERROR'],
  ])('%s: %s %s', async (command, title, detail, code) => {
    const error = await ask(command, title, detail)
    expect(error?.extensions).toMatchObject({ code, retryable: false })
    expect(error?.extensions).not.toHaveProperty('outcomeUnknown')
    expect(error?.message).not.toContain('may or may not')
  })
})

test.each([
  ['INTERNAL', 'Unexpected error occurred', 500],
  ['java.lang.IllegalStateException', 'a command was rejected with code', 500],
  ['DEADLINE_EXCEEDED', 'Expected to handle request, but it timed out', 504],
])('what failed without saying so may have been carried out: %s, told in sentences', async (title, detail, status) => {
  const error = await ask(CANCEL, title, detail, status, { GATEWAY_EXPOSE_UPSTREAM_DETAILS: 'true' })
  expect(error?.extensions).toMatchObject({ outcomeUnknown: true })
  expect(error?.message).toBe(`${detail}. The command may or may not have been carried out.`)
})
