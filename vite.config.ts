import { join } from 'node:path'
import { defineConfig } from 'vite'

/** The page: `web/` to `dist/web`, which `functions/triggers/ui.ts` serves under `/api/ui/`. */
export default defineConfig({
  root: join(import.meta.dirname, 'web'),
  base: '/api/ui/',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: join(import.meta.dirname, 'dist', 'web'),
    emptyOutDir: true,
    target: 'es2023',
    // the policy of the page allows no inline script, and every browser of the target knows modulepreload
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
  },
  // development: `npx vite`, beside a running system
  server: { proxy: { '^/api/(?!ui/)': 'http://127.0.0.1:7071' } },
})
