import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { cpuSecondsOf, peakMemoryOf, resetPeak } from '../../bench/processUsage.ts'

const hasProc = existsSync('/proc/self/status')
if (!hasProc) console.log('what /proc tells of a process is not tested: it is missing here')

describe.skipIf(!hasProc)('what /proc tells of a process', () => {
  it('is the CPU time that Node itself counts, to a tenth of a second', () => {
    const before = process.cpuUsage()
    const seconds = cpuSecondsOf(process.pid) ?? Number.NaN
    const after = process.cpuUsage()
    expect(seconds).toBeGreaterThan((before.user + before.system) / 1e6 - 0.1)
    expect(seconds).toBeLessThan((after.user + after.system) / 1e6 + 0.1)
  })

  it('is a peak of memory that holds what was freed, until it is reset', () => {
    const bytes = 300 * 1024 * 1024
    resetPeak(process.pid)
    const before = peakMemoryOf(process.pid) ?? Number.NaN
    let block: Uint8Array | undefined = new Uint8Array(bytes).fill(1)
    expect(block[bytes - 1]).toBe(1)
    block = undefined
    expect((peakMemoryOf(process.pid) ?? 0) - before).toBeGreaterThan(bytes / 2)
  })
})

describe('a process that is not there', () => {
  it('has neither', () => {
    const none = 2 ** 22 + 1
    expect([cpuSecondsOf(none), peakMemoryOf(none)]).toEqual([undefined, undefined])
    expect(() => resetPeak(none)).not.toThrow()
  })
})
