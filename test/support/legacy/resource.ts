import { legacyTable } from '../../../contract/legacy/load.ts'
import type { LegacyApi, LegacyTable } from '../../../contract/legacy/table.ts'
import { resolveNode } from '../../../contract/load.ts'
import type { Field, Node } from '../../../contract/table.ts'

/** What a field holds. Keys are numbers beyond what a JavaScript number holds: `bigint` here. */
export type FieldKind = 'key' | 'number' | 'text' | 'date' | 'flag'

/** What can be searched by one operation, as its table has it. */
export interface SearchedResource {
  /** Of rows and of filters. */
  readonly fields: Readonly<Record<string, FieldKind>>
  /** What else is ignored, and then everything is answered. */
  readonly filters: ReadonlySet<string>
  readonly sorts: ReadonlySet<string>
}

/** Reads from the table of an API what a search of it knows. */
export function searchedResource(api: LegacyApi, operationId: string): SearchedResource {
  const table = legacyTable(api)
  const operation = table.operations[operationId]
  const body = fieldsAt(table, operation?.body?.type)
  const rows = fieldsAt(table, operation?.answers[200]?.['application/json'], 'items')
  const filters = fieldsAt(table, body.filter)
  const sort = fieldsAt(table, body.sort).field
  const sorted = sort && resolveNode(table, sort)
  return {
    fields: Object.fromEntries(
      [...Object.entries(filters), ...Object.entries(rows)].map(([name, field]) => [name, kindOf(table, field)]),
    ),
    filters: new Set(Object.keys(filters)),
    sorts: new Set(sorted && 'type' in sorted ? sorted.enum : []),
  }
}

/** The fields of an object, or of the objects in a list, at a path of fields. */
function fieldsAt(table: LegacyTable, node: Node | undefined, ...path: string[]): Readonly<Record<string, Field>> {
  const type = node && resolveNode(table, node)
  if (!type) return {}
  if ('array' in type) return fieldsAt(table, type.array, ...path)
  const fields = 'fields' in type ? type.fields : {}
  const [name, ...rest] = path
  return name === undefined ? fields : fieldsAt(table, fields[name], ...rest)
}

const BY_NAME: Readonly<Record<string, FieldKind>> = {
  Key: 'key',
  KeyOrNone: 'key',
  KeyAsked: 'key',
  Date: 'date',
  DateAsked: 'date',
}

function kindOf(table: LegacyTable, field: Field): FieldKind {
  const named = 'ref' in field ? BY_NAME[field.ref] : undefined
  if (named) return named
  const type = resolveNode(table, field)
  if (!('type' in type)) return 'text'
  return type.type === 'integer' ? 'number' : type.type === 'boolean' ? 'flag' : 'text'
}
