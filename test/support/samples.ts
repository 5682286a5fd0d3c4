import { contract, success, type Version } from '../../contract/contract.ts'
import { resolveNode } from '../../contract/load.ts'
import type { ContractTable, Node } from '../../contract/table.ts'
import { key } from './rows.ts'

export interface SampleOptions {
  /** `least`: what a version may leave out is left out, and what may be null is null; `most`: everything is there. */
  how: 'least' | 'most'
  /** Values by the names of fields, at any depth, in place of made-up ones. */
  values?: Readonly<Record<string, unknown>>
  /** Names of fields that are there in any case. */
  always?: readonly string[]
}

/** An answer of an operation, made from the contract alone; undefined where it answers no body. */
export function sampleAnswer(version: Version, operationId: string, options: SampleOptions): unknown {
  const { operation, table } = contract(version)
  const answer = success(operation(operationId))
  return answer && sample(table, answer, options)
}

function sample(table: ContractTable, node: Node, options: SampleOptions): unknown {
  const { how, values = {}, always = [] } = options
  const type = resolveNode(table, node)
  if (how === 'least' && type.nullable) return null
  // One item, so that what an item holds is seen.
  if ('array' in type) return [sample(table, type.array, options)]
  if ('oneOf' in type) return sample(table, type.oneOf[0] ?? { type: 'any' }, options)
  if ('filter' in type) throw new TypeError('an answer holds no filters')
  if ('fields' in type) {
    const fields = Object.entries(type.fields).filter(
      ([name, field]) => how === 'most' || field.required || always.includes(name),
    )
    return Object.fromEntries(
      fields.map(([name, field]) => {
        const made = always.includes(name) ? undefined : sample(table, field, options)
        const given = name in values && mayBe(table, field, values[name])
        return [name, made === null || !given ? made : values[name]]
      }),
    )
  }
  if (type.enum) return type.enum[0]
  switch (type.type) {
    case 'integer':
    case 'number':
      return type.minimum ?? 1
    case 'boolean':
      return false
    case 'any':
      return {}
    case 'string':
      if (type.format === 'date-time') return '2026-01-01T12:00:00.000Z'
      return type.pattern?.includes('[0-9]+') ? key(1) : 'a'
  }
}

/** Whether a value can stand in a field: fields of different types share their names. */
function mayBe(table: ContractTable, field: Node, value: unknown): boolean {
  const type = resolveNode(table, field)
  return !('enum' in type && type.enum) || type.enum.some((one) => one === value)
}
