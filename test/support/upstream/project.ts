import { contract, type Version } from '../../../contract/contract.ts'

/**
 * Cuts a row of the newest version down to what a version shows in an operation's answer: unknown fields go, absent
 * ones become null where they must be there, and nulls go where the version leaves the field out instead.
 */
export function project(version: Version, operationId: string, row: object): Record<string, unknown> {
  const shown: Record<string, unknown> = {}
  for (const [name, facts] of Object.entries(contract(version).row(operationId))) {
    const value = (row as Record<string, unknown>)[name] ?? null
    if (value !== null || facts.nullable) shown[name] = value
  }
  return shown
}
