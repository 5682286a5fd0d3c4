import { type ClientRequest, request } from 'node:http'

/** A client that listens to a question by server-sent events, and remembers what it was told last. */
export class Subscriber {
  /** The latest answer, as it came. */
  latest = ''
  answers = 0
  isOpen = false
  hasEnded = false
  readonly #request: ClientRequest
  #rest = ''

  /** @param look is given each answer */
  constructor(
    port: number,
    body: string,
    headers: Record<string, string>,
    look: (answer: string) => void = () => {},
    localAddress = '127.0.0.1',
  ) {
    this.#request = request({
      port,
      host: '127.0.0.1',
      path: '/graphql',
      method: 'POST',
      agent: false,
      localAddress,
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    })
    const ended = () => {
      this.hasEnded = true
    }
    this.#request.on('error', ended)
    this.#request.on('response', (response) => {
      this.isOpen = response.statusCode === 200
      response.setEncoding('utf8')
      response.on('data', (text: string) => this.#read(text, look))
      response.on('error', ended)
      response.on('close', ended)
    })
    this.#request.end(body)
  }

  leave(): void {
    this.#request.destroy()
  }

  #read(text: string, look: (answer: string) => void): void {
    const blocks = (this.#rest + text).split('\n\n')
    this.#rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1]
      if (data === undefined) continue
      this.latest = data
      this.answers++
      look(data)
    }
  }
}
