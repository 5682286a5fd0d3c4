import { isJsonObject } from '../../json/json-object.ts'

/** Any JSON value. It is never a function, so tsc can tell it from a lazy field. */
export type Json = string | number | boolean | null | undefined | readonly Json[] | { readonly [name: string]: Json }

/** A row as the engine answers it. */
export type Raw = Readonly<Record<string, Json>>

/** Whether a value is an object. Answers and inputs were parsed from JSON, so its members are JSON. */
export const isObject = (value: unknown): value is Raw => isJsonObject(value)

/** The objects of a list in an input or answer. */
export const objectsIn = (value: unknown): Raw[] => (Array.isArray(value) ? value.filter(isObject) : [])
