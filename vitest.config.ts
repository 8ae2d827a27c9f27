import { defineConfig } from 'vitest/config'

/** Everything that needs nothing but npm packages. `e2e/` has its own config. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'node_modules/**'],
    // every core: by itself vitest leaves one idle, which is half of a machine of two
    maxWorkers: '100%',
    // processes start slowly on a busy machine, also in a hook
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    setupFiles: ['test/support/propertySeed.ts'],
    // both Functions packages say on stderr that they run outside a host
    onConsoleLog: log => !log.includes('is in test mode'),
  },
})
