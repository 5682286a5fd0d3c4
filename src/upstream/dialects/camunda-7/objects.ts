import { isJsonObject } from '../../json-object.ts'
import type { Raw } from './table.ts'

/** Whether an answer, or an input, is an object: what was read from JSON holds nothing but JSON. */
export const isObject = (value: unknown): value is Raw => isJsonObject(value)

/** The objects of a list in an input or answer. */
export const objectsIn = (value: unknown): Raw[] => (Array.isArray(value) ? value.filter(isObject) : [])
