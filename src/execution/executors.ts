import { execute as executeByGraphqlJs } from 'graphql'
import { execute, graphqlJs, repeatable } from './execute.ts'

/** How operations are executed: `compiled` is the gateway's own way, `graphql-js` the reference, to compare with. */
export type ExecutorName = 'compiled' | 'graphql-js'

/** Executes operations: once, or any number of times. */
export interface Executor {
  execute: typeof execute
  repeatable: typeof repeatable
}

export const executors: Readonly<Record<ExecutorName, Executor>> = {
  compiled: { execute, repeatable },
  'graphql-js': {
    execute: graphqlJs,
    repeatable(args) {
      const ready = repeatable(args)
      if (!('run' in ready)) return ready
      const run = async (rootValue: unknown, contextValue: unknown) =>
        executeByGraphqlJs({ ...args, rootValue, contextValue })
      return { root: ready.root, run }
    },
  },
}
