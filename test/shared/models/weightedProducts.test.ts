import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { weightedProducts } from '../../../shared/models/weightedProducts.ts'
import { seededRandom } from '../../../shared/random.ts'

describe('weightedProducts', () => {
  it('are the dot products of every pair, whatever the numbers of columns and rows', () => {
    const size = fc.integer({ min: 1, max: 9 })
    const rows = fc.constantFrom(1, 7, 1024, 1025, 2100)
    fc.assert(
      fc.property(size, size, rows, fc.nat(), (first, second, length, seed) => {
        const random = seededRandom(seed)
        const drawn = () => Float64Array.from({ length }, () => random.normal())
        const [a, b] = [Array.from({ length: first }, drawn), Array.from({ length: second }, drawn)]
        const weights = drawn()
        const products = weightedProducts(a, b, weights)
        a.forEach((x, i) =>
          b.forEach((y, j) => {
            const expected = x.reduce(
              (sum, value, row) => sum + value * (weights[row] ?? 0) * (y[row] ?? 0),
              0,
            )
            expect(products[i * second + j]).toBeCloseTo(expected, 8)
          }),
        )
      }),
      { numRuns: 30 },
    )
  })
})
