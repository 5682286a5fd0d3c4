import { Agent, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { serve } from './actor.ts'
import { bytesOf, type Recipe, type Text } from './text.ts'

interface Target {
  port: number
  /** The loopback addresses that it comes from, in turn. */
  from: readonly string[]
  /** It ends after so long, whatever has come of it. */
  seconds: number
}

export interface Flood extends Target {
  request: Recipe
  /** How many are sent at most. */
  times: number
  atOnce: number
}

/** What came of requests that were sent whole. */
export interface Answers {
  /** By their status, or what became of the connection. */
  statuses: Record<string, number>
  /** By the codes of their first errors. */
  codes: Record<string, number>
  /** Bytes of the longest answer. */
  longest: number
  /** Milliseconds of the slowest. */
  slowest: number
  /** The beginning of the last one. */
  sample: string
}

export interface Hold extends Target {
  connections: number
  /** What each connection sends, as it goes over the wire. */
  sends: Text
  /** Sent thereafter, a byte per second. */
  drips?: boolean
  /** Whether a connection that is ended is opened anew. */
  stubborn?: boolean
}

export interface Taking extends Target {
  connections: number
  /** The request as it goes over the wire. */
  sends: Text
  /** What each takes of its answer in a second; 0: nothing ever. */
  bytesPerSecond: number
  /** Milliseconds between two of them; all at once unless told. */
  pace?: number
}

/** What came of connections. */
export interface Connections {
  opened: number
  /** How many the other side has ended. */
  ended: number
  /** How many were still there at the end. */
  held: number
  /** Answers by their status, as far as they were read. */
  statuses: Record<string, number>
  received: number
}

/** Milliseconds until a connection that was ended is opened anew. */
const STUBBORN = 1_000
/** Milliseconds between two looks at what has come: a socket holds no more than 64 kB ready. */
const TAKING = 20
/** Milliseconds that what was asked last has to be answered. */
const GRACE = 2_000

const count = (tally: Record<string, number>, name: string) => {
  tally[name] = (tally[name] ?? 0) + 1
}
const reasonOf = (error: NodeJS.ErrnoException) => error.code ?? error.message

/** Sends a request so many times, so many at once. */
async function flood({ port, from, request: recipe, times, atOnce, seconds }: Flood): Promise<Answers> {
  const answers: Answers = { statuses: {}, codes: {}, longest: 0, slowest: 0, sample: '' }
  const until = performance.now() + seconds * 1_000
  let sent = 0
  const one = (agent: Agent, localAddress: string) =>
    new Promise<void>((resolve) => {
      const began = performance.now()
      const body = bytesOf(recipe.body, sent)
      const { method } = recipe
      const own = Object.entries(recipe.headers).map(([name, value]) => [name, value.replaceAll('%n', String(sent))])
      const headers = { ...Object.fromEntries(own), ...(body.length > 0 ? { 'content-length': body.length } : {}) }
      const path = recipe.path.replaceAll('%n', String(sent++))
      const sending = request({ host: '127.0.0.1', port, path, method, headers, agent, localAddress }, (response) => {
        let length = 0
        let beginning = ''
        response.on('data', (part: Buffer) => {
          if (length < 1_000) beginning += part.toString('latin1', 0, 1_000)
          length += part.length
        })
        response.on('error', () => resolve())
        response.on('close', () => {
          count(answers.statuses, String(response.statusCode))
          const code = /"code":"(\w+)"/.exec(beginning)?.[1]
          if (code) count(answers.codes, code)
          answers.longest = Math.max(answers.longest, length)
          answers.slowest = Math.max(answers.slowest, performance.now() - began)
          answers.sample = beginning.slice(0, 300)
          resolve()
        })
      })
      sending.on('error', (error) => {
        count(answers.statuses, reasonOf(error))
        resolve()
      })
      sending.setTimeout(until - began + GRACE, () => sending.destroy(new Error('unanswered')))
      sending.end(body)
    })
  const workers = Array.from({ length: atOnce }, async (_, index) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const address = from[index % from.length] ?? '127.0.0.1'
    while (sent < times && performance.now() < until) {
      const before = answers.statuses.ECONNREFUSED
      await one(agent, address)
      // Nobody is there any more.
      if (answers.statuses.ECONNREFUSED !== before) await sleep(100)
    }
    agent.destroy()
  })
  await Promise.all(workers)
  return answers
}

/** Keeps connections open, with less than a whole request on each, or with many. */
async function hold({ port, from, connections, sends, drips, stubborn, seconds }: Hold): Promise<Connections> {
  const tally = { opened: 0, ended: 0, held: 0, statuses: {} as Record<string, number>, received: 0 }
  const open = new Set<Socket>()
  let isOver = false
  const begin = (index: number) => {
    const socket = dial(port, from[index % from.length])
    open.add(socket)
    socket.on('connect', () => {
      tally.opened++
      socket.write(bytesOf(sends, index))
    })
    socket.on('data', (part: Buffer) => {
      tally.received += part.length
      for (const [, status = ''] of part.toString('latin1').matchAll(/HTTP\/1\.1 (\d+)/g)) count(tally.statuses, status)
    })
    socket.on('close', () => {
      open.delete(socket)
      if (isOver) return
      tally.ended++
      if (stubborn) setTimeout(() => !isOver && begin(index), STUBBORN)
    })
  }
  for (let index = 0; index < connections; index++) {
    begin(index)
    // No faster than the listener's backlog is emptied.
    if (index % 200 === 199) await sleep(20)
  }
  const drip = () => {
    for (const socket of open) if (socket.writable) socket.write(' ')
  }
  const dripping = drips ? setInterval(drip, 1_000) : undefined
  await sleep(seconds * 1_000)
  isOver = true
  clearInterval(dripping)
  tally.held = open.size
  for (const socket of open) socket.destroy()
  return tally
}

/** Asks, and takes the answer slowly or never. Ends early once all have theirs. */
async function take({ port, from, connections, sends, bytesPerSecond, seconds, pace }: Taking): Promise<Connections> {
  const tally = { opened: 0, ended: 0, held: 0, statuses: {} as Record<string, number>, received: 0 }
  const open = new Set<Socket>()
  let isOver = false
  for (let index = 0; index < connections; index++) {
    const socket = dial(port, from[index % from.length])
    open.add(socket)
    let quota = 0
    let isFirst = true
    // Nobody listens to what comes; a paused socket does not look whether the other side is still there either.
    socket.pause()
    socket.on('connect', () => {
      tally.opened++
      socket.write(bytesOf(sends, index))
    })
    const taking = setInterval(() => {
      quota = Math.min(quota + (bytesPerSecond * TAKING) / 1_000, bytesPerSecond)
      while (quota > 0) {
        const part: Buffer | null = socket.read(Math.min(quota, socket.readableLength))
        if (part === null) break
        if (isFirst) count(tally.statuses, part.toString('latin1', 9, 12))
        isFirst = false
        tally.received += part.length
        quota -= part.length
      }
    }, TAKING)
    socket.on('close', () => {
      clearInterval(taking)
      open.delete(socket)
      if (!isOver) tally.ended++
    })
    if (pace) await sleep(pace)
  }
  for (let left = seconds; left > 0 && open.size > 0; left -= 0.1) await sleep(100)
  isOver = true
  tally.held = open.size
  for (const socket of open) socket.destroy()
  return tally
}

function dial(port: number, localAddress = '127.0.0.1'): Socket {
  const socket = connect({ host: '127.0.0.1', port, localAddress, noDelay: true })
  // It is told by `close`.
  socket.on('error', () => {})
  return socket
}

const api = { flood, hold, take }
export type Attacker = typeof api
serve(api)
