import { defineConfig } from 'vitest/config'

/** Azurite, the emulator and the pipeline, for real: one file at a time, as they use all cores. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
})
