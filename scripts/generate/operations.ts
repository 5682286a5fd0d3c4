import { operationFacts } from '../../contract/operation-facts.ts'

/** The TypeScript text of what the contract says of operations. */
export function operationsText(operations: readonly string[]): string {
  const entries = operations.map((operation) => `  ${operation}: ${JSON.stringify(operationFacts(operation))},\n`)
  return `export const contractOperations = {\n${entries.join('')}} as const\n`
}
