/** A step of `npm run build`: compiles each `assembly/<kernel>.ts` to `dist/assembly/<kernel>.wasm`. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { main } from 'assemblyscript/asc'

const project = fileURLToPath(new URL('..', import.meta.url))

// no runtime and no memory of its own: a kernel works on what its caller lays out (assembly/README.md)
const OPTIONS = [
  '-O3',
  '--noAssert',
  '--enable',
  'simd',
  '--runtime',
  'stub',
  '--importMemory',
  '--noExportMemory',
]

for (const name of readdirSync(join(project, 'assembly')).filter(file => file.endsWith('.ts'))) {
  const wasm = `dist/assembly/${name.replace(/\.ts$/, '.wasm')}`
  const source = `assembly/${name}`
  const { error } = await main([source, '--outFile', wasm, '--baseDir', project, ...OPTIONS], {
    stderr: process.stderr,
  })
  if (error) {
    process.exitCode = 1
    break
  }
}
