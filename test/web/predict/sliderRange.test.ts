import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sliderRange } from '../../../web/predict/sliderRange.ts'

const number = fc.double({ min: -500, max: 5_000, noNaN: true })

describe('sliderRange', () => {
  it('holds what training saw and what was given, in about a hundred steps', () => {
    fc.assert(
      fc.property(
        number,
        fc.double({ min: 0.01, max: 900, noNaN: true }),
        number,
        (low, span, given) => {
          const training = { missing: 0, fill: null, low, high: low + span }
          const range = sliderRange({ kind: 'number', unit: 'mmHg', training }, given)
          if (range === undefined) throw new Error('a number has a range')
          // ends are rounded to twelve digits
          const tiny = Math.max(range.step * 1e-6, 1e-8)
          expect(range.low).toBeLessThanOrEqual(Math.min(low, given) + tiny)
          expect(range.high).toBeGreaterThanOrEqual(Math.max(low + span, given) - tiny)
          const steps = (range.high - range.low) / range.step
          expect(steps).toBeGreaterThanOrEqual(99)
          expect(steps).toBeLessThanOrEqual(260)
          expect(range.start).toBeGreaterThanOrEqual(range.low)
          expect(range.start).toBeLessThanOrEqual(range.high)
        },
      ),
    )
  })

  it('goes in whole points, and has none for what is no number or was always the same', () => {
    const training = { missing: 0, fill: 14, low: 3, high: 15 }
    expect(sliderRange({ kind: 'number', unit: 'points', training }, undefined)).toEqual({
      low: 3,
      high: 15,
      step: 1,
      start: 14,
    })
    expect(sliderRange({ kind: 'flag', unit: null, training }, 1)).toBeUndefined()
    const same = { missing: 0, fill: 7, low: 7, high: 7 }
    expect(sliderRange({ kind: 'number', unit: 'mmHg', training: same }, undefined)).toBeUndefined()
  })
})
