/** The Camunda versions whose contract is known. */
export const VERSIONS = ['8.8', '8.9', '8.10'] as const

/** One of the Camunda versions whose contract is known. */
export type Version = (typeof VERSIONS)[number]
