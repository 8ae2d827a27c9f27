import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalQuantile } from '../../../shared/evaluation/normalQuantile.ts'

describe('normalQuantile', () => {
  // Python's statistics.NormalDist().inv_cdf
  it.each([
    [0.5, 0],
    [0.975, 1.9599639845400536],
    [0.025, -1.9599639845400538],
    [0.07, -1.4757910281791702],
    [1e-5, -4.2648907939228256],
    [1e-13, -7.3487961028006765],
    [1e-100, -21.27345356096532],
  ])('of %d is %d', (p, expected) => {
    expect(normalQuantile(p)).toBeCloseTo(expected, 14)
  })

  it('rises, and is odd about a half', () => {
    const below = fc.double({ min: 1e-6, max: 0.5, noNaN: true })
    fc.assert(
      fc.property(below, below, (one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)]
        expect(normalQuantile(low)).toBeLessThanOrEqual(normalQuantile(high))
        expect(normalQuantile(1 - one)).toBeCloseTo(-normalQuantile(one), 8)
      }),
    )
  })

  it('refuses what is no probability between 0 and 1', () => {
    for (const p of [0, 1, -0.1, Number.NaN]) expect(() => normalQuantile(p)).toThrow(RangeError)
  })
})
