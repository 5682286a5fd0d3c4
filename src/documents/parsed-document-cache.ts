import { hash } from 'node:crypto'
import { type DocumentNode, type GraphQLSchema, Kind, type ValidationRule } from 'graphql'
import { LRUCache } from 'lru-cache'
import { Refused } from '../errors/refused.ts'
import { onPlanned, plannedFields } from '../execution/execute.ts'
import { bytesInMemory } from '../text/memory.ts'

/** A document that was read. */
export interface KnownDocument {
  readonly text: string
  readonly document: DocumentNode
  /** What it was found valid by; undefined until then. */
  readonly valid?: { readonly schema: GraphQLSchema; readonly rules: readonly ValidationRule[] }
}

// Bytes, by what the heap grew by for some hundred documents of a kind; each is the most that was seen for any kind.
/** Of one that is kept, whatever is in it. */
const DOCUMENT_SIZE = 2_000
/** Of a token once it is parsed: fields without arguments take the most. */
const TOKEN_SIZE = 400
/** Of a field of a plan, with the count of its nodes and the function that reads it. */
const FIELD_SIZE = 1_000
/** Of a fragment for each operation: what is made of an operation finds fragments by their names. */
const FRAGMENT_SIZE = 20
/** Of a refusal beside its text. */
const REFUSAL_SIZE = 1_000

/** V8 tells texts apart by hashes that of longer ones are their lengths alone: many of one length were all compared. */
const MAX_KEY = 10_000

/** The documents that were asked lately. Bounded by what they take in memory, their plans included. */
export class ParsedDocumentCache {
  readonly #known: LRUCache<string, KnownDocument>

  constructor(maxBytes: number) {
    this.#known = new LRUCache<string, KnownDocument>({ maxSize: maxBytes, sizeCalculation: sizeOf })
  }

  get(text: string): KnownDocument | undefined {
    return this.#known.get(keyOf(text))
  }

  set(known: KnownDocument): void {
    const key = keyOf(known.text)
    this.#known.set(key, known)
    onPlanned(known.document, () => {
      // Set anew to be weighed anew, unless it was forgotten meanwhile.
      const kept = this.#known.peek(key)
      if (kept?.document === known.document) this.#known.set(key, { ...kept })
    })
  }
}

function sizeOf({ text, document }: KnownDocument): number {
  const { definitions, tokenCount = 0 } = document
  const operations = definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length
  const found = operations * (definitions.length - operations)
  // Envelop keeps the text as the last request had it.
  const parsed = 2 * bytesInMemory(text) + tokenCount * TOKEN_SIZE
  return DOCUMENT_SIZE + parsed + found * FRAGMENT_SIZE + plannedFields(document) * FIELD_SIZE
}

/** The documents that were refused lately, so that they are not read again. */
export class RefusalCache {
  readonly #refusals: LRUCache<string, Pick<Refused, 'code' | 'message' | 'facts' | 'http'>>

  constructor(maxBytes: number) {
    this.#refusals = new LRUCache<string, Pick<Refused, 'code' | 'message' | 'facts' | 'http'>>({
      maxSize: maxBytes,
      sizeCalculation: ({ message }, key) => bytesInMemory(key) + bytesInMemory(message) + REFUSAL_SIZE,
    })
  }

  get(text: string): Refused | undefined {
    const kept = this.#refusals.get(keyOf(text))
    return kept && new Refused(kept.code, kept.message, kept.facts, kept.http)
  }

  set(text: string, { code, message, facts, http }: Refused): void {
    // Not the error itself: its stack holds on to the request that it was thrown for.
    this.#refusals.set(keyOf(text), { code, message, facts, http })
  }
}

/** What stands for a text. Nothing that begins with a null character stands for itself. */
function keyOf(text: string): string {
  return text.length > MAX_KEY || text.startsWith('\u0000') ? `\u0000${hash('sha256', text)}` : text
}
