import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { freePorts } from './ports.ts'
import { isUp, Processes } from './processes.ts'

let processes: Processes
beforeEach(() => {
  processes = new Processes(mkdtempSync(join(tmpdir(), 'gateway-processes-')))
})
afterEach(async () => {
  await processes.stop()
  rmSync(processes.folder, { recursive: true })
})

const node = (script: string): [string, ...string[]] => [process.execPath, '--eval', script]
const never = { isReady: async () => false, onEnd: () => {}, timeout: 30_000 }

test('a program that ends before it is ready is told with its last words', async () => {
  const started = processes.start('engine', node('console.log("port taken"); process.exit(3)'), never)
  await expect(started).rejects.toThrow('engine has ended (exit code 3):\nport taken')
})

test('a program that does not exist is told by its name', async () => {
  await expect(processes.start('engine', ['/no/such/java'], never)).rejects.toThrow(/engine has ended \(.*no.such.java/)
})

test('a program that is never ready is given up', async () => {
  const started = processes.start('engine', node('console.log("slow"); setInterval(() => {}, 1000)'), {
    ...never,
    timeout: 1000,
  })
  await expect(started).rejects.toThrow('engine was not ready after 1 s:\nslow')
})

test('a program that ends later is reported, unless it was asked to', async () => {
  const { first, second } = await freePorts('first', 'second')
  const reports: string[] = []
  const serve = (name: string, port: number) =>
    processes.start(
      name,
      node(`require('node:http').createServer((request, response) => {
        if (request.url === '/end') process.exit(4)
        response.end()
      }).listen(${port}, '127.0.0.1')`),
      { ...never, isReady: () => isUp(`http://127.0.0.1:${port}`), onEnd: (text) => reports.push(text) },
    )
  await serve('first', first)
  await serve('second', second)
  await expect(fetch(`http://127.0.0.1:${first}/end`)).rejects.toThrow()
  await vi.waitUntil(() => reports.length > 0, { timeout: 10_000 })
  await processes.stop()
  await expect(isUp(`http://127.0.0.1:${second}`)).rejects.toThrow()
  expect(reports).toEqual([expect.stringMatching(/^first has ended \(exit code 4\)/)])
})

test('engines see none of the variables that are for a gateway, builds see all', async () => {
  vi.stubEnv('CAMUNDA_REST_ADDRESS', 'http://gateway')
  const script = 'console.log(process.env.CAMUNDA_REST_ADDRESS, process.env.OWN); process.exit(1)'
  await expect(processes.start('engine', node(script), never)).rejects.toThrow(':\nundefined undefined')
  const [file, ...args] = node(script)
  await expect(processes.run('build', file, args, { OWN: '1' })).rejects.toThrow(
    'build failed (exit code 1):\nhttp://gateway 1',
  )
  vi.unstubAllEnvs()
})

test('nothing is started once it is stopped', async () => {
  await processes.stop()
  await expect(processes.start('engine', node(''), never)).rejects.toThrow('its engine is being stopped')
})
