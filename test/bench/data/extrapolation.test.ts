import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  extrapolate,
  FULL_ROWS,
  type MeasuredRate,
  measuredRate,
  type Plan,
} from '../../../bench/data/extrapolation.ts'
import { chartevents } from '../../../shared/mimic/tables/chartevents.ts'

const MIB = 1024 * 1024

describe('the measured rate', () => {
  const small = {
    bytes: 1e9,
    rows: 1e7,
    promotionSeconds: 12,
    silverBytes: 1e8,
    parts: 4,
    ranges: 4,
  }
  const large = {
    bytes: 1e10,
    rows: 1e8,
    promotionSeconds: 102,
    silverBytes: 1e9,
    parts: 76,
    ranges: 38,
  }

  it('is what the larger size takes beyond the smaller, by core', () => {
    const rate = measuredRate([small, large], 2)
    // 9 GB in 90 s on two cores; 2 s whatever the size
    expect(rate.bytesPerCoreSecond).toBeCloseTo(50e6, 3)
    expect(rate.fixedSeconds).toBeCloseTo(2, 9)
    expect(rate).toMatchObject({ bytesPerRow: 100, silverBytesPerRow: 10, partsPerRange: 2 })
  })

  it('counts all of the time where there is one size', () => {
    const rate = measuredRate([small], 2)
    expect(rate.bytesPerCoreSecond).toBeCloseTo(1e9 / 12 / 2, 3)
    expect(rate.fixedSeconds).toBeCloseTo(0, 9)
    expect(() => measuredRate([], 2)).toThrow('nothing was measured')
  })
})

describe('all of CHARTEVENTS on Flex Consumption', () => {
  const rate: MeasuredRate = {
    bytesPerCoreSecond: 25e6,
    fixedSeconds: 1,
    bytesPerRow: 100,
    silverBytesPerRow: 10,
    partsPerRange: 1,
  }
  const plan: Plan = {
    instance: { memoryMB: 4096, cores: 2 },
    parallelRanges: 8,
    activitiesPerInstance: 4,
    rangeBytes: 100e6,
  }
  const prices = { gbSecond: 0.00002, millionExecutions: 0.5, tenThousandOperations: 0.05 }

  it('has the rows that its contract says', () => {
    expect(chartevents.fullReleaseRows).toBe(FULL_ROWS)
  })

  it('comes out as by hand', () => {
    // 33,071,248,300 bytes = 331 ranges of 100 MB, 42 waves of 8 on 2 instances; four share two cores: 8 s a range
    const on = extrapolate(rate, plan, prices)
    expect(on).toMatchObject({ ranges: 331, instances: 2, executions: 2 * 335 + 1 })
    expect(on.seconds).toBeCloseTo(1 + 42 * 8, 6)
    // 2 instances × 4 GB × 337 s
    expect(on.gbSeconds).toBeCloseTo(2696, 6)
    expect(on.storageOperations).toBe(331 + 331 + 335 * 20)
    expect(on.dollars).toBeCloseTo(2696 * 0.00002 + 671e-6 * 0.5 + 0.7362 * 0.05, 9)
  })

  it('bills tenths of a second, and none less than one', () => {
    const tiny = { ...rate, bytesPerRow: 1e-9, fixedSeconds: 0.01 }
    expect(extrapolate(tiny, { ...plan, rangeBytes: 1 }, prices).gbSeconds).toBe(4)
    const odd = { ...rate, fixedSeconds: 1.01 }
    expect(extrapolate(odd, plan, prices).gbSeconds).toBeCloseTo(2 * 4 * 337.1, 6)
  })

  it('is never slower with more at once, and never faster than all its cores', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 8 }),
        fc.constantFrom({ memoryMB: 2048, cores: 1 }, { memoryMB: 4096, cores: 2 }),
        (parallelRanges, activitiesPerInstance, instance) => {
          const given = { instance, activitiesPerInstance, rangeBytes: 256 * MIB }
          const on = extrapolate(rate, { ...given, parallelRanges })
          const cores = on.instances * instance.cores
          const bytes = FULL_ROWS * rate.bytesPerRow
          expect(on.seconds).toBeGreaterThanOrEqual(bytes / (rate.bytesPerCoreSecond * cores))
          const all = extrapolate(rate, { ...given, parallelRanges: 1000 })
          expect(all.seconds).toBeLessThanOrEqual(on.seconds * (1 + 1e-9))
        },
      ),
    )
  })
})
