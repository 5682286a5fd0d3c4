import { defineConfig } from 'vitest/config'

/** `npm run test:soak`: attacks on the real command over real sockets, which `npm test` leaves out. */
export default defineConfig({
  test: {
    include: ['test/soak/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // They measure how long callers wait: nothing else may run meanwhile, and a machine that does other things stumbles now and then.
    fileParallelism: false,
    retry: 4,
    experimental: { viteModuleRunner: false },
  },
})
