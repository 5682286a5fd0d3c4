import type { GatewayPlugin } from '../plugin.ts'
import { exceeded } from './exceeded.ts'
import { comparisons, type Measures, measure } from './measure.ts'

/** Pairs that GraphQL's own rules may compare: some ten milliseconds' worth. Written documents need a few hundred. */
const MAX_COMPARISONS = 50_000

const NAMES: Readonly<Record<keyof Measures, string>> = {
  depth: 'levels of fields',
  aliases: 'aliases',
  directives: 'directives',
  rootFields: 'fields at its root',
  selections: 'fields and spreads of fragments',
}

/**
 * Refuses documents that are too large to check or to execute, before GraphQL's own rules look at them.
 * @param limits the most of each that a document may have
 */
export function documentLimits(limits: Measures): GatewayPlugin {
  return {
    onDocument(document) {
      const measures = measure(document)
      for (const name of Object.keys(NAMES) as Array<keyof Measures>) check(name, limits[name], measures[name])
      const pairs = comparisons(document, measures.selections)
      if (pairs > MAX_COMPARISONS) {
        throw exceeded(
          'comparisons',
          MAX_COMPARISONS,
          pairs,
          `The document repeats fields and fragments so often that ${pairs} pairs would have to be compared; at most ${MAX_COMPARISONS} may be. Ask for each field once.`,
        )
      }
    },
  }
}

function check(rule: keyof Measures, limit: number, value: number): void {
  if (value <= limit) return
  const how = rule === 'depth' ? '' : ' Fragments count each time they are spread.'
  throw exceeded(
    rule,
    limit,
    value,
    `The document has ${value} ${NAMES[rule]}, but at most ${limit} are possible.${how} Ask in parts.`,
  )
}
