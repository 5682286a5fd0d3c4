import type { Plugin } from 'graphql-yoga'

/**
 * The ways in which a gateway serves a plain question: its own, and Yoga's, which any plugin of the owner's asks for. What
 * a caller sees must not depend on it.
 */
export const WAYS: ReadonlyArray<readonly [string, Plugin[]]> = [
  ['on the fast path', []],
  ['through Yoga', [{ onResponse() {} }]],
]
