import { type DocumentNode, type ParseOptions, parse, type Source } from 'graphql'
import { exceeded } from '../errors/exceeded.ts'
import { Refused } from '../errors/refused.ts'
import type { GatewayPlugin } from '../request/plugin.ts'
import { lightenLocations } from './light-locations.ts'

/**
 * Reads a document in place of graphql's `parse`. Throws what that throws, or the Refused of a plugin that refuses the
 * document. The document is not validated yet.
 */
export type ReadDocument = (source: string | Source, options?: ParseOptions) => DocumentNode

/** @param maxTokens tokens after which reading ends, however long the rest is; comments are none */
export function documentReader(maxTokens: number, plugins: readonly GatewayPlugin[]): ReadDocument {
  const checks = plugins.flatMap((plugin) => (plugin.onDocument ? [plugin.onDocument.bind(plugin)] : []))
  return (source, options) => {
    try {
      const document = parse(source, { ...options, maxTokens })
      lightenLocations(document)
      for (const check of checks) check(document)
      return document
    } catch (error) {
      if (error instanceof Error && /^Syntax Error: Document contains more tha[nt] \d+ tokens/.test(error.message))
        throw tooLong(maxTokens)
      // Stack overflow: values or selections are nested thousands of levels deep.
      if (error instanceof RangeError) throw tooDeep()
      throw error
    }
  }
}

function tooLong(limit: number): Refused {
  // Counting ends here: the rest is not read.
  return exceeded(
    'tokens',
    limit,
    limit + 1,
    `The document has more than ${limit} tokens, the most that are read. Send values as variables, or ask in parts.`,
  )
}

function tooDeep(): Refused {
  return new Refused(
    'LIMIT_EXCEEDED',
    'The document is nested deeper than it can be read. Send values as variables, or ask in parts.',
    { rule: 'depth', retryable: false },
    { status: 400, spec: true },
  )
}
