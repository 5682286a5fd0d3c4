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
  /** The schema and rules it was validated by; undefined until then. */
  readonly valid?: { readonly schema: GraphQLSchema; readonly rules: readonly ValidationRule[] }
}

// Bytes, measured by the heap's growth over some hundred documents of several kinds; each is the largest that was seen.
/** Of each document, whatever is in it. */
const DOCUMENT_SIZE = 2_000
/** Of a token once it is parsed: fields without arguments take the most. */
const TOKEN_SIZE = 400
/** Of a field of an execution plan, with its node count and its reader function. */
const FIELD_SIZE = 1_000
/** Of a fragment, per operation: each operation's plan has a map of fragments. */
const FRAGMENT_SIZE = 20
/** Of a refusal beside its text. */
const REFUSAL_SIZE = 1_000

/**
 * Longer texts are keyed by their hash: V8 hashes long strings by length only, so many of the same length would
 * collide.
 */
const MAX_KEY = 10_000

/** Recently used documents, bounded by the memory that they and their execution plans take. */
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
      // Set again so that its size is counted again, unless it was evicted meanwhile.
      const kept = this.#known.peek(key)
      if (kept?.document === known.document) this.#known.set(key, { ...kept })
    })
  }
}

function sizeOf({ text, document }: KnownDocument): number {
  // Twice the text: Envelop keeps the last request's copy of it.
  return 2 * bytesInMemory(text) + bytesOfDocument(document)
}

/** About how many bytes a document takes without its text, with its plans. */
export function bytesOfDocument(document: DocumentNode): number {
  const { definitions, tokenCount = 0 } = document
  const operations = definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length
  const found = operations * (definitions.length - operations)
  return DOCUMENT_SIZE + tokenCount * TOKEN_SIZE + found * FRAGMENT_SIZE + plannedFields(document) * FIELD_SIZE
}

/** Recently refused documents, so that they are not parsed again. */
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

/**
 * The key of a text: the text itself or, for long ones, a hash. A null character marks hashes; a text that begins with
 * one is hashed, too.
 */
function keyOf(text: string): string {
  return text.length > MAX_KEY || text.startsWith('\u0000') ? `\u0000${hash('sha256', text)}` : text
}
