import { hash } from 'node:crypto'
import { isJsonObject } from '../json/json-object.ts'
import type { Search } from './operation.ts'

/** Rows that no text of theirs tells apart: they are given one. */
export type WithRowKey<Row> = Row & { rowKey?: string }

/** A search of such rows, with the fields that tell them apart together. */
export const identifiedBy = <Of extends Search>(search: Of, ...fields: readonly string[]): Of & Search => ({
  ...search,
  identifiedBy: fields,
})

/** Gives a row its `rowKey`. It stands in cursors, so it is short, however long the fields may be. */
export function addRowKey(row: unknown, fields: readonly string[]): void {
  if (!isJsonObject(row)) return
  row.rowKey = hash('sha256', JSON.stringify(fields.map((field) => row[field] ?? null)), 'base64url').slice(0, 16)
}
