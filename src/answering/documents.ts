import { type DocumentNode, type GraphQLSchema, specifiedRules, type ValidationRule, validate } from 'graphql'
import { documentCache } from '../plugins/limits/document-cache.ts'
import type { ReadDocument } from '../plugins/limits/reader.ts'
import { Refused } from '../plugins/refused.ts'

/** The valid documents that were asked lately, parsed and checked once. */
export class Documents {
  readonly #schema: GraphQLSchema
  readonly #rules: readonly ValidationRule[]
  readonly #readDocument: ReadDocument
  readonly #known = documentCache()

  /** @param rules what documents must keep besides GraphQL's own rules */
  constructor(schema: GraphQLSchema, rules: readonly ValidationRule[], readDocument: ReadDocument) {
    this.#schema = schema
    this.#readDocument = readDocument
    this.#rules = [...specifiedRules, ...rules]
  }

  /** A document by its text; undefined where it is not valid. Throws the Refused of the plugin that refuses it. */
  get(text: string): DocumentNode | undefined {
    return this.#known.get(text) ?? this.#read(text)
  }

  #read(text: string): DocumentNode | undefined {
    let document: DocumentNode
    try {
      document = this.#readDocument(text)
    } catch (error) {
      if (error instanceof Refused) throw error
      return undefined
    }
    // Yoga tells what is wrong: whatever this finds is told to nobody.
    if (validate(this.#schema, document, this.#rules, { maxErrors: 1, hideSuggestions: true }).length > 0)
      return undefined
    this.#known.set(text, document)
    return document
  }
}
