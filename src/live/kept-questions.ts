import type { DocumentNode } from 'graphql'
import type { Budget } from '../admission/budget.ts'
import { bytesOfDocument } from '../documents/parsed-document-cache.ts'
import type { LiveQuestion } from './live-poll.ts'

/** A document of live questions: they hold it, also after the cache of documents has let it go. */
interface Held {
  questions: number
  bytes: number
  owner: string
}

/** Counts what live questions themselves take of a budget: their variables, and each document once. */
export class KeptQuestions {
  readonly #budget: Budget
  readonly #documents = new Map<DocumentNode, Held>()

  constructor(budget: Budget) {
    this.#budget = budget
  }

  /** Whether there is room for a question of this owner. */
  take({ prepared: { document }, bytes }: LiveQuestion, owner: string): boolean {
    const held = this.#documents.get(document) ?? { questions: 0, bytes: 2 * bytesOfDocument(document), owner }
    const needed = held.questions === 0 ? held.bytes + bytes : bytes
    if (!this.#budget.take(needed, owner)) return false
    held.questions++
    this.#documents.set(document, held)
    return true
  }

  give({ prepared: { document }, bytes }: LiveQuestion, owner: string): void {
    this.#budget.give(bytes, owner)
    const held = this.#documents.get(document)
    if (!held || --held.questions > 0) return
    this.#documents.delete(document)
    this.#budget.give(held.bytes, held.owner)
  }
}
