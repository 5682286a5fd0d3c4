import { contract, success } from './contract.ts'
import { resolveNode } from './load.ts'
import type { ContractTable, Field, Node } from './table.ts'
import type { Version } from './versions.ts'

/** Fields by name, as a version's table has them. */
export type Fields = Readonly<Record<string, Field>>

/** The fields that an operation answers, at a path of fields; undefined where the version has no such thing. */
export function answerAt(version: Version, operationId: string, ...path: string[]): Fields | undefined {
  const { operations, table } = contract(version)
  const operation = operations[operationId]
  return operation && fieldsAt(table, success(operation), path)
}

/** The fields that an operation takes in its body, at a path of fields; undefined where the version has no such thing. */
export function bodyAt(version: Version, operationId: string, ...path: string[]): Fields | undefined {
  const { operations, table } = contract(version)
  const operation = operations[operationId]
  if (!operation) return undefined
  const fields = fieldsAt(table, operation.body?.type, path)
  // What stands in the address is as much part of the command as its body.
  return path.length === 0 ? { ...operation.parameters, ...operation.query, ...fields } : fields
}

/**
 * Lists are entered, and objects with a field of the same type for each of something, such as each tenant. A path may name an alternative of a union by its type; else the fields of all alternatives are taken,
 * required where all have them so.
 */
function fieldsAt(table: ContractTable, node: Node | undefined, path: readonly string[]): Fields | undefined {
  if (!node) return undefined
  const type = resolveNode(table, node)
  if ('array' in type) return fieldsAt(table, type.array, path)
  const open =
    'fields' in type && type.open && Object.keys(type.fields).length === 0 ? resolveNode(table, type.open) : undefined
  if (open && 'fields' in open) return fieldsAt(table, open, path)
  const named = alternative(type, path[0])
  if (named) return fieldsAt(table, named, path.slice(1))
  const fields = 'oneOf' in type ? merged(type.oneOf.map((one) => fieldsAt(table, one, []) ?? {})) : fieldsOf(type)
  const [first, ...rest] = path
  return first === undefined || !fields ? fields : fieldsAt(table, fields[first], rest)
}

/** The alternative of a union whose type has a name; undefined where there is none. */
export function alternative(type: Node, name: string | undefined): Node | undefined {
  return 'oneOf' in type ? type.oneOf.find((one) => 'ref' in one && one.ref === name) : undefined
}

const fieldsOf = (type: Exclude<Node, { ref: string }>): Fields | undefined =>
  'fields' in type ? type.fields : undefined

function merged(alternatives: readonly Fields[]): Fields {
  const fields: Record<string, Field> = {}
  for (const alternative of alternatives) {
    for (const [name, { required: _, ...field }] of Object.entries(alternative)) {
      const everywhere = alternatives.every((other) => other[name]?.required)
      fields[name] = everywhere ? ({ ...field, required: true } as Field) : (field as Field)
    }
  }
  return fields
}
