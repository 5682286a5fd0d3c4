import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { connect as connectPlainly } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type PeerCertificate } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { certificate } from './support/certificates.ts'
import { type Command, run } from './support/command.ts'
import { startUpstream, type Upstream } from './support/upstream.ts'

const files = mkdtempSync(join(tmpdir(), 'gateway-tls-'))
const authority = certificate(['Test authority'])
const first = certificate(['127.0.0.1', 'localhost'], authority)
const second = certificate(['127.0.0.1', 'renewed'], authority)
const client = certificate(['a client'], authority)
const stranger = certificate(['a stranger'], certificate(['Other authority']))

let upstream: Upstream
beforeAll(async () => {
  upstream = await startUpstream()
})
afterAll(async () => {
  rmSync(files, { recursive: true, force: true })
  await upstream.close()
})

function file(name: string, content: string): string {
  const path = join(files, name)
  writeFileSync(path, content)
  return path
}

function start(env: Record<string, string>): Command {
  return run('src/main.ts', [], {
    env: { PORT: '0', GATEWAY_DRAIN_DELAY_MS: '0', CAMUNDA_REST_ADDRESS: upstream.url, ...env },
  })
}

async function originOf(command: Command): Promise<URL> {
  return new URL(new URL(await command.printed(/https:[^"\s]+/)).origin)
}

/** Asks over a connection of its own. Rejects where the certificate is not the authority's, or the client's is refused. */
function ask(origin: URL, options: object = {}): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const body = JSON.stringify({ query: '{ userTasks { totalCount } }' })
    const headers = { 'content-type': 'application/json', 'content-length': body.length }
    const url = new URL('/graphql', origin)
    const sent = request(url, { method: 'POST', headers, ca: authority.cert, agent: false, ...options }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.once('end', () => resolve({ status: response.statusCode, body: text }))
    })
    sent.once('error', reject)
    sent.end(body)
  })
}

function certificateOf(origin: URL): Promise<PeerCertificate> {
  return new Promise((resolve, reject) => {
    const socket = connect(
      { port: Number(origin.port), host: origin.hostname, ca: authority.cert, checkServerIdentity: () => undefined },
      () => {
        resolve(socket.getPeerCertificate())
        socket.destroy()
      },
    )
    socket.once('error', reject)
  })
}

const GOOD = { status: 200, body: '{"data":{"userTasks":{"totalCount":0}}}' }

test('it serves https with a certificate and a key that a passphrase opens', async () => {
  await using command = start({
    GATEWAY_TLS_CERT_PATH: file('cert.pem', first.cert + authority.cert),
    GATEWAY_TLS_KEY_PATH: file('locked.pem', first.locked('hunter2')),
    GATEWAY_TLS_KEY_PASSPHRASE: 'hunter2',
  })
  const origin = await originOf(command)
  expect(await ask(origin)).toEqual(GOOD)
  await expect(
    ask(origin, { maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0', minVersion: 'TLSv1' }),
  ).rejects.toThrow()
  await expect(fetch(`http://${origin.host}/health`)).rejects.toThrow()
  command.kill('SIGTERM')
  expect(await command.exited).toBe(0)
  expect(command.out + command.err).not.toContain('hunter2')
})

test('it ends connections that never begin to speak TLS', async () => {
  const cert = file('cert.pem', first.cert)
  const key = file('key.pem', first.key)
  const times = { GATEWAY_RECEIVE_TIMEOUT_MS: '300' }
  await using command = start({ GATEWAY_TLS_CERT_PATH: cert, GATEWAY_TLS_KEY_PATH: key, ...times })
  const { port, hostname } = await originOf(command)
  const began = performance.now()
  await new Promise((resolve) => {
    const silent = connectPlainly(Number(port), hostname)
    silent.on('error', () => {})
    silent.resume().once('close', resolve)
  })
  expect(performance.now() - began).toBeLessThan(10_000)
  expect(await ask(new URL(`https://${hostname}:${port}`))).toMatchObject({ status: 200 })
})

test('it lets in only clients with a certificate of the authority that it is given', async () => {
  await using command = start({
    GATEWAY_TLS_CERT_PATH: file('server.pem', first.cert),
    GATEWAY_TLS_KEY_PATH: file('server-key.pem', first.key),
    GATEWAY_TLS_CLIENT_CA_PATH: file('authority.pem', authority.cert),
    GATEWAY_METRICS_PORT: '0',
  })
  const origin = await originOf(command)
  expect(await ask(origin, { cert: client.cert, key: client.key })).toEqual(GOOD)
  await expect(ask(origin)).rejects.toThrow()
  await expect(ask(origin, { cert: stranger.cert, key: stranger.key })).rejects.toThrow()
  // Probes have no certificate: they ask the other port.
  const { port } = JSON.parse(await command.printed(/.*Metrics are served.*\n/))
  expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200)
})

describe('a renewed certificate', () => {
  test('is served after SIGHUP, and what is no certificate is not', async () => {
    const [cert, key] = [file('hup.pem', first.cert), file('hup-key.pem', first.key)]
    await using command = start({ GATEWAY_TLS_CERT_PATH: cert, GATEWAY_TLS_KEY_PATH: key })
    const origin = await originOf(command)
    expect((await certificateOf(origin)).subjectaltname).toContain('DNS:localhost')
    // By the signal itself: nothing has changed yet.
    command.kill('SIGHUP')
    await command.printed(/read anew\./)
    writeFileSync(cert, second.cert)
    command.kill('SIGHUP')
    // The key is still the first one's.
    await command.printed(/"level":"error".*old one stays in use/)
    expect((await certificateOf(origin)).subjectaltname).toContain('DNS:localhost')
    writeFileSync(key, second.key)
    command.kill('SIGHUP')
    await command.printed(/old one stays in use.*read anew\./s)
    expect((await certificateOf(origin)).subjectaltname).toContain('DNS:renewed')
    expect(await ask(origin)).toEqual(GOOD)
  })

  test('is served soon after its files were swapped as Kubernetes swaps them', async () => {
    for (const [name, { cert, key }] of Object.entries({ first, second })) {
      mkdirSync(join(files, name))
      writeFileSync(join(files, name, 'tls.crt'), cert)
      writeFileSync(join(files, name, 'tls.key'), key)
    }
    const link = (name: string) => {
      symlinkSync(name, join(files, '..data.new'))
      renameSync(join(files, '..data.new'), join(files, '..data'))
    }
    link('first')
    await using command = start({
      GATEWAY_TLS_CERT_PATH: join(files, '..data', 'tls.crt'),
      GATEWAY_TLS_KEY_PATH: join(files, '..data', 'tls.key'),
    })
    const origin = await originOf(command)
    expect((await certificateOf(origin)).subjectaltname).toContain('DNS:localhost')
    link('second')
    await vi.waitFor(async () => expect((await certificateOf(origin)).subjectaltname).toContain('DNS:renewed'), {
      timeout: 15_000,
      interval: 200,
    })
  })
})

const paths = {
  cert: file('good.pem', first.cert),
  key: file('good-key.pem', first.key),
  other: file('other-key.pem', second.key),
  locked: file('locked-key.pem', first.locked('hunter2')),
}

test.concurrent.each([
  [{ GATEWAY_TLS_CERT_PATH: paths.cert }, 'GATEWAY_TLS_KEY_PATH is not set, but GATEWAY_TLS_CERT_PATH needs it.'],
  [{ GATEWAY_TLS_KEY_PATH: paths.key }, 'GATEWAY_TLS_CERT_PATH is not set, but GATEWAY_TLS_KEY_PATH needs it.'],
  [
    { GATEWAY_TLS_CERT_PATH: paths.cert, GATEWAY_TLS_KEY_PATH: paths.other },
    `GATEWAY_TLS_KEY_PATH is "${paths.other}", but it must be the file of the private key that GATEWAY_TLS_CERT_PATH belongs to.`,
  ],
  [
    { GATEWAY_TLS_CERT_PATH: paths.cert, GATEWAY_TLS_KEY_PATH: paths.locked, GATEWAY_TLS_KEY_PASSPHRASE: 'hunter3' },
    `GATEWAY_TLS_KEY_PATH is "${paths.locked}", but it must be a readable PEM file of a private key that GATEWAY_TLS_KEY_PASSPHRASE opens, where it needs one (ERR_OSSL_BAD_DECRYPT).`,
  ],
  [
    { GATEWAY_TLS_CERT_PATH: '/no/such/file', GATEWAY_TLS_KEY_PATH: paths.key },
    'GATEWAY_TLS_CERT_PATH is "/no/such/file", but it must be a readable PEM file of a certificate (ENOENT).',
  ],
  [
    { GATEWAY_TLS_CLIENT_CA_PATH: paths.cert },
    'GATEWAY_TLS_CLIENT_CA_PATH is set, but without GATEWAY_TLS_CERT_PATH there is no TLS. Set both or none.',
  ],
  [
    { GATEWAY_LOG_LEVEL: 'verbose' },
    'GATEWAY_LOG_LEVEL is "verbose", but it must be error, warn, info, debug or silent.',
  ],
  [{ GATEWAY_LOG_FORMAT: 'xml' }, 'GATEWAY_LOG_FORMAT is "xml", but it must be auto, json or pretty.'],
  [{ GATEWAY_METRICS_PORT: 'on' }, 'GATEWAY_METRICS_PORT is "on", but it must be a whole number from 0 to 65535.'],
  [{ GATEWAY_DRAIN_DELAY_MS: '5s' }, 'GATEWAY_DRAIN_DELAY_MS is "5s", but it must be a whole number from 0 to 600000.'],
  [{ GATEWAY_KEEP_ALIVE_MS: '0' }, 'GATEWAY_KEEP_ALIVE_MS is "0", but it must be a whole number from 1 to 3600000.'],
])('a wrong setting is told in one line: %j', async (env, line) => {
  await using command = start(env as Record<string, string>)
  expect(await command.exited).toBe(1)
  expect([command.err, command.out]).toEqual([`${line}\n`, ''])
})
