import { isJsonObject } from '../../json-object.ts'
import type { Raw } from './table.ts'

/** The objects of a list in an input or answer. */
export const objectsIn = (value: unknown): Raw[] => (Array.isArray(value) ? value.filter(isJsonObject) : [])
