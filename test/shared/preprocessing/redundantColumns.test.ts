import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { uncorrelatedColumns } from '../../../shared/preprocessing/redundantColumns.ts'
import { seededRandom } from '../../../shared/random.ts'

function meanOf(values: Float64Array): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length
}

/** Pearson's correlation by its textbook formula. */
function correlation(a: Float64Array, b: Float64Array): number {
  const [meanA, meanB] = [meanOf(a), meanOf(b)]
  let [both, ofA, ofB] = [0, 0, 0]
  a.forEach((value, row) => {
    const [offA, offB] = [value - meanA, (b[row] ?? 0) - meanB]
    both += offA * offB
    ofA += offA * offA
    ofB += offB * offB
  })
  return both / Math.sqrt(ofA * ofB)
}

/** Of many columns that follow few hidden ones, more or less closely. */
function relatedColumns(count: number, rows: number, seed: number): Float64Array[] {
  const random = seededRandom(seed)
  const drawn = () => Float64Array.from({ length: rows }, () => random.normal())
  const hidden = [drawn(), drawn(), drawn(), drawn()]
  return Array.from({ length: count }, () => {
    const followed = hidden[random.int(hidden.length)] ?? drawn()
    const [noise, sign] = [random.uniform(), random.uniform() < 0.5 ? -3 : 1]
    return followed.map(value => sign * (value + noise * random.normal()) + 5)
  })
}

describe('uncorrelatedColumns', () => {
  it('keeps a column unless it correlates above the limit with one kept before it', () => {
    const count = fc.constantFrom(0, 1, 5, 32, 33, 100)
    const rows = fc.integer({ min: 20, max: 60 })
    fc.assert(
      fc.property(count, rows, fc.nat(), (columnCount, rowCount, seed) => {
        const columns = relatedColumns(columnCount, rowCount, seed)
        const expected: number[] = []
        columns.forEach((column, at) => {
          const isNear = (other: number) =>
            Math.abs(correlation(column, columns[other] ?? column)) > 0.9
          if (!expected.some(isNear)) expected.push(at)
        })
        expect(uncorrelatedColumns(columns, 0.9)).toEqual(expected)
      }),
      { numRuns: 40, seed: 1 },
    )
  })

  it('looks at every so many rows where there are more than 5,000', () => {
    const random = seededRandom(2)
    const first = Float64Array.from({ length: 10_001 }, () => random.normal())
    const twin = first.map((value, row) => (row % 3 === 0 ? value : random.normal()))
    expect(uncorrelatedColumns([first, twin], 0.9)).toEqual([0])
  })
})
