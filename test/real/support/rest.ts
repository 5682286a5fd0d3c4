import { setTimeout as sleep } from 'node:timers/promises'

/** What an engine answered. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** Parsed JSON; the text itself when it is none; undefined when there is none. */
  readonly body: ReturnType<typeof JSON.parse>
  /** As it came: for numbers that JavaScript cannot hold. */
  readonly text: string
}

/** A bare client of an engine's own REST API, to prepare what a test needs and to see what the engine says. */
export interface Rest {
  /** Any call, with whatever it answers. A body is sent as JSON unless it is a form. */
  send(method: string, path: string, body?: object): Promise<Answer>
  /** Calls that must succeed; they answer the body. */
  get(path: string): Promise<Answer['body']>
  post(path: string, body?: object): Promise<Answer['body']>
  put(path: string, body: object): Promise<Answer['body']>
  delete(path: string): Promise<Answer['body']>
}

/** A client that sends `headers` with every call. */
export function rest(address: string, headers: { readonly [name: string]: string }): Rest {
  const send: Rest['send'] = async (method, path, body) => {
    const isForm = body instanceof FormData
    const response = await fetch(`${address}${path}`, {
      method,
      headers: {
        ...headers,
        ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = /json/.test(response.headers.get('content-type') ?? '')
    const parsed = text === '' ? undefined : isJson ? JSON.parse(text) : text
    return { status: response.status, headers: response.headers, body: parsed, text }
  }
  const succeed = async (method: string, path: string, body?: object) => {
    const answer = await send(method, path, body)
    if (answer.status >= 300) throw new Error(`${method} ${path} was answered ${answer.status}: ${answer.text}`)
    return answer.body
  }
  return {
    send,
    get: (path) => succeed('GET', path),
    post: (path, body) => succeed('POST', path, body),
    put: (path, body) => succeed('PUT', path, body),
    delete: (path) => succeed('DELETE', path),
  }
}

/** Asks until the answer is what the test waits for. Throws with the last answer after `timeout` ms. */
export async function until<T>(ask: () => Promise<T>, isThere: (answer: T) => boolean, timeout = 50_000): Promise<T> {
  const end = performance.now() + timeout
  for (;;) {
    const answer = await ask()
    if (isThere(answer)) return answer
    if (performance.now() > end) throw new Error(`Still after ${timeout} ms: ${JSON.stringify(answer)}`)
    await sleep(100)
  }
}

/** Does something many times, a few at once. Answers what came of each, in order. */
export async function times<T>(count: number, act: (index: number) => Promise<T>, atOnce = 4): Promise<T[]> {
  const results: T[] = []
  let next = 0
  const lane = async () => {
    while (next < count) {
      const index = next++
      results[index] = await act(index)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return results
}
