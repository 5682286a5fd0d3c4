import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'sandbox/**/*.test.ts'],
    // These have configurations of their own: vitest.real.config.ts, vitest.soak.config.ts.
    exclude: ['test/real/**', 'test/soak/**'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Node loads the tests as it loads the gateway. Vite's own resolution would load graphql a second time.
    experimental: { viteModuleRunner: false },
  },
})
