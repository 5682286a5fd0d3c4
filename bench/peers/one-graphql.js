import { createRequire, registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'

/**
 * Lets packages of this folder and the gateway's sources share one copy of graphql: it refuses a schema that another
 * copy has made. Preload it with `--import`.
 */
const fromRoot = createRequire(new URL('../../package.json', import.meta.url))
const known = new Map()
// Resolving from the root comes through this hook again.
let resolving = false

registerHooks({
  resolve(specifier, context, next) {
    if (resolving || !/^graphql(\/|$)/.test(specifier)) return next(specifier, context)
    if (!known.has(specifier)) {
      resolving = true
      known.set(specifier, pathToFileURL(fromRoot.resolve(specifier)).href)
      resolving = false
    }
    return { url: known.get(specifier), shortCircuit: true }
  },
})
