import { NotSupported } from '../../failures/failure.ts'

export const GENERATION = 'Camunda 7'

/** What is refused, and what a client can do instead. */
export const notSupported = (what: string, instead?: string) => NotSupported.byGeneration(what, GENERATION, instead)
