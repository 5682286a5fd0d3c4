/** Bytes: larger bodies are collected in one block of memory that can be freed at once. */
const LARGE_BYTES = 1024 * 1024

/**
 * The body of an answer while it arrives. A large one is written to a single block: a list of chunks would exist beside
 * its copy, and V8 is slow to free memory that is not its own.
 */
export class AnswerBody {
  readonly #most: number
  #size = 0
  #chunks: Buffer[] = []
  #large: ArrayBuffer | undefined

  /** @param most the most bytes that it may have */
  constructor(most: number) {
    this.#most = most
  }

  get size(): number {
    return this.#size
  }

  append(chunk: Buffer): void {
    const from = this.#size
    this.#size += chunk.length
    if (this.#size <= LARGE_BYTES) this.#chunks.push(chunk)
    else this.#copy(chunk, from)
  }

  /** All of it as text; only once. */
  text(): string {
    const [first] = this.#chunks
    if (this.#large) {
      const text = Buffer.from(this.#large, 0, this.#size).toString('utf8')
      this.drop()
      return text
    }
    return (this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks, this.#size)).toString('utf8')
  }

  /** Frees what was collected. */
  drop(): void {
    this.#chunks = []
    this.#large?.resize(0)
    this.#large = undefined
  }

  #copy(chunk: Buffer, from: number): void {
    // Reserves addresses for the largest body; memory is taken only as it grows.
    const large = this.#large ?? new ArrayBuffer(0, { maxByteLength: this.#most })
    this.#large = large
    if (this.#size > large.byteLength) large.resize(Math.min(this.#most, Math.max(this.#size, large.byteLength * 2)))
    const bytes = new Uint8Array(large)
    let at = 0
    for (const one of this.#chunks) {
      bytes.set(one, at)
      at += one.length
    }
    this.#chunks = []
    bytes.set(chunk, from)
  }
}
