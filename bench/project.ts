import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's folder. This file runs from dist/bench, in a test from bench itself. */
export const PROJECT = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '..' : '../..', import.meta.url),
)

/** Where the open MIMIC-III demo lies, unless an option says otherwise. */
export const DEMO = join(PROJECT, '..', 'shared', 'data', 'mimic-iii-demo-1.4')
