import { loadTable, resolveNode } from './load.ts'
import { matcher, type OperationMatch } from './match.ts'
import type { ContractTable, Field, Node, OperationEntry } from './table.ts'
import type { Version } from './versions.ts'

export type { OperationMatch } from './match.ts'
export type { OperationEntry } from './table.ts'
export { VERSIONS, type Version } from './versions.ts'

/** What a value is, in the words of the gateway rather than of JSON. */
export type FieldType =
  | 'string'
  | 'key'
  | 'integer'
  | 'number'
  | 'date-time'
  | 'boolean'
  | 'enum'
  | 'list'
  | 'object'
  | 'union'
  | 'any'

/** What is known of one field. */
export interface FieldFacts {
  readonly type: FieldType
  readonly nullable: boolean
  readonly required: boolean
  readonly enum?: readonly string[]
  /** For a list: what it holds. */
  readonly items?: Omit<FieldFacts, 'required'>
}

/** How a search can be filtered by one field. */
export interface FilterFacts {
  readonly type: FieldType
  /** `'exact'`: a bare value only. Of a list: what each of its elements takes. */
  readonly operators: readonly string[] | 'exact'
  readonly enum?: readonly string[]
}

/** What a search operation accepts and answers. */
export interface SearchFacts {
  readonly row: Readonly<Record<string, FieldFacts>>
  /** `$or` is not among them: see `or`. */
  readonly filters: Readonly<Record<string, FilterFacts>>
  /** Whether the filter has `$or`. */
  readonly or: boolean
  readonly sortFields: readonly string[]
  /** The properties of `page` that exist: `limit`, `from`, `after`, `before`. */
  readonly page: readonly string[]
}

/** The contract of one Camunda version, to be asked about. */
export interface Contract {
  readonly version: Version
  readonly operations: Readonly<Record<string, OperationEntry>>
  readonly table: ContractTable
  /** The operation behind a method and a path, with or without `/v2` and a query string. */
  match(method: string, path: string): OperationMatch | undefined
  /** Throws if there is no such operation. */
  operation(operationId: string): OperationEntry
  /** The facts of a search operation; throws if it is none. */
  search(operationId: string): SearchFacts
  /** The fields of a row of a search or list, or of any other operation's answer; empty if that has none. */
  row(operationId: string): Readonly<Record<string, FieldFacts>>
  /** The fields of the request's body; of a union, those of every alternative, required if they are in all. */
  body(operationId: string): Readonly<Record<string, FieldFacts>>
  /** The values of a named enumeration; throws if there is none of that name. */
  enum(name: string): readonly string[]
}

const KEY_PATTERN = '^-?[0-9]+$'

const contracts = new Map<Version, Contract>()

/** The contract of a version: facts of Camunda's official OpenAPI document, read from `VERSION.json`. */
export function contract(version: Version): Contract {
  let known = contracts.get(version)
  if (!known) {
    known = read(version)
    contracts.set(version, known)
  }
  return known
}

function read(version: Version): Contract {
  const table = loadTable(version)
  const resolve = (node: Node) => resolveNode(table, node)
  const operation = (operationId: string): OperationEntry => {
    const entry = table.operations[operationId]
    if (!entry) throw new Error(`the ${version} contract has no operation ${operationId}`)
    return entry
  }
  const fieldsOf = (node: Node | undefined) => facts(table, objectFields(table, node))

  const row = (operationId: string) => {
    const answer = success(operation(operationId))
    const resolved = answer && resolve(answer)
    if (!resolved) return {}
    if ('array' in resolved) return fieldsOf(resolved.array)
    const items = 'fields' in resolved ? resolved.fields.items : undefined
    const element = items && resolve(items)
    return fieldsOf(element && 'array' in element ? element.array : resolved)
  }

  return {
    version,
    table,
    operations: table.operations,
    match: matcher(table.operations),
    operation,
    row,
    search(operationId) {
      const request = objectFields(table, operation(operationId).body?.type)
      const filter = objectFields(table, request.filter)
      const sort = request.sort && resolve(request.sort)
      const sortField = sort && 'array' in sort ? objectFields(table, sort.array).field : undefined
      const field = sortField && resolve(sortField)
      return {
        row: row(operationId),
        or: '$or' in filter,
        filters: Object.fromEntries(
          Object.entries(filter)
            .filter(([name]) => name !== '$or')
            .map(([name, node]) => [name, filterFacts(table, node)]),
        ),
        sortFields: field && 'type' in field ? (field.enum ?? []) : [],
        page: Object.keys(objectFields(table, request.page)),
      }
    },
    body: (operationId) => fieldsOf(operation(operationId).body?.type),
    enum(name) {
      const type = table.types[name]
      if (!type || !('type' in type) || !type.enum)
        throw new Error(`the ${version} contract has no enumeration ${name}`)
      return type.enum
    },
  }
}

/** The body of an operation's good answer, if it has one in JSON. */
export function success(operation: OperationEntry): Node | undefined {
  const status = Object.keys(operation.answers).find((code) => code.startsWith('2'))
  return status === undefined ? undefined : operation.answers[status]?.['application/json']
}

function objectFields(table: ContractTable, node: Node | undefined): Readonly<Record<string, Field>> {
  const resolved = node && resolveNode(table, node)
  if (!resolved) return {}
  if ('fields' in resolved) return resolved.fields
  if (!('oneOf' in resolved)) return {}
  const alternatives = resolved.oneOf.map((alternative) => objectFields(table, alternative))
  const merged: Record<string, Field> = {}
  for (const alternative of alternatives) {
    for (const [name, field] of Object.entries(alternative)) {
      const { required: _, ...optional } = field
      const everywhere = alternatives.every((other) => other[name]?.required)
      merged[name] = everywhere ? field : (optional as Field)
    }
  }
  return merged
}

function facts(table: ContractTable, fields: Readonly<Record<string, Field>>): Record<string, FieldFacts> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, { ...valueFacts(table, field), required: !!field.required }]),
  )
}

function valueFacts(table: ContractTable, node: Node): Omit<FieldFacts, 'required'> {
  const resolved = resolveNode(table, node)
  const values = 'type' in resolved ? resolved.enum : undefined
  return {
    type: fieldType(table, resolved),
    nullable: resolved.nullable === true,
    ...(values ? { enum: values } : {}),
    ...('array' in resolved ? { items: valueFacts(table, resolved.array) } : {}),
  }
}

function filterFacts(table: ContractTable, node: Node): FilterFacts {
  const resolved = resolveNode(table, node)
  // Of a list of conditions, each is about one value of a row's list.
  if ('array' in resolved) return { ...filterFacts(table, resolved.array), type: 'list' }
  const value = 'filter' in resolved ? resolveNode(table, resolved.filter) : resolved
  const values = 'type' in value ? value.enum : undefined
  return {
    type: fieldType(table, value),
    operators: 'filter' in resolved ? resolved.operators : 'exact',
    ...(values ? { enum: values } : {}),
  }
}

function fieldType(table: ContractTable, node: Node): FieldType {
  const resolved = resolveNode(table, node)
  if ('array' in resolved) return 'list'
  if ('fields' in resolved) return 'object'
  if ('oneOf' in resolved) return 'union'
  if ('filter' in resolved) return fieldType(table, resolved.filter)
  if (resolved.enum) return 'enum'
  if (resolved.format === 'date-time') return 'date-time'
  // Every kind of key has the pattern of a whole number; the brands that tell them apart cannot be seen in a value.
  return resolved.pattern === KEY_PATTERN ? 'key' : resolved.type
}
