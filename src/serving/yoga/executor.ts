import type { Plugin } from 'graphql-yoga'
import { execute, graphqlJs } from '../../execution/execute.ts'

/** How operations are executed: `compiled` is the gateway's own way, `graphql-js` the reference, to compare with. */
export type Executor = 'compiled' | 'graphql-js'

export const executors = { compiled: execute, 'graphql-js': graphqlJs }

/** Puts an executor in the place of Yoga's. */
export function executor(name: Executor): Plugin {
  return {
    onExecute({ setExecuteFn }) {
      setExecuteFn(executors[name])
    },
  }
}
