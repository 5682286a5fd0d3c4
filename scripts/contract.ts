/**
 * Derives a contract table from an official OpenAPI document of Camunda's Orchestration Cluster REST API:
 *
 *     node scripts/contract.ts FILE VERSION [OUT]
 *
 * FILE is the bundled document as JSON, VERSION the minor release it belongs to (8.9), OUT the table to write
 * (contract/VERSION.json). Tests hold every request and every answer against these tables.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { formatTable } from './contract/format.ts'
import { contractTable } from './contract/operations.ts'

const [file, version, out = `contract/${version}.json`] = process.argv.slice(2)
if (!file || !version || !/^\d+\.\d+$/.test(version)) {
  console.error('usage: node scripts/contract.ts FILE VERSION [OUT]')
  process.exit(2)
}
const table = contractTable(JSON.parse(readFileSync(file, 'utf8')), version)
writeFileSync(out, formatTable(table))
console.log(`${out}: ${Object.keys(table.operations).length} operations, ${Object.keys(table.types).length} types`)
