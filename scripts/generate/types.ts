import { contract, success } from '../../contract/contract.ts'
import { resolveNode } from '../../contract/load.ts'
import { versionsOf } from '../../contract/operation-facts.ts'
import { alternative } from '../../contract/places.ts'
import type { ContractTable, Field, Node, ObjectNode } from '../../contract/table.ts'
import { VERSIONS } from '../../contract/versions.ts'

/** A type as one version has it. */
interface Found {
  table: ContractTable
  node: Node
}

/**
 * TypeScript types of what operations answer, under the names that the contract gives them. A field may be missing or null
 * where it may be so in any version.
 */
export function answerTypes(operations: readonly string[]): string {
  const found = new Map<string, Found[]>()
  for (const operation of operations) {
    for (const version of versionsOf(operation)) {
      const { table, operation: entry } = contract(version)
      const answer = success(entry(operation))
      if (answer) collect(table, answer, found)
    }
  }
  return [...found]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, types]) => declaration(typeName(name), types))
    .join('\n')
}

/**
 * The name of the type that stands at a path of fields in an operation's answer, in the newest version that has one;
 * undefined where the contract gives it none.
 */
export function answerType(operation: string, ...path: readonly string[]): string | undefined {
  for (const version of versionsOf(operation).toReversed()) {
    const { table, operation: entry } = contract(version)
    let node: Node | undefined = success(entry(operation))
    for (const name of path) {
      const type: Node | undefined = node && entered(table, node)
      node = type && ('fields' in type ? type.fields[name] : alternative(type, name))
    }
    const last = node && withoutList(table, node)
    if (last && 'ref' in last) return typeName(last.ref)
  }
  return undefined
}

/** Whether every version that has an operation answers something. */
export function alwaysAnswers(operation: string): boolean {
  return versionsOf(operation).every((version) => success(contract(version).operation(operation)))
}

const entered = (table: ContractTable, node: Node): Node => resolveNode(table, withoutList(table, node))

/** What a list holds, by its name. */
function withoutList(table: ContractTable, node: Node): Node {
  const type = resolveNode(table, node)
  return 'array' in type ? withoutList(table, type.array) : node
}

function collect(table: ContractTable, node: Node, found: Map<string, Found[]>): void {
  if ('ref' in node) {
    const known = found.get(node.ref) ?? []
    const type = table.types[node.ref]
    if (!type || known.some((one) => one.table === table)) return
    found.set(node.ref, [...known, { table, node: type }])
    collect(table, type, found)
  } else if ('array' in node) collect(table, node.array, found)
  else if ('oneOf' in node) for (const one of node.oneOf) collect(table, one, found)
  else if ('fields' in node) {
    for (const field of Object.values(node.fields)) collect(table, field, found)
    if (node.open) collect(table, node.open, found)
  }
}

function declaration(name: string, found: readonly Found[]): string {
  const objects = found.flatMap(({ node }) => ('fields' in node && !node.open ? [node] : []))
  if (objects.length < found.length) return `export type ${name} = ${union(found.map(({ node }) => typeOf(node)))}\n`
  const names = [...new Set(objects.flatMap(({ fields }) => Object.keys(fields)))]
  const everywhere = VERSIONS.filter((version) => found.some(({ table }) => table.version === version)).length
  const fields = names.map((field) => `  ${fieldLine(field, objects, everywhere)}\n`)
  return `export interface ${name} {\n${fields.join('')}}\n`
}

function fieldLine(name: string, objects: readonly ObjectNode[], versions: number): string {
  const fields = objects.flatMap(({ fields }) => (fields[name] ? [fields[name]] : []))
  const isOptional = fields.length < versions || fields.some(({ required }: Field) => !required)
  const property = /^\w+$/.test(name) ? name : `'${name}'`
  return `${property}${isOptional ? '?' : ''}: ${union(fields.map(typeOf))}`
}

function typeOf(node: Node): string {
  const type = bareType(node)
  return node.nullable ? `${type} | null` : type
}

/** Types that the contract has to name itself, such as `searchUsers.200`, by a name that TypeScript takes. */
export const typeName = (name: string) => name.replace(/(?:^|\W+)(\w?)/g, (_, letter: string) => letter.toUpperCase())

function bareType(node: Node): string {
  if ('ref' in node) return typeName(node.ref)
  if ('array' in node) return `Array<${typeOf(node.array)}>`
  if ('oneOf' in node) return union(node.oneOf.map(typeOf))
  if ('filter' in node) throw new Error('an answer holds a filter')
  if ('fields' in node) {
    if (node.open) return `Record<string, ${typeOf(node.open)}>`
    const fields = Object.entries(node.fields).map(([name, field]) =>
      fieldLine(name, [{ fields: { [name]: field } }], 1),
    )
    return `{ ${fields.join('; ')} }`
  }
  if (node.enum) return node.enum.map((value) => `'${value}'`).join(' | ')
  return { string: 'string', integer: 'number', number: 'number', boolean: 'boolean', any: 'unknown' }[node.type]
}

/** Without repetitions; null comes last. */
function union(types: readonly string[]): string {
  const parts = [...new Set(types.flatMap((type) => (type.includes('{') ? [type] : type.split(' | '))))]
  return [...parts.filter((part) => part !== 'null'), ...parts.filter((part) => part === 'null')].join(' | ')
}
