import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { certificate } from './support/certificates.ts'
import { freePort, ROOT, run } from './support/command.ts'

const files = mkdtempSync(join(tmpdir(), 'gateway-health-'))
afterAll(() => rmSync(files, { recursive: true, force: true }))

const QUICK = { GATEWAY_DRAIN_DELAY_MS: '0' }

async function check(env: Record<string, string>) {
  await using command = run('src/command/health-check.ts', [], { env })
  return { code: await command.exited, err: command.err }
}

describe('the health check of containers', () => {
  test('passes while the gateway lives, and fails after', async () => {
    const env = { HOST: '0.0.0.0', PORT: String(await freePort()) }
    await using command = run('src/main.ts', [], { env: { ...QUICK, ...env } })
    await command.printed(/GraphQL on/)
    expect(await check(env)).toEqual({ code: 0, err: '' })
    command.kill('SIGTERM')
    await command.exited
    const { code, err } = await check(env)
    expect([code, err]).toEqual([1, expect.stringContaining('The gateway does not answer: ')])
  })

  test('asks over TLS where the gateway serves it, or the port for metrics', async () => {
    const { cert, key } = certificate(['gateway.example'], certificate(['Test authority']))
    const [certPath, keyPath] = [join(files, 'cert.pem'), join(files, 'key.pem')]
    writeFileSync(certPath, cert)
    writeFileSync(keyPath, key)
    const tls = { GATEWAY_TLS_CERT_PATH: certPath, GATEWAY_TLS_KEY_PATH: keyPath }
    const env = { PORT: String(await freePort()), ...tls }
    await using command = run('src/main.ts', [], { env: { ...QUICK, ...env } })
    await command.printed(/GraphQL on/)
    expect(await check(env)).toEqual({ code: 0, err: '' })

    // The authority lets in nobody who shows no certificate.
    const closed = {
      ...tls,
      GATEWAY_TLS_CLIENT_CA_PATH: certPath,
      PORT: String(await freePort()),
      GATEWAY_METRICS_PORT: String(await freePort()),
    }
    await using second = run('src/main.ts', [], { env: { ...QUICK, ...closed } })
    await second.printed(/GraphQL on/)
    expect(await check(closed)).toEqual({ code: 0, err: '' })
    expect((await check({ ...closed, GATEWAY_METRICS_PORT: '' })).code).toBe(1)
  })

  test('fails for any other answer, and for none', async () => {
    let answer = true
    const server = createServer((_request, response) => {
      if (answer) response.writeHead(500).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const env = { PORT: String((server.address() as AddressInfo).port) }
    expect(await check(env)).toEqual({ code: 1, err: 'The gateway answered 500.\n' })
    answer = false
    expect(await check(env)).toEqual({ code: 1, err: 'The gateway does not answer: no answer in time\n' })
    server.closeAllConnections()
    server.close()
  })
})

test('the image is made of what is there, and runs the command that is built', () => {
  const read = (name: string) => readFileSync(join(ROOT, name), 'utf8')
  const dockerfile = read('Dockerfile')
  const admitted = read('.dockerignore')
    .split('\n')
    .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []))
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = '']) => paths.split(' '))
  expect([...new Set(copied)].sort()).toEqual(admitted.sort())
  const { bin, engines } = JSON.parse(read('package.json'))
  expect(dockerfile).toContain(`CMD ["node", "${bin['camunda-graphql-gateway']}"]`)
  expect(dockerfile).toMatch(/^USER 1000:1000$/m)
  const [, base] = /^FROM node:(\d+)-slim$/m.exec(dockerfile) ?? []
  expect(Number(base)).toBeGreaterThanOrEqual(Number(/\d+/.exec(engines.node)?.[0]))
})
