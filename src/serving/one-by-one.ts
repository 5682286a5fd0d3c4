import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { networkOf } from '../admission/network.ts'
import { turns } from '../admission/turns.ts'

type Serve = (request: IncomingMessage, response: ServerResponse) => void

/** A connection's latest request, and those after it. */
interface Queue {
  latest: ServerResponse
  waiting: number
}

/** How many requests of one connection may wait before reading from it pauses. */
const MAX_WAITING = 10

/**
 * Serves the requests of a connection one after the other. With pipelining, node hands over all requests at once, which
 * can be thousands; their answers have to go out in order anyway.
 */
export class OneByOne {
  readonly #queues = new WeakMap<Socket, Queue>()

  run(request: IncomingMessage, response: ServerResponse, serve: Serve): void {
    const { socket, httpVersionMajor } = request
    // The requests of HTTP/2 are independent of each other, and its own limit of streams bounds them.
    if (httpVersionMajor > 1) {
      serve(request, response)
      return
    }
    const queue = this.#queues.get(socket)
    if (!queue) {
      this.#queues.set(socket, { latest: response, waiting: 0 })
      inTurn(request, response, serve)
      return
    }
    const { latest } = queue
    queue.latest = response
    if (latest.writableFinished || latest.destroyed) {
      inTurn(request, response, serve)
    } else this.#wait(queue, latest, request, response, serve)
  }

  #wait(queue: Queue, before: ServerResponse, request: IncomingMessage, response: ServerResponse, serve: Serve): void {
    const { socket } = request
    if (++queue.waiting >= MAX_WAITING) socket.pause()
    before.once('close', () => {
      if (queue.waiting-- === MAX_WAITING) socket.resume()
      inTurn(request, response, serve)
    })
  }
}

/**
 * Serves a request at once, or, if this turn is over, in a later turn of its address. Hundreds of small questions at
 * the same time take long, too, and new connections would wait for all of them.
 */
function inTurn(request: IncomingMessage, response: ServerResponse, serve: Serve): void {
  const { socket } = request
  const go = () => {
    // If the previous answer ended the connection, no further command may be carried out. Fake sockets in tests of
    // servers may lack `writable`.
    if (!socket.destroyed && socket.writable !== false) serve(request, response)
  }
  if (turns.isOver) turns.later(networkOf(socket.remoteAddress ?? ''), go)
  else go()
}
