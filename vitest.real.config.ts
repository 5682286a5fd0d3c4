import { defineConfig } from 'vitest/config'

/** `npm run test:real`: the tests against real engines, which `npm test` leaves out. */
export default defineConfig({
  test: {
    include: ['test/real/**/*.test.ts'],
    globalSetup: 'test/real/engines/setup.ts',
    testTimeout: 60_000,
    // The first test of an engine waits until it is built and started.
    hookTimeout: 900_000,
    teardownTimeout: 60_000,
    experimental: { viteModuleRunner: false },
  },
})
