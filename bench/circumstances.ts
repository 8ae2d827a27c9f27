import { availableParallelism, cpus } from 'node:os'

/** When, where and with what is measured, to be said above the figures. */
export function circumstances(): string {
  const day = new Date().toISOString().slice(0, 10)
  const processor = cpus()[0]?.model ?? 'processor unknown'
  return `Measured ${day} on ${availableParallelism()} cores (${processor}), Node ${process.version}`
}
