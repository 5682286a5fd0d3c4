import { comparisons, type Introspection, type Measures, measure } from '../../documents/measure.ts'
import { exceeded } from '../../errors/exceeded.ts'
import type { GatewayPlugin } from '../../request/plugin.ts'

/**
 * Pairs that GraphQL's validation may compare: about ten milliseconds. Documents written by hand need a few hundred.
 */
const MAX_COMPARISONS = 50_000

/**
 * How often an operation may ask for the schema, and for what of it is served; tools that detect features ask for several
 * types at once.
 */
const MAX_OFTEN = { __schema: 1, __type: 10, _service: 1, capabilities: 20 } as const

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
      checkIntrospection(measures)
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

function checkIntrospection(measures: Readonly<Introspection>): void {
  for (const [field, limit] of Object.entries(MAX_OFTEN)) {
    const value = measures[field as keyof typeof MAX_OFTEN]
    if (value <= limit) continue
    throw exceeded(
      'introspection',
      limit,
      value,
      `The operation asks for \`${field}\` ${value} times, but at most ${limit} are possible. Fragments count each time they are spread${field === 'capabilities' ? ', and aliases below it, too' : ''}. Ask once: the schema stays the same.`,
    )
  }
  if (measures.repeated === 0) return
  throw exceeded(
    'introspection',
    0,
    measures.repeated,
    `The operation has ${measures.repeated} aliases below \`__schema\`, \`__type\` or \`_service\`, but none are possible there. Ask for each field by its own name.`,
  )
}
