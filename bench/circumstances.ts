import { availableParallelism, cpus, loadavg } from 'node:os'

/** What the machine did before anything was measured: a busy one makes all of it slower. */
const [load = 0] = loadavg()

/** When, where and with what is measured, to be said above the figures. */
export function circumstances(): string {
  const day = new Date().toISOString().slice(0, 10)
  const processor = cpus()[0]?.model ?? 'processor unknown'
  const where = `${availableParallelism()} cores (${processor}), Node ${process.version}`
  return `Measured ${day} on ${where}, load average before it ${load.toFixed(1)}`
}
