import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Command, ROOT, run } from './support/command.ts'

const start = () => run('examples/federation/main.ts', [], { env: { APOLLO_PORT: '0', HIVE_PORT: '0' } })

async function addresses(example: Command): Promise<string[]> {
  await example.printed(/Ctrl-C stops all\.\n/, 25_000)
  return [...example.out.matchAll(/(http:\/\/\S+) \(/g)].map(([, address = '']) => address)
}

const isGone = (url: string) =>
  fetch(url).then(
    () => false,
    () => true,
  )

async function post(url: string, body: string) {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  return (await response.json()) as ReturnType<typeof JSON.parse>
}

test('the example answers what it prints and what its README asks, through both gateways, and ends as a whole', async () => {
  await using example = start()
  const [apollo = '', hive = '', camunda = '', crm = ''] = await addresses(example)
  const [, body = ''] = /-d '(.*)'/.exec(example.out) ?? []
  const readme = readFileSync(join(ROOT, 'examples/federation/README.md'), 'utf8')
  const questions = [...readme.matchAll(/```graphql\n(.*?)```/gs)].map(([, query]) => JSON.stringify({ query }))
  expect(questions.length).toBeGreaterThan(0)
  for (const question of [body, ...questions]) {
    const answer = await post(apollo, question)
    expect(answer.errors).toBeUndefined()
    expect(await post(hive, question)).toEqual(answer)
  }
  const { customers } = (await post(hive, body)).data
  expect(customers).toHaveLength(7)
  for (const { name, city, processInstances } of customers) {
    expect([name, city]).toEqual([expect.any(String), expect.any(String)])
    expect(processInstances.length).toBeGreaterThan(3)
    for (const { businessId, state } of processInstances) {
      expect(businessId).toMatch(/^ORD-1\d{4}$/)
      expect(state).toMatch(/^(ACTIVE|COMPLETED|TERMINATED)$/)
    }
  }
  expect(customers.flatMap(({ userTasks }: { userTasks: object[] }) => userTasks)).not.toEqual([])
  for (const url of [camunda, crm]) expect((await post(url, '{"query":"{ _service { sdl } }"}')).errors).toBeUndefined()

  example.kill('SIGINT')
  expect(await example.exited).toBe(0)
  expect(await Promise.all([apollo, hive, camunda, crm].map(isGone))).toEqual([true, true, true, true])
  expect(example.err).toBe('')
})

test.skipIf(!existsSync('/proc/self/stat'))('the example ends when a part of it does, and says which', async () => {
  await using example = start()
  const [apollo = '', , camunda = ''] = await addresses(example)
  const sandbox = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .find((pid) => {
      try {
        const parent = /\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]
        return (
          Number(parent) === example.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('sandbox/main.ts')
        )
      } catch {
        // It has ended since the folder was read.
        return false
      }
    })
  process.kill(Number(sandbox), 'SIGKILL')
  expect(await example.exited).toBe(1)
  expect(example.err).toBe('sandbox/main.ts has stopped (SIGKILL), and so the example ends.\n')
  expect(await Promise.all([apollo, camunda].map(isGone))).toEqual([true, true])
})
