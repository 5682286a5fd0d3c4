import type { ServerResponse } from 'node:http'

/**
 * What every answer tells browsers: believe the content type, store nothing in a cache, and send no referrer along with
 * links.
 */
export const ALWAYS = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const

/**
 * The headers that the gateway's plugins put on an answer. They are collected and written with the head all at once,
 * because node is slower for headers that are set one by one. Code that writes its own head, such as Yoga, gets them
 * set on its response.
 */
export class AnswerHeaders {
  /** By lower-case name; several values are several lines. */
  readonly collected: Record<string, string | string[]> = { ...ALWAYS }
  #response: ServerResponse | undefined

  /** Puts a header on the answer in place of one of that name; too late once the answer is on its way. */
  set(name: string, value: string | string[]): void {
    this.collected[name] = value
    if (this.#response?.headersSent === false) this.#response.setHeader(name, value)
  }

  /** Adds to a header that is a list, such as `Vary`. */
  append(name: string, value: string): void {
    const known = this.collected[name]
    this.set(name, known === undefined ? value : `${known}, ${value}`)
  }

  /** Sets all headers, including later ones, on a response that other code writes. */
  passTo(response: ServerResponse): void {
    this.#response = response
    for (const name in this.collected) this.set(name, this.collected[name] ?? '')
  }
}
