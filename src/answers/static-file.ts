import type { Coding } from '../request/accept-encoding.ts'
import { compressedApart, ONCE_FOR_ALL } from './compression.ts'

/** Bytes that many are sent. Each coding of them is made once, when it is first asked for, and kept. */
export class StaticFile {
  readonly name: string
  readonly bytes: Buffer
  readonly headers: Readonly<Record<string, string>>
  readonly #coded = new Map<Coding, Promise<Buffer>>()

  constructor(name: string, bytes: Buffer, headers: Readonly<Record<string, string>>) {
    this.name = name
    this.bytes = bytes
    this.headers = headers
  }

  /** Its bytes in a coding; undefined for as they are. */
  in(coding: Coding | undefined): Buffer | Promise<Buffer> {
    if (coding === undefined) return this.bytes
    const known = this.#coded.get(coding)
    if (known) return known
    const coded = compressedApart([this.bytes], coding, ONCE_FOR_ALL).then(Buffer.concat)
    this.#coded.set(coding, coded)
    // The next one may find the memory for it.
    coded.catch(() => this.#coded.delete(coding))
    return coded
  }
}
