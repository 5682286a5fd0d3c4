import type { ServerResponse } from 'node:http'

/**
 * What every answer tells browsers: it is what its content type says, it is for nobody else, so that no cache keeps it, and
 * where a link leads from here nobody learns what was asked.
 */
export const ALWAYS = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const

/**
 * The headers that the gateway's plugins put on an answer. They are collected for whoever writes the answer's head, all
 * at once: node takes a slower way for headers that were set one by one. Something that writes its own head, such as
 * Yoga, has them set on its response.
 */
export class AnswerHeaders {
  /** By lower-case name; several values are several lines. */
  readonly collected: Record<string, string | string[]> = { ...ALWAYS }
  #response: ServerResponse | undefined

  /** Puts a header on the answer in place of one of that name; too late once the answer is on its way. */
  set(name: string, value: string | string[]): void {
    if (!this.#response) this.collected[name] = value
    else if (!this.#response.headersSent) this.#response.setHeader(name, value)
  }

  /** Adds to a header that is a list, such as `Vary`. */
  append(name: string, value: string): void {
    const known = this.collected[name]
    this.set(name, known === undefined ? value : `${known}, ${value}`)
  }

  /** Sets those that are there, and those that are still to come, on a response that is written elsewhere. */
  passTo(response: ServerResponse): void {
    this.#response = response
    for (const name in this.collected) this.set(name, this.collected[name] ?? '')
  }
}
