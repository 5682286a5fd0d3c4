/** A client of a subscription: server-sent events over real HTTP. */
export interface Listening {
  status: number
  headers: Headers
  /** The next answer; undefined once the stream is complete. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are compared as a whole
  next(): Promise<any>
  /** Goes away. */
  leave(): void
}

/** Subscribes at a gateway's endpoint. */
export async function listen(
  url: string,
  query: string,
  { headers = {}, ...question }: { variables?: object; headers?: Record<string, string> } = {},
): Promise<Listening> {
  const leaving = new AbortController()
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify({ query, ...question }),
    signal: leaving.signal,
  })
  const blocks = blocksOf(response)
  return {
    status: response.status,
    headers: response.headers,
    async next() {
      for (;;) {
        const { done, value = '' } = await blocks.next()
        if (done) throw new Error('The stream ended without being complete.')
        if (value.startsWith('event: complete')) return undefined
        const data = /^data: (.*)$/m.exec(value)?.[1]
        if (data !== undefined) return JSON.parse(data)
      }
    },
    leave: () => leaving.abort(),
  }
}

async function* blocksOf({ body }: Response): AsyncGenerator<string> {
  let text = ''
  for await (const piece of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += piece
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    yield* blocks
  }
}

/** A source of events that a test has in its hands. */
export class Source<Event> implements AsyncIterableIterator<Event> {
  /** How often it was ended by who listens to it, and how many events were asked for. */
  returned = 0
  asked = 0
  readonly #events: Array<Promise<IteratorResult<Event>>> = []
  readonly #waiting: Array<(step: Promise<IteratorResult<Event>>) => void> = []

  push(...events: Event[]): void {
    for (const value of events) this.#add(Promise.resolve({ value, done: false }))
  }

  end(): void {
    this.#add(Promise.resolve({ value: undefined, done: true }))
  }

  fail(error: Error): void {
    const failure = Promise.reject(error)
    failure.catch(() => {})
    this.#add(failure)
  }

  next(): Promise<IteratorResult<Event>> {
    this.asked++
    return this.#events.shift() ?? new Promise((resolve) => this.#waiting.push(resolve))
  }

  async return(): Promise<IteratorResult<Event>> {
    this.returned++
    return { value: undefined, done: true }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #add(step: Promise<IteratorResult<Event>>): void {
    const waiting = this.#waiting.shift()
    if (waiting) waiting(step)
    else this.#events.push(step)
  }
}
