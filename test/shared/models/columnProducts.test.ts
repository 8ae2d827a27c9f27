import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addColumns, columnDots } from '../../../shared/models/columnProducts.ts'
import { seededRandom } from '../../../shared/random.ts'

const given = fc.tuple(fc.integer({ min: 0, max: 11 }), fc.integer({ min: 1, max: 40 }), fc.nat())

function drawnColumns([count, length, seed]: readonly [number, number, number]) {
  const random = seededRandom(seed)
  const drawn = () => Float64Array.from({ length }, () => random.normal())
  return { columns: Array.from({ length: count }, drawn), vector: drawn(), random }
}

describe('addColumns', () => {
  it('adds one column after the other, with the same bits, passing over those of factor 0', () => {
    fc.assert(
      fc.property(given, shape => {
        const { columns, vector, random } = drawnColumns(shape)
        const factors = Float64Array.from(columns, () =>
          random.uniform() < 0.3 ? 0 : random.normal(),
        )
        const target = vector.slice()
        addColumns(target, columns, factors)
        vector.forEach((start, row) => {
          let sum = start
          columns.forEach((column, at) => {
            if (factors[at] !== 0) sum += (factors[at] ?? 0) * (column[row] ?? 0)
          })
          expect(target[row]).toBe(sum)
        })
      }),
    )
  })
})

describe('columnDots', () => {
  it('are the dot products of each column, summed row by row', () => {
    fc.assert(
      fc.property(given, shape => {
        const { columns, vector } = drawnColumns(shape)
        const expected = columns.map(column =>
          column.reduce((sum, value, row) => sum + value * (vector[row] ?? 0), 0),
        )
        expect([...columnDots(columns, vector)]).toEqual(expected)
      }),
    )
  })
})
