import { GraphQLFloat, GraphQLInt, type GraphQLObjectType } from 'graphql'
import type { Completion } from './completion.ts'
import { isPromise } from './is-promise.ts'

/**
 * Reads an object of the answer, with everything below it, from its source at once. Undefined if any value is not
 * plain, such as a promise or an error: then each field is resolved individually.
 */
export type FlatReader = (source: unknown) => Record<string, unknown> | undefined

/** What a reader needs to know about a field. */
interface Field {
  key: string
  definition: { name: string }
  resolve: unknown
  completion: Completion
  objectPlan(type: GraphQLObjectType): { fields: readonly Field[]; readAtOnce: FlatReader }
}

/** Serializes a value that is not its own serialized form; undefined if it is not plain. */
type ReadOther = (field: number, value: unknown) => unknown

/** Whether objects of these fields can be read at once: they are properties of their sources, and so is all below them. */
export function isFlat(fields: readonly Field[]): boolean {
  return fields.length > 0 && fields.every((field) => !field.resolve && isFlatBelow(field, field.completion))
}

function isFlatBelow(field: Field, completion: Completion): boolean {
  switch (completion.kind) {
    case 'leaf':
      return true
    case 'list':
      return isFlatBelow(field, completion.item)
    case 'object':
      return !completion.type.isTypeOf && isFlat(field.objectPlan(completion.type).fields)
    case 'abstract':
      return false
  }
}

/**
 * Generates a reader function for such fields: V8 optimizes property access in it, which it cannot do in generic code
 * for all fields. Names of fields and keys are GraphQL names, so they are safe in generated code.
 * @returns undefined if Node runs with `--disallow-code-generation-from-strings`
 */
export function flatReader(fields: readonly Field[]): FlatReader | undefined {
  const reads = fields.map(
    (field, at) => `
      let v${at} = source.${field.definition.name}
      if (!(${fitting(field, `v${at}`)})) {
        v${at} = readOther(${at}, v${at})
        if (v${at} === undefined) return undefined
      }`,
  )
  // A plain `__proto__` would set the prototype.
  const entries = fields.map(({ key }, at) => `${key === '__proto__' ? `['${key}']` : key}: v${at}`)
  try {
    const make = new Function('readOther', `return (source) => {${reads.join('')}\nreturn { ${entries.join(', ')} } }`)
    return (make as (readOther: ReadOther) => FlatReader)(otherReader(fields))
  } catch {
    return undefined
  }
}

/** The test of whether a value is its own serialized form. */
function fitting({ completion }: Field, value: string): string {
  if (completion.kind !== 'leaf') return 'false'
  if (completion.untouched) return `typeof ${value} === '${completion.untouched}'`
  if (completion.type === GraphQLInt) return `typeof ${value} === 'number' && (${value} | 0) === ${value}`
  if (completion.type === GraphQLFloat) return `typeof ${value} === 'number' && Number.isFinite(${value})`
  return 'false'
}

function otherReader(fields: readonly Field[]): ReadOther {
  const readers = fields.map((field) => reader(field, field.completion))
  return (at, value) => readers[at]?.(value)
}

/** Reads a value of a type; undefined where it is not plain. */
function reader(field: Field, completion: Completion): (value: unknown) => unknown {
  const absent = completion.nonNull ? undefined : null
  const read = presentReader(field, completion)
  return (value) => (value === null || value === undefined ? absent : read(value))
}

function presentReader(field: Field, completion: Completion): (value: unknown) => unknown {
  switch (completion.kind) {
    case 'leaf':
      return (value) => leaf(completion, value)
    case 'list': {
      const item = reader(field, completion.item)
      return (value) => (Array.isArray(value) ? list(item, value) : undefined)
    }
    case 'object': {
      const plan = field.objectPlan(completion.type)
      return (value) => (isPromise(value) || value instanceof Error ? undefined : plan.readAtOnce(value))
    }
    case 'abstract':
      return () => undefined
  }
}

function leaf({ type, untouched }: Completion & { kind: 'leaf' }, value: unknown): unknown {
  if (typeof value === untouched) return value
  if (typeof value === 'object' || typeof value === 'function') return undefined
  try {
    return type.serialize(value) ?? undefined
  } catch {
    return undefined
  }
}

function list(item: (value: unknown) => unknown, values: readonly unknown[]): unknown[] | undefined {
  // A copy has its size at once; an array that grows by its items takes twice the memory.
  const items = values.slice()
  for (let index = 0; index < items.length; index++) {
    const read = item(values[index])
    if (read === undefined) return undefined
    items[index] = read
  }
  return items
}
