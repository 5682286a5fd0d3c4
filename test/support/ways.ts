import type { Plugin } from 'graphql-yoga'

/**
 * The ways in which a gateway serves a plain question: its own, the same with the hooks of Envelop plugins, and all of
 * Yoga, which a plugin that works on responses asks for. What a caller sees must not depend on it.
 */
export const WAYS: ReadonlyArray<readonly [string, Plugin[]]> = [
  ['on the fast path', []],
  ['through Envelop', [{ onExecute() {} }]],
  ['through Yoga', [{ onResponse() {} }]],
]
