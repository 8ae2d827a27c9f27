import { defineConfig } from 'vitest/config'

/** The page in a browser: all files look at one running system, one after the other. */
export default defineConfig({
  test: {
    include: ['test/e2e/page/**/*.test.ts'],
    globalSetup: ['test/e2e/page/runningPage.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // the page is drawn a moment after what one does there
    expect: { poll: { timeout: 30_000 } },
  },
})
