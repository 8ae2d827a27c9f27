import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DistinctSketch } from '../../../shared/contracts/quality.ts'
import {
  countDistinct,
  LARGEST_SET,
  mergeSketches,
  REGISTERS,
  sketchOf,
  sketchOfMinima,
} from '../../../shared/quality/distinctSketch.ts'
import { seededRandom } from '../../../shared/random.ts'

/** A hash function for tests, 53 bits: as evenly spread as a generator's numbers. */
function hashes(count: number, seed: number): number[] {
  const random = seededRandom(seed)
  return Array.from({ length: count }, () =>
    Math.floor(random.uniform() * (Number.MAX_SAFE_INTEGER + 1)),
  )
}

describe('distinctSketch', () => {
  it('is exact up to its largest set, and says so', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.maxSafeNat(), { maxLength: LARGEST_SET }), values => {
        expect(countDistinct(sketchOf(values))).toEqual({ count: values.length, exact: true })
      }),
    )
  })

  it.each([600, 1000, 2000, 5000, 10_000, 30_000, 100_000, 1_000_000])(
    'estimates %i values without bias, with a standard error of 1.04 / √2048',
    count => {
      const runs = count > 100_000 ? 4 : 40
      const errors = Array.from({ length: runs }, (_, seed) => {
        const { count: estimate, exact } = countDistinct(sketchOf(hashes(count, seed)))
        expect(exact).toBe(false)
        return estimate / count - 1
      })
      const mean = errors.reduce((sum, error) => sum + error, 0) / runs
      const worst = Math.max(...errors.map(Math.abs))
      expect(Math.abs(mean)).toBeLessThan((4 * 0.023) / Math.sqrt(runs))
      expect(worst).toBeLessThan(4 * 0.023)
    },
  )

  it('is the same however the values are spread over parts, once or several times', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3000 }),
        fc.nat(1000),
        fc.integer({ min: 1, max: 6 }),
        (count, seed, parts) => {
          const values = hashes(count, seed)
          const random = seededRandom(seed)
          const spread: Set<number>[] = Array.from({ length: parts }, () => new Set())
          for (const value of [...values, ...values.slice(0, count / 2)]) {
            spread[random.int(parts)]?.add(value)
          }
          const merged = spread
            .map((part): DistinctSketch => sketchOf([...part]))
            .reduce(mergeSketches)
          expect(merged).toEqual(sketchOf(values))
        },
      ),
      { numRuns: 50 },
    )
  })

  it('comes out the same of the smallest hash of each register', () => {
    const values = hashes(5000, 1)
    const smallest = new Map<number, number>()
    for (const value of values) {
      const register = value % REGISTERS
      const upper = Math.floor(value / REGISTERS)
      smallest.set(register, Math.min(upper, smallest.get(register) ?? upper))
    }
    expect(sketchOfMinima(smallest)).toEqual(sketchOf(values))
  })
})
