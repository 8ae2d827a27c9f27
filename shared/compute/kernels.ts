import { readFileSync } from 'node:fs'

const PAGE_BYTES = 64 * 1024

const modules = new Map<string, WebAssembly.Module>()

/** A kernel's functions and the memory that they work on, which never grows. */
export interface Kernel<Functions> {
  readonly functions: Functions
  readonly memory: ArrayBuffer
}

/**
 * Compiles `assembly/<name>.ts`, once in a thread, and makes an instance of it with memory of its own.
 *
 * @param bytes - of memory that the caller needs; it decides what lies where
 * @param isKernel - whether the module has the functions that the caller is going to call
 */
export function loadKernel<Functions extends WebAssembly.Exports>(
  name: string,
  bytes: number,
  isKernel: (exports: WebAssembly.Exports) => exports is Functions,
): Kernel<Functions> {
  let module = modules.get(name)
  if (module === undefined) {
    module = new WebAssembly.Module(readFileSync(wasmFile(name)))
    modules.set(name, module)
  }
  const pages = Math.ceil(bytes / PAGE_BYTES)
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
  const { exports } = new WebAssembly.Instance(module, { env: { memory } })
  if (!isKernel(exports)) {
    throw new Error(
      `${name}.wasm has other functions than it is called for: run \`npm run build\` again`,
    )
  }
  return { functions: exports, memory: memory.buffer }
}

/** Sources, which tests run from, use what `npm run build` has left in dist as well. */
function wasmFile(name: string): URL {
  const folder = import.meta.url.endsWith('.ts') ? '../../dist/assembly' : '../../assembly'
  return new URL(`${folder}/${name}.wasm`, import.meta.url)
}
