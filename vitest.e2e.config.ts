import { defineConfig } from 'vitest/config'

/**
 * Azurite, the emulator and the pipeline, for real: two files at a time, as each waits as much as it works. Each has ports
 * and a state folder of its own. `page/` has a config of its own.
 */
export default defineConfig({
  test: {
    include: ['test/e2e/*.test.ts'],
    maxWorkers: 2,
    testTimeout: 600_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
  },
})
