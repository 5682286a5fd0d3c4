import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

type Serve = (request: IncomingMessage, response: ServerResponse) => void

/** A connection's latest request, and those after it. */
interface Queue {
  latest: ServerResponse
  waiting: number
}

/** Requests of one connection that wait at most before no more of it is read. */
const MOST_WAITING = 10

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
      serve(request, response)
      return
    }
    const { latest } = queue
    queue.latest = response
    if (latest.writableFinished || latest.destroyed) {
      if (socket.writable) serve(request, response)
    } else this.#wait(queue, latest, request, response, serve)
  }

  #wait(queue: Queue, before: ServerResponse, request: IncomingMessage, response: ServerResponse, serve: Serve): void {
    const { socket } = request
    if (++queue.waiting >= MOST_WAITING) socket.pause()
    before.once('close', () => {
      if (queue.waiting-- === MOST_WAITING) socket.resume()
      // Where the answer before was the last that is sent, no command may be carried out.
      if (!socket.destroyed && socket.writable) serve(request, response)
    })
  }
}
