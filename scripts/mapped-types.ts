import { readFileSync } from 'node:fs'

/** The schema's types that src/resolvers/types.ts maps onto rows of the REST API. */
export function names(): string[] {
  const text = readFileSync(new URL('../src/resolvers/types.ts', import.meta.url), 'utf8')
  return [...text.matchAll(/^export type (\w+) =/gm)].map(([, name = '']) => name)
}
