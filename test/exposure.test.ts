import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createGateway } from '../src/gateway/gateway.ts'
import { certificate } from './support/certificates.ts'
import { run } from './support/command.ts'
import { keepingLog } from './support/log.ts'

const files = mkdtempSync(join(tmpdir(), 'gateway-exposure-'))
afterAll(() => rmSync(files, { recursive: true, force: true }))

function file(name: string, content: string): string {
  const path = join(files, name)
  writeFileSync(path, content)
  return path
}

const own = certificate(['the gateway'], certificate(['authority']))
const MTLS = {
  CAMUNDA_MTLS_CERT_PATH: file('cert.pem', own.cert),
  CAMUNDA_MTLS_KEY_PATH: file('key.pem', own.key),
}
const BASIC = {
  CAMUNDA_AUTH_STRATEGY: 'BASIC',
  CAMUNDA_BASIC_AUTH_USERNAME: 'demo',
  CAMUNDA_BASIC_AUTH_PASSWORD: 'demo',
}
const JWT = { GATEWAY_JWT_ISSUER: 'https://login.example', GATEWAY_JWT_AUDIENCE: 'a' }
const MEANT = { GATEWAY_ALLOW_UNVERIFIED_CALLERS: 'true' }
const FORWARD = { CAMUNDA_AUTH_STRATEGY: 'FORWARD' }

/** What the log of a gateway warns of at its start, and once it was asked through a server on an address. */
async function warnings(settings: Record<string, string>, address: string) {
  const { logger, lines } = keepingLog()
  const gateway = createGateway(settings, { logger })
  const atStart = lines.length
  const server = createServer(gateway.handle)
  await new Promise<void>((resolve) => server.listen(0, address, resolve))
  const { port } = server.address() as AddressInfo
  for (let n = 0; n < 3; n++) await fetch(`http://127.0.0.1:${port}/health`).then((answer) => answer.text())
  await new Promise((resolve) => {
    server.close(resolve)
    server.closeAllConnections()
  })
  await gateway.close()
  const told = lines.filter(({ level }) => level === 'warn').map(({ message }) => message)
  return { atStart: told.slice(0, atStart), asked: told.slice(atStart) }
}

const RIGHTS =
  /listens beyond loopback and verifies nobody, with rights of its own.*GATEWAY_ALLOW_UNVERIFIED_CALLERS=true/
const REACH = /listens beyond loopback and verifies nobody, and the cluster is asked with CAMUNDA_AUTH_STRATEGY NONE/

describe('a gateway in a server that strangers can reach', () => {
  test.each([
    ['rights by a password', BASIC, RIGHTS],
    ['rights by a certificate', MTLS, RIGHTS],
    ['the reach of a cluster that asks nobody', {}, REACH],
  ])('warns once, loudly, that it lends %s', async (_, settings, message) => {
    const { atStart, asked } = await warnings(settings, '0.0.0.0')
    expect([atStart, asked]).toEqual([[], [expect.stringMatching(message)]])
  })

  test.each([
    ['listens on loopback', BASIC, '127.0.0.1'],
    ['verifies its callers', { ...BASIC, ...JWT }, '0.0.0.0'],
    ['asks in the name of its callers', FORWARD, '0.0.0.0'],
    ['asks so with a certificate', { ...FORWARD, ...MTLS }, '0.0.0.0'],
    ['is meant to', { ...MTLS, ...MEANT }, '0.0.0.0'],
    ['is meant to without rights', MEANT, '0.0.0.0'],
  ])('says nothing where it %s', async (_, settings, address) => {
    expect(await warnings(settings, address)).toEqual({ atStart: [], asked: [] })
  })
})

describe('a gateway whose settings say that strangers can reach it', () => {
  test('takes a client certificate for rights of its own, which it does not lend', () => {
    expect(() => createGateway({ ...MTLS, HOST: '0.0.0.0' })).toThrow(
      /^HOST is "0\.0\.0\.0", but with CAMUNDA_AUTH_STRATEGY NONE and the certificate of CAMUNDA_MTLS_CERT_PATH everybody who reaches the gateway gets its rights\./,
    )
  })

  test.each([MEANT, JWT, FORWARD, { HOST: '127.0.0.2' }])('does with %j', async (settings) => {
    await createGateway({ ...MTLS, HOST: '0.0.0.0', ...settings }).close()
  })

  test('warns before it says where it listens', async () => {
    await using command = run('src/main.ts', [], { env: { PORT: '0', HOST: '0.0.0.0' } })
    await command.printed(/GraphQL on/)
    const lines = command.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { level: string; msg: string })
    expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(1)
    expect(lines[0]).toMatchObject({ level: 'warn', msg: expect.stringMatching(REACH) })
  })
})
