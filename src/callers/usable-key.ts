import { createPublicKey } from 'node:crypto'
import type { JWK } from 'jose'
import { isJsonObject } from '../upstream/json/json-object.ts'

/** The kind of key of each family of algorithms, by the first letters of their names. */
const KINDS: Readonly<Record<string, string>> = { RS: 'RSA', PS: 'RSA', ES: 'EC', Ed: 'OKP' }

/** The fewest bits of an RSA key that verifies anything. */
const MIN_BITS = 2_048

/** Whether a key can verify tokens of these algorithms; unusable keys must not replace usable ones. */
export function isUsableKey(key: unknown, algorithms: readonly string[]): key is JWK {
  if (!isJsonObject(key)) return false
  const { kty, alg, use, d } = key
  const fits = algorithms.filter((name) => (alg === undefined || alg === name) && KINDS[name.slice(0, 2)] === kty)
  if (fits.length === 0 || (use !== undefined && use !== 'sig') || d !== undefined) return false
  try {
    const { asymmetricKeyDetails } = createPublicKey({ key, format: 'jwk' })
    return kty !== 'RSA' || (asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_BITS
  } catch {
    return false
  }
}
