import { isPresent } from '../../fields/present.ts'

/** Arguments as parameters of a path or a query: those that are given. */
export const given = (args: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(args).flatMap(([name, value]) => (isPresent(value) ? [[name, String(value)]] : [])))
