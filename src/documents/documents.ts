import {
  type DocumentNode,
  type GraphQLSchema,
  type Source,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'graphql'
import { Refused } from '../errors/refused.ts'
import { ownText } from '../text/memory.ts'
import { type KnownDocument, ParsedDocumentCache, RefusalCache } from './parsed-document-cache.ts'
import type { ReadDocument } from './reader.ts'

interface DocumentsOptions {
  schema: GraphQLSchema
  /** What documents must keep besides GraphQL's own rules. */
  rules: readonly ValidationRule[]
  readDocument: ReadDocument
  /** Throws the Refused for a text that is too long to be looked at. */
  checkSize(text: string): void
  /** The most bytes of memory for all documents; refusals get a sixteenth of it. */
  maxBytes: number
}

/** A cache of valid documents, parsed and validated once for every way of serving. */
export class Documents {
  readonly #schema: GraphQLSchema
  readonly #rules: readonly ValidationRule[]
  readonly #readDocument: ReadDocument
  readonly #checkSize: DocumentsOptions['checkSize']
  readonly #known: ParsedDocumentCache
  readonly #refused: RefusalCache
  /** Every parsed document, whether or not it is cached. */
  readonly #read = new WeakMap<DocumentNode, KnownDocument>()

  constructor({ schema, rules, readDocument, checkSize, maxBytes }: DocumentsOptions) {
    this.#schema = schema
    this.#readDocument = readDocument
    this.#checkSize = checkSize
    this.#rules = [...specifiedRules, ...rules]
    this.#known = new ParsedDocumentCache(maxBytes)
    this.#refused = new RefusalCache(maxBytes / 16)
  }

  /** A document by its text; undefined where it is not valid. Throws the Refused of the plugin that refuses it. */
  get(text: string): DocumentNode | undefined {
    this.#checkSize(text)
    const known = this.#known.get(text)
    if (known?.valid?.rules === this.#rules && known.valid.schema === this.#schema) return known.document
    const document = this.#readable(text)
    if (!document) return undefined
    // Yoga reports the errors to the client: here one is enough.
    const options = { maxErrors: 1, hideSuggestions: true }
    if (validate(this.#schema, document, this.#rules, options).length > 0) return undefined
    this.noteValid(document, this.#schema, this.#rules)
    return document
  }

  /** Reads a document in place of graphql's `parse`; it may be invalid. Throws what that throws, or a plugin's Refused. */
  readonly read = (source: string | Source): DocumentNode => {
    const text = typeof source === 'string' ? source : source.body
    this.#checkSize(text)
    const known = this.#known.get(text)
    if (known) return known.document
    const refused = this.#refused.get(text)
    if (refused) throw refused
    const own = ownText(text)
    try {
      const document = this.#readDocument(own)
      this.#read.set(document, { text: own, document })
      return document
    } catch (error) {
      if (error instanceof Refused) this.#refused.set(own, error)
      throw error
    }
  }

  /** Whether a document is known to be valid by these rules. */
  isValid(document: DocumentNode, schema: GraphQLSchema, rules: readonly ValidationRule[]): boolean {
    const valid = this.#read.get(document)?.valid
    return valid?.schema === schema && areSame(valid.rules, rules)
  }

  /** Caches a document that was found valid, if it was parsed here. */
  noteValid(document: DocumentNode, schema: GraphQLSchema, rules: readonly ValidationRule[]): void {
    const read = this.#read.get(document)
    if (!read) return
    const known = { ...read, valid: { schema, rules: areSame(rules, this.#rules) ? this.#rules : [...rules] } }
    this.#read.set(document, known)
    this.#known.set(known)
  }

  #readable(text: string): DocumentNode | undefined {
    try {
      return this.read(text)
    } catch (error) {
      if (error instanceof Refused) throw error
      return undefined
    }
  }
}

function areSame(rules: readonly ValidationRule[], others: readonly ValidationRule[]): boolean {
  return rules.length === others.length && rules.every((rule, index) => rule === others[index])
}
