/** What `loadKernel` needs of the WebAssembly that Node has: TypeScript declares it for browsers only. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array)
    readonly [Symbol.toStringTag]: string
  }
  class Memory {
    constructor(size: { initial: number; maximum: number }) // pages of 64 KiB
    readonly buffer: ArrayBuffer
  }
  type Exports = Readonly<Record<string, unknown>>
  class Instance {
    constructor(module: Module, imports: { env: { memory: Memory } })
    readonly exports: Exports
  }
}
