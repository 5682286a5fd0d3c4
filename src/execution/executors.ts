import { execute, graphqlJs } from './execute.ts'

/** How operations are executed: `compiled` is the gateway's own way, `graphql-js` the reference, to compare with. */
export type ExecutorName = 'compiled' | 'graphql-js'

/** Executes an operation; the answer, or a promise of it. */
export type Execute = typeof execute

export const executors: Readonly<Record<ExecutorName, Execute>> = { compiled: execute, 'graphql-js': graphqlJs }
