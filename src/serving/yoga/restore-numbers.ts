import { isRawNumber } from '../../upstream/json/exact-json.ts'

/**
 * Puts exact numbers back into a value that was parsed with a loss.
 * @param read as `JSON.parse` reads the text; files may have been put into it. It is changed
 * @param exact as `parseExact` reads it
 */
export function restoreNumbers(read: unknown, exact: unknown): void {
  if (typeof read !== 'object' || read === null || typeof exact !== 'object' || exact === null) return
  for (const [name, value] of Object.entries(exact)) {
    // An assignment would take `__proto__` for the prototype.
    if (isRawNumber(value)) Object.defineProperty(read, name, { value, ...PROPERTY })
    else if (Object.hasOwn(read, name)) restoreNumbers(Reflect.get(read, name), value)
  }
}

const PROPERTY = { writable: true, enumerable: true, configurable: true }
