import type { KeyForm } from './dialect.ts'

/** The order of 64-bit keys as text: they exceed JavaScript's safe integers, and have no leading zeros. */
export function compareKeys(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
}

/** The keys of Camunda 8: 64-bit integers. */
export const numericKeys: KeyForm = {
  pattern: /^[0-9]{1,19}$/,
  rule: 'A key is made of digits, such as "2251799813685249".',
  followsContract: true,
  compare: compareKeys,
}
