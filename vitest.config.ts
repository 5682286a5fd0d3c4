import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Node itself takes graphql by "main"; by "module" the tests would have a second copy of it beside that of the libraries.
  resolve: { mainFields: ["main"] },
  test: {
    include: ['test/**/*.test.ts', 'sandbox/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})
