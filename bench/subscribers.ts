import { connect, type Socket } from 'node:net'
import { question } from './load.ts'

/** Clients that have subscribed, over plain sockets. */
export interface Subscribers {
  /** How many answers they were told so far. */
  readonly answers: number
  /** Resolves with the milliseconds until one of them is told something that holds a text. */
  hears(who: number, text: string): Promise<number>
  close(): void
}

const STREAM = { accept: 'text/event-stream' }

/** How many connect at a time. */
const AT_ONCE = 100

/**
 * Subscribes, and waits until each has its first answer.
 * @param ask the document and variables of each
 */
export async function subscribe(
  port: number,
  count: number,
  ask: (n: number) => { query: string; variables?: object },
): Promise<Subscribers> {
  const sockets: Socket[] = []
  let answers = 0
  const one = (n: number) =>
    new Promise<void>((resolve, reject) => {
      const { query, variables } = ask(n)
      const socket = connect({ port, host: '127.0.0.1', noDelay: true })
      sockets[n] = socket
      socket.once('error', reject)
      socket.once('close', () => reject(new Error('A subscription has ended.')))
      socket.on('data', (chunk) => {
        answers += chunk.toString('latin1').split('event: next').length - 1
        if (chunk.includes('"data"')) resolve()
      })
      socket.write(question(query, variables, STREAM))
    })
  let next = 0
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < count) await one(next++)
    }),
  )
  return {
    get answers() {
      return answers
    },
    hears(who, text) {
      const began = performance.now()
      return new Promise((resolve) => {
        const listen = (chunk: Buffer) => {
          if (!chunk.includes(text)) return
          sockets[who]?.off('data', listen)
          resolve(performance.now() - began)
        }
        sockets[who]?.on('data', listen)
      })
    },
    close() {
      for (const socket of sockets) socket.destroy()
    },
  }
}
