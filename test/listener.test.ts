import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectByTls } from 'node:tls'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { certificate } from './support/certificates.ts'
import { type Command, run } from './support/command.ts'

const files = mkdtempSync(join(tmpdir(), 'gateway-listener-'))
afterAll(() => rmSync(files, { recursive: true, force: true }))

const { cert, key } = certificate(['localhost'])
const TLS = { GATEWAY_TLS_CERT_PATH: join(files, 'cert.pem'), GATEWAY_TLS_KEY_PATH: join(files, 'key.pem') }
writeFileSync(TLS.GATEWAY_TLS_CERT_PATH, cert)
writeFileSync(TLS.GATEWAY_TLS_KEY_PATH, key)

const start = (env: Record<string, string> = {}) =>
  run('src/main.ts', [], { env: { PORT: '0', GATEWAY_DRAIN_DELAY_MS: '0', ...env } })

async function portOf(command: Command): Promise<number> {
  return Number(new URL(await command.printed(/https?:[^"\s]+\/graphql/)).port)
}

/** A connection, and what has come by it so far. */
function open(port: number): Socket & { text: string } {
  const socket = Object.assign(connect(port, '127.0.0.1'), { text: '' })
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    socket.text += chunk
  })
  // Whoever is turned away is reset.
  socket.on('error', () => {})
  return socket
}

describe('a body that waits for a word', () => {
  const head = (length: number) =>
    `POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: ${length}\r\n\r\n`
  const body = '{"query":"{ __typename }"}'

  test('is asked for where it may be sent', async () => {
    await using command = start()
    const socket = open(await portOf(command))
    socket.write(head(body.length))
    await vi.waitFor(() => expect(socket.text).toBe('HTTP/1.1 100 Continue\r\n\r\n'))
    socket.write(body)
    await vi.waitFor(() => expect(socket.text).toContain('{"data":{"__typename":"Query"}}'))
    expect(socket.text).toContain('HTTP/1.1 200 OK')
    socket.destroy()
  })

  test('is refused at once where it is too large, and the connection with it', async () => {
    await using command = start({ GATEWAY_MAX_BODY_BYTES: '1000' })
    const socket = open(await portOf(command))
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.write(head(99_000_000))
    await closed
    expect(socket.text).toMatch(/^HTTP\/1\.1 413 /)
    expect(socket.text).toMatch(/\r\nconnection: close\r\n/i)
    expect(socket.text).toContain('LIMIT_EXCEEDED')
  })
})

describe('SIGHUP', () => {
  test('ends nothing where there is no certificate', async () => {
    await using command = start()
    const port = await portOf(command)
    command.kill('SIGHUP')
    await command.printed(/There is no certificate to read anew/)
    expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200)
    command.kill('SIGTERM')
    expect(await command.exited).toBe(0)
  })

  test('ends nothing while requests finish', async () => {
    await using command = start({ ...TLS, GATEWAY_DRAIN_MS: '1500' })
    const socket = open(await portOf(command))
    // Nothing is said by TLS: the connection holds the drain up to its end.
    await vi.waitFor(() => expect(socket.connecting).toBe(false))
    command.kill('SIGTERM')
    await command.printed(/Draining/)
    command.kill('SIGHUP')
    expect(await command.exited).toBe(0)
    expect(command.out).toContain('Stopped')
    socket.destroy()
  })
})

test.each([
  ['AES128-SHA', false],
  ['ECDHE-ECDSA-AES128-SHA', false],
  ['ECDHE-ECDSA-AES128-GCM-SHA256', true],
  ['ECDHE-ECDSA-CHACHA20-POLY1305', true],
])('TLS 1.2 with %s is taken: %s', async (ciphers, isTaken) => {
  await using command = start(TLS)
  const port = await portOf(command)
  const taken = await new Promise((resolve) => {
    const socket = connectByTls(
      {
        port,
        host: '127.0.0.1',
        ca: cert,
        rejectUnauthorized: false,
        maxVersion: 'TLSv1.2',
        ciphers: `${ciphers}:@SECLEVEL=0`,
      },
      () => {
        resolve(socket.getCipher().name)
        socket.destroy()
      },
    )
    socket.once('error', () => resolve(undefined))
  })
  expect(taken).toBe(isTaken ? ciphers : undefined)
})

const HAS_LIMITS = process.platform === 'linux' && has('prlimit')
if (!HAS_LIMITS) console.warn('What happens without descriptors is not tried: there is no prlimit.')

test.skipIf(!HAS_LIMITS)('that no connection can be taken is told once, and that they are again', async () => {
  await using command = start()
  const port = await portOf(command)
  expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200)
  const used = readdirSync(`/proc/${command.pid}/fd`).length
  execFileSync('prlimit', ['--pid', String(command.pid), `--nofile=${used + 4}`])
  const sockets = Array.from({ length: 30 }, () => open(port))
  await command.printed(/"level":"error".*No connection is taken any more.*ulimit -n/)
  sockets.push(...Array.from({ length: 10 }, () => open(port)))
  for (const socket of sockets) socket.destroy()
  await command.printed(/Connections are taken again/)
  expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200)
  expect(command.out.match(/No connection is taken any more/g)).toHaveLength(1)
})

function has(command: string): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
