import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { createSandbox } from '../sandbox/sandbox.ts'
import { flagOf, settings } from '../src/config/settings.ts'
import { type Command, freePort, type RunOptions, run } from './support/command.ts'
import { processInstance } from './support/rows.ts'
import { expectNoViolations, startUpstream } from './support/upstream.ts'

const files = mkdtempSync(join(tmpdir(), 'gateway-main-'))
afterAll(() => rmSync(files, { recursive: true, force: true }))

/** Runs the command on any free port, unless told otherwise. */
function start(env: Record<string, string> = {}, args: string[] = [], options: RunOptions = {}): Command {
  return run('src/main.ts', args, { env: { PORT: '0', GATEWAY_DRAIN_DELAY_MS: '0', ...env }, ...options })
}

async function originOf(command: Command): Promise<string> {
  return new URL(await command.printed(/http:[^"\s]+/)).origin
}

async function ask(origin: string, query: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  })
  return (await response.json()) as { data?: Record<string, unknown>; errors?: { message: string }[] }
}

async function get(origin: string, path: string) {
  const response = await fetch(origin + path)
  return { status: response.status, body: await response.json() }
}

/** An HTTP server that answers as it is told. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const TOPOLOGY = JSON.stringify({ gatewayVersion: '8.9.2', brokers: [] })

function json(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body)
}

/** Self-signed for a key that was thrown away. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBdTCCARugAwIBAgIUQHlpvAljdJbNUFvCX665RKwF6CowCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjExMzI4MTBaGA8yMTI2MTAyODEzMjgx
MFowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABK/u
flqQTu9kkxbqaqK5nBV2nsrSunsMNXtXRfL7v989RcBd4s0rgoMHFf/D2maW0g+A
EFY1NNyX3aBjm/RCmN6jUzBRMB0GA1UdDgQWBBQQlysFbcRbaMnPqLkW9SR0w+H6
KjAfBgNVHSMEGDAWgBQQlysFbcRbaMnPqLkW9SR0w+H6KjAPBgNVHRMBAf8EBTAD
AQH/MAoGCCqGSM49BAMCA0gAMEUCIAptqulsn5fyIfeu3oeOSiCXO0l5dz6S/VUM
0XhPj17IAiEAu2SL8iTl0A0QqI6ek/JiqUy3nhQZvxsg30YVZRfGfdw=
-----END CERTIFICATE-----
`

describe('the command', () => {
  test('prints the address on which it answers', async () => {
    await using command = start()
    const line = await command.printed(/.*\n/)
    expect(line).toMatch(/"msg":"GraphQL on http:\/\/127\.0\.0\.1:\d+\/graphql"\}\n$/)
    expect(await ask(await originOf(command), '{ __typename }')).toEqual({ data: { __typename: 'Query' } })
    expect(command.err).toBe('')
  })

  test('prints an address of IPv6 as a URL', async ({ skip }) => {
    const probe = createServer()
    const ready = await Promise.race([once(probe.listen(0, '::1'), 'listening'), once(probe, 'error')]).catch(() => {})
    probe.close()
    if (!ready) skip('this machine has no IPv6')
    await using command = start({ HOST: '::1' })
    const origin = await originOf(command)
    expect(origin).toMatch(/^http:\/\/\[::1\]:\d+$/)
    expect((await get(origin, '/health')).status).toBe(200)
  })

  test('takes a flag before the variable of the same name', async () => {
    const [fromFlag, fromVariable] = [await freePort(), await freePort()]
    await using upstream = await startUpstream()
    await using command = start({ PORT: String(fromVariable), CAMUNDA_REST_ADDRESS: 'http://127.0.0.1:9' }, [
      '--port',
      String(fromFlag),
      `--camunda-rest-address=${upstream.url}`,
    ])
    expect(await originOf(command)).toBe(`http://127.0.0.1:${fromFlag}`)
    expect((await get(`http://127.0.0.1:${fromFlag}`, '/ready')).status).toBe(200)
  })

  test('explains every setting with --help', async () => {
    await using command = start({}, ['--help'])
    expect(await command.exited).toBe(0)
    const inOneLine = command.out.replace(/\s+/g, ' ')
    for (const [name, { description }] of Object.entries(settings)) {
      expect(inOneLine).toContain(`--${flagOf(name)}, ${name}`)
      // Links are for the README.
      expect(inOneLine).toContain(description.replace(/ \(\[.*?\]\(.*?\)\)/g, ''))
    }
    expect(Math.max(...command.out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120)
    expect(command.err).toBe('')
  })

  test('shows no secret, whatever happens', async () => {
    const secret = 'hunter2-hunter2'
    await using upstream = await serve((_request, response) => json(response, 401, '{}'))
    const password = { CAMUNDA_BASIC_AUTH_USERNAME: 'demo', CAMUNDA_BASIC_AUTH_PASSWORD: secret }
    await using basic = start({
      CAMUNDA_REST_ADDRESS: upstream.url,
      CAMUNDA_AUTH_STRATEGY: 'BASIC',
      ...password,
    })
    await using oauth = start({
      CAMUNDA_REST_ADDRESS: upstream.url,
      CAMUNDA_AUTH_STRATEGY: 'OAUTH',
      CAMUNDA_OAUTH_URL: `${upstream.url}/token`,
      CAMUNDA_CLIENT_ID: 'me',
      CAMUNDA_CLIENT_SECRET: secret,
    })
    for (const command of [basic, oauth]) {
      const origin = await originOf(command)
      const answers = [await get(origin, '/ready'), await ask(origin, '{ userTasks { totalCount } }')]
      expect(JSON.stringify(answers)).not.toContain(secret)
      expect(JSON.stringify(answers)).not.toContain(Buffer.from(`demo:${secret}`).toString('base64'))
      command.kill('SIGTERM')
      await command.exited
      expect(command.out + command.err).not.toContain('hunter2')
    }
  })
})

describe('a wrong setting', () => {
  const OAUTH = { CAMUNDA_AUTH_STRATEGY: 'OAUTH', CAMUNDA_CLIENT_ID: 'me', CAMUNDA_CLIENT_SECRET: 'hunter2' }
  const BASIC = {
    CAMUNDA_AUTH_STRATEGY: 'BASIC',
    CAMUNDA_BASIC_AUTH_USERNAME: 'demo',
    CAMUNDA_BASIC_AUTH_PASSWORD: 'hunter2',
  }
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  writeFileSync(join(files, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
  writeFileSync(join(files, 'certificate.pem'), CERTIFICATE)
  writeFileSync(join(files, 'text.pem'), 'This is no PEM file.\n')
  const [key, certificate, text] = ['key.pem', 'certificate.pem', 'text.pem'].map((name) => join(files, name))

  const cases: [Record<string, string>, string[], string][] = [
    [{}, ['--prot', '1'], "Unknown option '--prot'. Run with --help for all flags."],
    [{}, ['4000'], "Unexpected argument '4000'. Run with --help for all flags."],
    [{}, ['--port'], "Option '--port <value>' argument missing. Run with --help for all flags."],
    [
      {},
      ['--port', '-1'],
      "Option '--port' argument is ambiguous. Write --flag=value where the value starts with a dash. Run with --help for all flags.",
    ],
    ...['-1', '65536', '80a', '4000.5', '0x10'].map((port): [Record<string, string>, string[], string] => [
      { PORT: port },
      [],
      `PORT is "${port}", but it must be a whole number from 0 to 65535.`,
    ]),
    [{ PORT: '4000' }, ['--port=http'], 'PORT is "http", but it must be a whole number from 0 to 65535.'],
    [{ GATEWAY_DRAIN_MS: '10s' }, [], 'GATEWAY_DRAIN_MS is "10s", but it must be a whole number from 0 to 600000.'],
    [
      { GATEWAY_MAX_PAGE_SIZE: '0' },
      [],
      'GATEWAY_MAX_PAGE_SIZE is "0", but it must be a whole number from 1 to 10000.',
    ],
    [{ GATEWAY_SHARE_READS: 'yes' }, [], 'GATEWAY_SHARE_READS is "yes", but it must be true or false.'],
    ...['localhost:8080', 'camunda', 'ftp://camunda/v2', 'http://camunda/v2#x'].map(
      (address): [Record<string, string>, string[], string] => [
        { CAMUNDA_REST_ADDRESS: address },
        [],
        `CAMUNDA_REST_ADDRESS is "${address}", but it must be an http or https URL without user, query or fragment, such as http://localhost:8080/v2.`,
      ],
    ),
    // What may be a secret is not repeated.
    ...[
      ['http://demo:hunter2@camunda/v2', 'http://…@camunda/v2'],
      ['http://demo:hunter2@camunda:99999/v2', 'http://…@camunda:99999/v2'],
      ['http://demo:hun/ter2@camunda/v2', 'http://…@camunda/v2'],
      ['demo:hunter2@camunda/v2', '…@camunda/v2'],
      ['http://camunda/v2?key=hunter2', 'http://camunda/v2?…'],
    ].map(([address = '', shown]): [Record<string, string>, string[], string] => [
      { CAMUNDA_REST_ADDRESS: address },
      [],
      `CAMUNDA_REST_ADDRESS is "${shown}", but it must be an http or https URL without user, query or fragment, such as http://localhost:8080/v2.`,
    ]),
    ...['latest', '8', '8.7', '7.23'].map((version): [Record<string, string>, string[], string] => [
      { CAMUNDA_VERSION: version },
      [],
      `CAMUNDA_VERSION is "${version}", but it must be a version from 8.8, such as 8.9.`,
    ]),
    [
      { CAMUNDA_AUTH_STRATEGY: 'KERBEROS' },
      [],
      'CAMUNDA_AUTH_STRATEGY is "KERBEROS", but it must be NONE, FORWARD, BASIC, OAUTH or COOKIE.',
    ],
    [
      { CAMUNDA_AUTH_STRATEGY: 'BASIC', CAMUNDA_BASIC_AUTH_USERNAME: 'demo' },
      [],
      'CAMUNDA_BASIC_AUTH_PASSWORD is not set, but CAMUNDA_AUTH_STRATEGY BASIC needs it.',
    ],
    [
      { ...OAUTH, CAMUNDA_CLIENT_SECRET: '' },
      [],
      'CAMUNDA_CLIENT_SECRET is not set, but CAMUNDA_AUTH_STRATEGY OAUTH needs it.',
    ],
    [
      { ...OAUTH, CAMUNDA_OAUTH_URL: 'login.example.com' },
      [],
      'CAMUNDA_OAUTH_URL is "login.example.com", but it must be an http or https URL.',
    ],
    ...[
      { ...OAUTH, HOST: '0.0.0.0' },
      { ...BASIC, HOST: '::' },
    ].map((env): [Record<string, string>, string[], string] => [
      env,
      [],
      `HOST is "${env.HOST}", but with CAMUNDA_AUTH_STRATEGY ${env.CAMUNDA_AUTH_STRATEGY} everybody who reaches the gateway gets its rights. ` +
        'Have callers verified by GATEWAY_JWT_ISSUER, listen on 127.0.0.1, use FORWARD, or set GATEWAY_ALLOW_UNVERIFIED_CALLERS to true where something before the gateway checks callers.',
    ]),
    [{ HOST: 'no.such.host.invalid' }, [], 'HOST is "no.such.host.invalid", but that name has no address.'],
    [{ HOST: '192.0.2.1' }, [], 'HOST is "192.0.2.1", but this machine has no such address.'],
    [
      { CAMUNDA_MTLS_CA_PATH: '/no/such/file' },
      [],
      'CAMUNDA_MTLS_CA_PATH is "/no/such/file", but it must be a readable PEM file of certificates (ENOENT).',
    ],
    [
      { CAMUNDA_MTLS_CERT_PATH: `${text}`, CAMUNDA_MTLS_KEY_PATH: `${key}` },
      [],
      `CAMUNDA_MTLS_CERT_PATH is "${text}", but it must be a readable PEM file of a certificate (ERR_OSSL_PEM_NO_START_LINE).`,
    ],
    [{ CAMUNDA_MTLS_KEY_PATH: `${key}` }, [], 'CAMUNDA_MTLS_CERT_PATH is not set, but CAMUNDA_MTLS_KEY_PATH needs it.'],
    [
      { CAMUNDA_MTLS_CERT_PATH: `${certificate}`, CAMUNDA_MTLS_KEY_PATH: `${key}` },
      [],
      `CAMUNDA_MTLS_KEY_PATH is "${key}", but it must be the file of the private key that CAMUNDA_MTLS_CERT_PATH belongs to.`,
    ],
  ]

  test.concurrent.each(cases)('is told in one line: %j %j', async (env, args, line) => {
    await using command = start(env, args)
    expect(await command.exited).toBe(1)
    expect(command.err).toBe(`${line}\n`)
    expect(command.out).toBe('')
  })

  test('is a port on which something listens', async () => {
    await using first = start()
    const { port } = new URL(await originOf(first))
    await using second = start({ PORT: port })
    expect(await second.exited).toBe(1)
    expect(second.err).toBe(
      `PORT is ${port}, but something listens there already. Choose another, or 0 for any free one.\n`,
    )
  })

  test('is forgiven where an own check of callers is vouched for', async () => {
    await using command = start({ ...OAUTH, HOST: '0.0.0.0', GATEWAY_ALLOW_UNVERIFIED_CALLERS: 'true' })
    expect(await command.printed(/http:[^"\s]+/)).toMatch(/^http:\/\/0\.0\.0\.0:\d+\/graphql$/)
  })

  test('is not one that is left empty', async () => {
    const empty = Object.fromEntries(Object.keys(settings).map((name) => [name, '']))
    await using command = start({ ...empty, PORT: '0' })
    expect(await command.printed(/http:[^"\s]+/)).toContain('/graphql')
  })
})

describe('the address of the cluster', () => {
  test.concurrent.each([
    ['', '/v2/topology'],
    ['/v2', '/v2/topology'],
    ['/v2//', '/v2/topology'],
    ['/cluster-id/', '/cluster-id/v2/topology'],
    ['/cluster-id/v2', '/cluster-id/v2/topology'],
  ])('may end in %j', async (suffix, path) => {
    const paths: string[] = []
    await using upstream = await serve((request, response) => {
      paths.push(`${request.method} ${request.url}`)
      json(response, 200, TOPOLOGY)
    })
    await using command = start({ CAMUNDA_REST_ADDRESS: upstream.url + suffix })
    expect(await get(await originOf(command), '/ready')).toEqual({ status: 200, body: { ready: true, version: '8.9' } })
    // Once at the start, and once for the probe.
    expect([...new Set(paths)]).toEqual([`GET ${path}`])
  })
})

describe('the probes', () => {
  test('say that it lives without asking the cluster', async () => {
    await using upstream = await startUpstream()
    await using command = start({ CAMUNDA_REST_ADDRESS: upstream.url })
    const origin = await originOf(command)
    const response = await fetch(`${origin}/health`)
    expect([response.status, response.headers.get('cache-control'), await response.json()]).toEqual([
      200,
      'no-store',
      { alive: true },
    ])
    // But for the version, which is asked for at the start.
    expect(upstream.operations()).toEqual([])
  })

  test('follow a cluster that comes up later, goes down and comes back', async () => {
    const port = await freePort()
    await using command = start({ CAMUNDA_REST_ADDRESS: `http://127.0.0.1:${port}` })
    const origin = await originOf(command)
    const down = { status: 503, body: { ready: false, reason: 'getTopology: the cluster cannot be reached.' } }
    expect(await get(origin, '/ready')).toEqual(down)
    expect((await get(origin, '/health')).status).toBe(200)
    for (const time of ['first', 'second']) {
      const sandbox = await createSandbox({ port, exportLagMs: 0 })
      try {
        expect([time, await get(origin, '/ready')]).toEqual([
          time,
          { status: 200, body: { ready: true, version: '8.9' } },
        ])
        expect(await ask(origin, '{ userTasks { totalCount } }')).toEqual({ data: { userTasks: { totalCount: 0 } } })
      } finally {
        await sandbox.close()
      }
      expect([time, await get(origin, '/ready')]).toEqual([time, down])
    }
  })

  test('take a refusal for a sign of life where the gateway has no rights of its own, and only there', async () => {
    await using upstream = await serve((_request, response) => json(response, 401, '{}'))
    const env = { CAMUNDA_REST_ADDRESS: upstream.url }
    await using forward = start({ ...env, CAMUNDA_AUTH_STRATEGY: 'FORWARD' })
    await using basic = start({
      ...env,
      CAMUNDA_AUTH_STRATEGY: 'BASIC',
      CAMUNDA_BASIC_AUTH_USERNAME: 'demo',
      CAMUNDA_BASIC_AUTH_PASSWORD: 'demo',
    })
    expect(await get(await originOf(forward), '/ready')).toEqual({ status: 200, body: { ready: true, version: null } })
    const refused = await get(await originOf(basic), '/ready')
    expect(refused.status).toBe(503)
    expect(refused.body).toEqual({ ready: false, reason: expect.stringContaining('401') })
  })

  test('do not wait long for a cluster that hangs', async () => {
    await using upstream = await serve(() => {})
    await using command = start({ CAMUNDA_REST_ADDRESS: upstream.url })
    const origin = await originOf(command)
    const before = performance.now()
    expect(await get(origin, '/ready')).toEqual({
      status: 503,
      body: { ready: false, reason: 'The cluster did not answer in time.' },
    })
    expect(performance.now() - before).toBeLessThan(6_000)
  })

  test('tell what is wrong with something else at the address', async () => {
    await using upstream = await serve((_request, response) => response.writeHead(200).end('<!doctype html>'))
    await using command = start({ CAMUNDA_REST_ADDRESS: upstream.url })
    expect(await get(await originOf(command), '/ready')).toEqual({
      status: 503,
      body: {
        ready: false,
        reason:
          'getTopology: the answer cannot be used: the answer is not JSON, so the address may not be that of the REST API.',
      },
    })
  })
})

describe.each(['SIGTERM', 'SIGINT'] as const)('%s', (signal) => {
  test('lets what is in flight finish, then ends the command', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<undefined>()
    await using upstream = await startUpstream({
      rows: { processInstances: [processInstance()] },
      answers: { searchProcessInstances: () => released },
    })
    await using command = start({ CAMUNDA_REST_ADDRESS: upstream.url })
    const origin = await originOf(command)
    const answer = ask(origin, '{ processInstances { totalCount } }')
    await vi.waitFor(() => expect(upstream.operations()).toEqual(['searchProcessInstances']), { timeout: 10_000 })
    command.kill(signal)
    // Ctrl-C reaches a whole group of processes, and what started this one may then tell it to end as well.
    command.kill(signal === 'SIGTERM' ? 'SIGINT' : 'SIGTERM')
    // Nobody new is let in.
    const { hostname, port } = new URL(origin)
    const knock = async () => {
      const socket = connect(Number(port), hostname)
      await once(socket, 'connect').finally(() => socket.destroy())
    }
    await vi.waitFor(() => expect(knock()).rejects.toThrow('ECONNREFUSED'), { timeout: 10_000 })
    release(undefined)
    expect(await answer).toEqual({ data: { processInstances: { totalCount: 1 } } })
    const answered = performance.now()
    expect(await command.exited).toBe(0)
    // The caller's connection stays open; nobody waits for it.
    expect(performance.now() - answered).toBeLessThan(2_000)
    expect(command.err).toBe('')
    expectNoViolations(upstream)
  })

  test('waits no longer than GATEWAY_DRAIN_MS', async () => {
    let arrived = false
    await using upstream = await serve((request, response) => {
      if (request.url === '/v2/topology') json(response, 200, TOPOLOGY)
      else arrived = true
    })
    await using command = start({ CAMUNDA_REST_ADDRESS: upstream.url, GATEWAY_DRAIN_MS: '500' })
    const origin = await originOf(command)
    const answer = ask(origin, '{ processInstances { totalCount } }').catch(() => 'cut off')
    await vi.waitFor(() => expect(arrived).toBe(true), { timeout: 10_000 })
    const before = performance.now()
    command.kill(signal)
    expect(await answer).toBe('cut off')
    expect(performance.now() - before).toBeGreaterThan(450)
    expect(await command.exited).toBe(0)
    expect(performance.now() - before).toBeLessThan(3_000)
  })

  test('ends an idle command at once', async () => {
    await using command = start()
    // With a connection that is kept alive, and one that browsers open just in case.
    const { origin, hostname, port } = new URL(await originOf(command))
    await get(origin, '/health')
    const spare = connect(Number(port), hostname).on('error', () => {})
    await once(spare, 'connect')
    const before = performance.now()
    command.kill(signal)
    expect(await command.exited).toBe(0)
    expect(performance.now() - before).toBeLessThan(2_000)
  })
})
