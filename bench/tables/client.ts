import { isDeepStrictEqual } from 'node:util'
import { type Link, openLink } from '../link.ts'
import { type Connection, open, post, question } from '../load.ts'
import type { BenchOptions } from '../options.ts'
import { QUESTIONS } from '../questions.ts'
import { publish, table } from '../report.ts'
import type { Row } from '../rows.ts'
import { figure, median, spread, withSpread } from '../statistics.ts'
import { startGateway, startUpstream } from '../subject.ts'

/** Milliseconds of a round trip between the client and whatever it talks to. */
const ROUND_TRIP = 20
/** As many as browsers open to one host by HTTP/1.1. */
const CONNECTIONS = 6

/** What a page with Q2's data takes on the client's side: by plain REST calls, by hand-made batches, by one question. */
export async function run({ rounds, trial }: BenchOptions): Promise<void> {
  const upstream = await startUpstream()
  const gateway = await startGateway(upstream)
  const toUpstream = await openLink(upstream.port, ROUND_TRIP / 2)
  const toGateway = await openLink(gateway.port, ROUND_TRIP / 2)
  const ways = [
    { name: 'REST, a search for each row’s incidents and tasks', link: toUpstream, load: eachRow },
    { name: 'REST, `$in` by hand', link: toUpstream, load: byHand },
    { name: '**one question**', link: toGateway, load: oneQuestion },
  ]
  const taken = ways.map(() => [] as Visit[])
  for (let round = -2; round < rounds * 4; round++) {
    const visits: Visit[] = []
    for (const { link, load } of ways) visits.push(await visit(link, load))
    // Before the first round counts, what is kept is kept and code is compiled.
    for (const [index, visited] of visits.entries()) {
      if (!isDeepStrictEqual(visited.data, visits[0]?.data)) throw new Error(`${ways[index]?.name} shows other data.`)
      if (round >= 0) taken[index]?.push(visited)
    }
  }
  toUpstream.close()
  toGateway.close()
  await gateway.stop()
  await upstream.stop()
  const rows = ways.map(({ name }, index) => {
    const own = taken[index] ?? []
    const middle = (of: 'calls' | 'up' | 'down') => median(own.map((visited) => visited[of]))
    return [
      name,
      String(middle('calls')),
      withSpread(spread(own.map(({ time }) => time)), 0),
      `${figure(middle('up') / 1_000)} / ${figure(middle('down') / 1_000)}`,
    ]
  })
  publish('client', table(['way', 'calls', 'complete after, ms', 'kB sent / received'], rows), trial)
}

interface Visit {
  data: unknown
  calls: number
  time: number
  up: number
  down: number
}

async function visit(link: Link, load: (client: Client) => Promise<unknown>): Promise<Visit> {
  const client = new Client(await Promise.all(Array.from({ length: CONNECTIONS }, () => open(link.port))))
  link.bytes()
  const begin = performance.now()
  const data = await load(client)
  const time = performance.now() - begin
  client.close()
  return { data, calls: client.calls, time, ...link.bytes() }
}

/** Asks over a few open connections; what finds none free waits for its turn. */
class Client {
  calls = 0
  readonly #free: Connection[]
  readonly #waiting: Array<(connection: Connection) => void> = []
  readonly #all: readonly Connection[]

  constructor(connections: Connection[]) {
    this.#all = connections
    this.#free = [...connections]
  }

  async ask<T>(request: Buffer): Promise<T> {
    this.calls++
    const connection = this.#free.pop() ?? (await new Promise<Connection>((resolve) => this.#waiting.push(resolve)))
    const answer = await connection.ask(request)
    const next = this.#waiting.shift()
    if (next) next(connection)
    else this.#free.push(connection)
    return JSON.parse(answer.toString()) as T
  }

  close(): void {
    for (const connection of this.#all) connection.close()
  }
}

interface Page {
  items: Row[]
  page: { totalItems: number }
}

const search = (client: Client, resource: string, limit: number, filter?: object) =>
  client.ask<Page>(post(`/v2/${resource}/search`, JSON.stringify({ filter, page: { limit } })))

async function eachRow(client: Client): Promise<unknown> {
  const { items } = await search(client, 'process-instances', 50)
  return Promise.all(
    items.map(async (instance) => {
      const { processInstanceKey } = instance
      const [incidents, userTasks] = await Promise.all([
        search(client, 'incidents', 5, { processInstanceKey }),
        search(client, 'user-tasks', 5, { processInstanceKey }),
      ])
      return shown(
        instance,
        { total: incidents.page.totalItems, rows: incidents.items },
        { total: userTasks.page.totalItems, rows: userTasks.items },
      )
    }),
  )
}

async function byHand(client: Client): Promise<unknown> {
  const { items } = await search(client, 'process-instances', 50)
  const filter = { processInstanceKey: { $in: items.map(({ processInstanceKey }) => processInstanceKey) } }
  const [incidents, userTasks] = await Promise.all([
    search(client, 'incidents', 1_000, filter),
    search(client, 'user-tasks', 1_000, filter),
  ])
  const of = ({ items }: Page, instance: Row) => {
    const rows = items.filter(({ processInstanceKey }) => processInstanceKey === instance.processInstanceKey)
    return { total: rows.length, rows: rows.slice(0, 5) }
  }
  return items.map((instance) => shown(instance, of(incidents, instance), of(userTasks, instance)))
}

async function oneQuestion(client: Client): Promise<unknown> {
  const { data } = await client.ask<{ data: { processInstances: { nodes: Row[] } } }>(question(QUESTIONS.Q2.query))
  return data.processInstances.nodes
}

interface Children {
  total: number
  rows: Row[]
}

/** What the page shows of an instance, in the form of Q2's answer. */
function shown(instance: Row, incidents: Children, userTasks: Children): object {
  const {
    processInstanceKey,
    state,
    startDate,
    processDefinitionName: name,
    processDefinitionVersion: version,
  } = instance
  return {
    processInstanceKey,
    state,
    startDate,
    processDefinition: { name, version },
    incidents: {
      totalCount: incidents.total,
      nodes: incidents.rows.map(({ incidentKey, errorType, errorMessage }) => ({
        incidentKey,
        errorType,
        errorMessage,
      })),
    },
    userTasks: {
      totalCount: userTasks.total,
      nodes: userTasks.rows.map(({ userTaskKey, name, assignee }) => ({ userTaskKey, name, assignee })),
    },
  }
}
