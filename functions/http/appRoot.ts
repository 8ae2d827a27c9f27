import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

/** The folder of package.json: sources and `dist/` lie at different depths below it. */
export const APP_ROOT = rootAbove(dirname(fileURLToPath(import.meta.url)))

/** The version in package.json. */
export const APP_VERSION = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(APP_ROOT, 'package.json'), 'utf8'))).version

function rootAbove(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error('no package.json lies above the app: deploy it with dist/')
  return rootAbove(parent)
}
