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

/** Requests of one connection that wait at most before no more of it is read. */
const MAX_WAITING = 10

/**
 * Serves the requests of a connection one after the other. Node hands over all that a client sends without waiting for
 * answers, which would be thousands at once; the answers have to come in order anyway.
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
 * Serves a request at once, or where this turn is over in a later one of its address. Hundreds of small questions that come
 * at the same time take long, too, and the connections that wait to be accepted wait for all of them.
 */
function inTurn(request: IncomingMessage, response: ServerResponse, serve: Serve): void {
  const { socket } = request
  const go = () => {
    // Where the answer before was the last that is sent, no command may be carried out. What stands for a socket in tests of
    // servers may not tell.
    if (!socket.destroyed && socket.writable !== false) serve(request, response)
  }
  if (turns.isOver) turns.later(networkOf(socket.remoteAddress ?? ''), go)
  else go()
}
