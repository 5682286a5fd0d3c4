import { GraphQLFloat, GraphQLInt } from 'graphql'
import type { FieldPlan } from './plan.ts'

/**
 * Reads an object of the answer from its source at once. Undefined where something of it is not plain, such as a promise
 * or an error: then each field has to be looked at.
 */
export type FlatReader = (source: object) => Record<string, unknown> | undefined

/** The value of a field that its type does not take as it is; undefined where it is not plain. */
type ReadOdd = (field: number, value: unknown) => unknown

/** Whether an object of these fields can be read at once: all are leaves, and properties of their source. */
export function isFlat(fields: readonly FieldPlan[]): boolean {
  return fields.length > 0 && fields.every(({ resolve, completion }) => !resolve && completion.kind === 'leaf')
}

/**
 * Makes the reader of such fields, as a function of its own: V8 knows where it finds each property, which it cannot know
 * in one piece of code for all fields. Names of fields and keys are GraphQL names, so they are safe in its text.
 * @returns undefined where Node was told to make no code of texts (`--disallow-code-generation-from-strings`)
 */
export function flatReader(fields: readonly FieldPlan[]): FlatReader | undefined {
  const reads = fields.map(
    (field, at) => `
      let v${at} = source.${field.definition.name}
      if (!(${fitting(field, `v${at}`)})) {
        v${at} = readOdd(${at}, v${at})
        if (v${at} === undefined) return undefined
      }`,
  )
  // A plain `__proto__` would set the prototype.
  const entries = fields.map(({ key }, at) => `${key === '__proto__' ? `['${key}']` : key}: v${at}`)
  try {
    const make = new Function('readOdd', `return (source) => {${reads.join('')}\nreturn { ${entries.join(', ')} } }`)
    return (make as (readOdd: ReadOdd) => FlatReader)(oddReader(fields))
  } catch {
    return undefined
  }
}

/** The test of whether a value is its own serialized form. */
function fitting({ completion }: FieldPlan, value: string): string {
  if (completion.kind !== 'leaf') return 'false'
  if (completion.untouched) return `typeof ${value} === '${completion.untouched}'`
  if (completion.type === GraphQLInt) return `typeof ${value} === 'number' && (${value} | 0) === ${value}`
  if (completion.type === GraphQLFloat) return `typeof ${value} === 'number' && Number.isFinite(${value})`
  return 'false'
}

function oddReader(fields: readonly FieldPlan[]): ReadOdd {
  return (at, value) => {
    const completion = fields[at]?.completion
    if (completion?.kind !== 'leaf') return undefined
    if (value === null || value === undefined) return completion.nonNull ? undefined : null
    if (typeof value === 'object' || typeof value === 'function') return undefined
    try {
      return completion.type.serialize(value) ?? undefined
    } catch {
      return undefined
    }
  }
}
