/**
 * A step of `npm run build`: deletes from dist what was compiled from a source that is no more. The host loads all of
 * `dist/functions`, so the output of a trigger that was moved registers its function a second time, and the host does
 * not start. The other outputs stay: a host that is running may yet import them.
 *
 * The page is not looked at, Vite empties its folder.
 *
 * Usage: `node build/removeStaleOutputs.mjs`, or with the project's folder behind it
 */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const project = process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url))
const dist = join(project, 'dist')

const outputs = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter(
  name => /\.(js|js\.map|wasm)$/.test(name) && !/^web[\\/]/.test(name),
)
for (const output of outputs) {
  const source = output.replace(/\.(js|js\.map|wasm)$/, '.ts')
  if (existsSync(join(project, source))) continue
  rmSync(join(dist, output))
  console.log(`dist/${output}: deleted, ${source} is no more`)
}
