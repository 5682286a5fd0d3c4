import { readFileSync } from 'node:fs'
import type { ContractTable, Node } from './table.ts'
import type { Version } from './versions.ts'

const tables = new Map<Version, ContractTable>()

/** The contract table of a version, read once. */
export function loadTable(version: Version): ContractTable {
  let table = tables.get(version)
  if (!table) {
    table = JSON.parse(readFileSync(new URL(`${version}.json`, import.meta.url), 'utf8')) as ContractTable
    tables.set(version, table)
  }
  return table
}

/** What a reference leads to, null allowed if either end allows it; any other node is itself. */
export function resolveNode(table: ContractTable, node: Node): Exclude<Node, { ref: string }> {
  if (!('ref' in node)) return node
  const type = table.types[node.ref]
  if (!type) throw new Error(`the ${table.version} contract has no type ${node.ref}`)
  const target = resolveNode(table, type)
  return node.nullable && !target.nullable ? { ...target, nullable: true } : target
}
