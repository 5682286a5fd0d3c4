import { hash } from 'node:crypto'
import type { Asker, Read, Reading, Round } from '../upstream/loading/round.ts'
import { keysIn, type Touched } from '../upstream/session/touched.ts'

/** Longer answers are kept as a hash. */
const MAX_KEPT = 64

interface Seen {
  read: Read<unknown>
  said: string
}

/** What an answer was made of: finds out, without executing its question again, whether it would say the same. */
export class Watch {
  /** Undefined where it cannot tell: then its question has to be executed to see. */
  readonly #seen: readonly Seen[] | undefined
  /** The keys of all that was read, by which commands name what they touch. */
  readonly #keys: ReadonlySet<string>

  /** By which field the objects of the lists are known that were read. */
  readonly #listed: ReadonlySet<string>

  private constructor(seen: readonly Seen[] | undefined, keys: ReadonlySet<string>, listed: ReadonlySet<string>) {
    this.#seen = seen
    this.#keys = keys
    this.#listed = listed
  }

  /**
   * @param readings all that the answer was made of
   * @param isAll whether nothing else may have changed when these have not
   */
  static async of(readings: readonly Reading[], isAll: boolean): Promise<Watch> {
    const answers = await Promise.allSettled(readings.map(({ answer }) => answer))
    const seen: Seen[] = []
    const keys = new Set<string>()
    const listed = new Set<string>()
    // What has failed may not fail again.
    let canTell = isAll
    for (const [at, { read, lists }] of readings.entries()) {
      if (lists) listed.add(lists)
      const answer = answers[at]
      if (answer?.status !== 'fulfilled') {
        canTell = false
        continue
      }
      const { said, keys: own } = saidBy(answer.value)
      seen.push({ read, said })
      for (const key of own) keys.add(key)
    }
    return new Watch(canTell ? seen : undefined, keys, listed)
  }

  /** About how many bytes it takes. */
  get bytes(): number {
    return (this.#seen?.length ?? 0) * 500 + this.#keys.size * 60
  }

  /** Whether a command may have changed what was read. */
  isTouched({ keys, made }: Touched): boolean {
    return keys.some((key) => this.#keys.has(key)) || made.some((field) => this.#listed.has(field))
  }

  /** Reads all of it again, as a part of a round. Never rejects. */
  async isUnchanged(round: Round, asker: Asker): Promise<boolean> {
    const seen = this.#seen
    if (!seen) return false
    const answers = await Promise.allSettled(seen.map(({ read }) => read(round, asker)))
    return answers.every((answer, at) => answer.status === 'fulfilled' && saidBy(answer.value).said === seen[at]?.said)
  }
}

/** What one read was answered. */
class Said {
  /** The same for answers that say the same. */
  readonly said: string
  readonly #answer: unknown
  #keys: ReadonlySet<string> | undefined

  constructor(answer: unknown) {
    const text = textOf(answer)
    this.said = text.length > MAX_KEPT ? hash('sha256', text, 'base64url') : text
    this.#answer = answer
  }

  /** Looked for only when something has changed: a round without news compares, and no more. */
  get keys(): ReadonlySet<string> {
    this.#keys ??= keysIn(textOf(this.#answer))
    return this.#keys
  }
}

const textOf = (answer: unknown) => String(JSON.stringify(answer))

/** Questions of a round share what they have read. */
const known = new WeakMap<object, Said>()

function saidBy(answer: unknown): Said {
  if (typeof answer !== 'object' || answer === null) return new Said(answer)
  let said = known.get(answer)
  if (!said) {
    said = new Said(answer)
    known.set(answer, said)
  }
  return said
}
