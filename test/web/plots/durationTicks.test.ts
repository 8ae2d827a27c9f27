import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { duration } from '../../../web/format.ts'
import { durationTicks } from '../../../web/plots/durationTicks.ts'

const DAY = 86_400_000

describe('durationTicks', () => {
  it('steps as a clock does', () => {
    expect(durationTicks(420, 7)).toEqual([0, 100, 200, 300, 400])
    expect(durationTicks(87_000, 4)).toEqual([0, 30_000, 60_000])
    expect(durationTicks(120_000, 7)).toEqual([0, 20_000, 40_000, 60_000, 80_000, 100_000, 120_000])
    expect(durationTicks(3 * DAY, 3)).toEqual([0, 2 * DAY])
  })

  it('has no more ticks than there is room for, none beyond the span, and no label twice', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 * DAY }),
        fc.integer({ min: 2, max: 9 }),
        (span, most) => {
          const ticks = durationTicks(span, most)
          expect(ticks[0]).toBe(0)
          expect(ticks.length).toBeLessThanOrEqual(most)
          expect(ticks.at(-1)).toBeLessThanOrEqual(span)
          expect(new Set(ticks.map(duration)).size).toBe(ticks.length)
        },
      ),
    )
  })
})
