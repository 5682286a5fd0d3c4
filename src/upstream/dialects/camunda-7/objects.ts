import { isJsonObject } from '../../json/json-object.ts'
import type { Raw } from './table.ts'

/** Whether a value is an object. Answers and inputs were parsed from JSON, so its members are JSON. */
export const isObject = (value: unknown): value is Raw => isJsonObject(value)

/** The objects of a list in an input or answer. */
export const objectsIn = (value: unknown): Raw[] => (Array.isArray(value) ? value.filter(isObject) : [])
