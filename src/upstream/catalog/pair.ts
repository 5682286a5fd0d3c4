/**
 * Some objects have no key of their own: a name identifies them within a tenant, or among those of no tenant. Their rows are
 * given one, made of both.
 */
export type Pair = readonly [tenant: string | null, name: string]

export const pairKey = ([tenant, name]: Pair): string => JSON.stringify([tenant, name])

/** Reads such a key; undefined for text that is none. */
export function readPair(key: string): Pair | undefined {
  try {
    const pair: unknown = JSON.parse(key)
    return isPair(pair) && pairKey(pair) === key ? pair : undefined
  } catch {
    return undefined
  }
}

function isPair(value: unknown): value is Pair {
  if (!Array.isArray(value) || value.length !== 2) return false
  const [tenant, name] = value
  return (tenant === null || typeof tenant === 'string') && typeof name === 'string'
}
