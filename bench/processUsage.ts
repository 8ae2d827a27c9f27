import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'

/** CPU seconds, user and system, that a process has used so far, its threads included; undefined where /proc is missing. */
export function cpuSecondsOf(pid: number): number | undefined {
  const stat = procFile(pid, 'stat')
  if (stat === undefined) return undefined
  // the command, in brackets, may hold anything; utime and stime are the 12th and 13th field behind it
  const [, user, system] = /^.*\) (?:\S+ ){11}(\d+) (\d+)/s.exec(stat) ?? []
  return (Number(user) + Number(system)) / ticksPerSecond()
}

/** The most memory that a process has had resident since it began, or since `resetPeak`, in bytes; undefined without /proc. */
export function peakMemoryOf(pid: number): number | undefined {
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(procFile(pid, 'status') ?? '')?.[1]
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024
}

/** Has `peakMemoryOf` count from now on, where the system lets us. */
export function resetPeak(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5')
  } catch {
    // then the peak is the one since the process began: higher, never lower
  }
}

function procFile(pid: number, name: 'stat' | 'status'): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return undefined
  }
}

let ticks: number | undefined

function ticksPerSecond(): number {
  ticks ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
  return ticks
}
