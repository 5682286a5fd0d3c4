import { registerHooks } from 'node:module'

/** What a bundler does: finds the artifacts that Relay's compiler imports without their ending. */
registerHooks({
  resolve: (specifier, context, next) => next(specifier.endsWith('.graphql') ? `${specifier}.ts` : specifier, context),
})
