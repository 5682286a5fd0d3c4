import type { ContractTable } from '../../contract/table.ts'

/**
 * Writes the table as JSON with one line per fact that versions tend to differ in: a parameter or answer of an
 * operation, a field of a type. A diff between two versions then reads as the list of what changed.
 */
export function formatTable(table: ContractTable): string {
  return `${block(
    {
      version: JSON.stringify(table.version),
      operations: block(
        map(table.operations, (operation) => block(map({ ...operation }, inline), '    ')),
        '  ',
      ),
      types: block(
        map(table.types, (type) => {
          if (!('fields' in type)) return inline(type)
          const { fields, ...rest } = type
          return block({ ...map({ ...rest }, inline), fields: block(map(fields, inline), '      ') }, '    ')
        }),
        '  ',
      ),
    },
    '',
  )}\n`
}

function block(entries: Record<string, string>, indent: string): string {
  const lines = Object.entries(entries).map(([name, text]) => `${indent}  ${JSON.stringify(name)}: ${text}`)
  return lines.length > 0 ? `{\n${lines.join(',\n')}\n${indent}}` : '{}'
}

function map<Value>(entries: Readonly<Record<string, Value>>, write: (value: Value) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, write(value)]))
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).map(([name, part]) => `${JSON.stringify(name)}: ${inline(part)}`)
  return entries.length > 0 ? `{ ${entries.join(', ')} }` : '{}'
}
