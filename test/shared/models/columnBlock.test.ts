import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ColumnBlock, withColumns } from '../../../shared/models/columnBlock.ts'
import { seededRandom } from '../../../shared/random.ts'

const given = fc.record({
  count: fc.integer({ min: 0, max: 19 }),
  rows: fc.integer({ min: 1, max: 41 }),
  seed: fc.nat(),
})

function drawn({ count, rows, seed }: { count: number; rows: number; seed: number }) {
  const random = seededRandom(seed)
  const vector = () => Float64Array.from({ length: rows }, () => random.normal())
  return { columns: Array.from({ length: count }, vector), vector: vector(), random }
}

/** `work` on a block of these columns, in memory in which others were before. */
function onColumns<Result>(
  columns: readonly Float64Array[],
  rows: number,
  work: (block: ColumnBlock) => Result,
): Result {
  withColumns(rows + 3, columns.length + 1, ({ columns: others }) => {
    for (const other of others) other.fill(Number.NaN)
  })
  return withColumns(rows, columns.length, block => {
    block.columns.forEach((column, at) => column.set(columns[at] ?? []))
    return work(block)
  })
}

describe('a block of columns', () => {
  it('adds one column after the other, with the bits of a loop, passing over those of factor 0', () => {
    fc.assert(
      fc.property(given, shape => {
        const { columns, vector, random } = drawn(shape)
        const factors = Float64Array.from(columns, () =>
          random.uniform() < 0.3 ? 0 : random.normal(),
        )
        const target = vector.slice()
        onColumns(columns, shape.rows, block => block.addTo(target, factors))
        const expected = vector.map((start, row) =>
          columns.reduce((sum, column, at) => {
            const factor = factors[at] ?? 0
            return factor === 0 ? sum : sum + factor * (column[row] ?? 0)
          }, start),
        )
        expect(target).toEqual(expected)
      }),
    )
  })

  it('has dot products summed row by row, also those of a part of it', () => {
    fc.assert(
      fc.property(given, shape => {
        const { columns, vector, random } = drawn(shape)
        const places = columns.map((_, at) => at).filter(() => random.uniform() < 0.5)
        const expected = columns.map(column =>
          column.reduce((sum, value, row) => sum + value * (vector[row] ?? 0), 0),
        )
        onColumns(columns, shape.rows, block => {
          expect([...block.dots(vector)]).toEqual(expected)
          const part = block.pick(places)
          expect([...part.dots(vector)]).toEqual(places.map(at => expected[at]))
          expect(part.columns).toEqual(places.map(at => columns[at]))
        })
      }),
    )
  })

  it('has the weighted products of every pair, on many rows too', () => {
    const size = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(31, 33, 70))
    const rowCount = fc.constantFrom(1, 7, 1024, 1025, 2100)
    fc.assert(
      fc.property(size, rowCount, fc.nat(), (count, rows, seed) => {
        const { columns, vector: weights, random } = drawn({ count, rows, seed })
        const some = () => columns.map(() => random.int(count)).slice(random.int(count))
        const [first, second] = [some(), some()]
        const products = onColumns(columns, rows, block => block.products(first, second, weights))
        const expected = first.flatMap(a =>
          second.map(b =>
            weights.reduce(
              (sum, weight, row) =>
                sum + weight * (columns[a]?.[row] ?? 0) * (columns[b]?.[row] ?? 0),
              0,
            ),
          ),
        )
        expect(products).toHaveLength(expected.length)
        expected.forEach((sum, at) => expect(products[at]).toBeCloseTo(sum, 8))
      }),
      { numRuns: 30 },
    )
  })

  it('has those up to a place beyond, where no more are asked for', () => {
    const { columns, vector } = drawn({ count: 43, rows: 30, seed: 1 })
    const all = columns.map((_, at) => at)
    onColumns(columns, 30, block => {
      const whole = block.products(all, all, vector)
      for (const beyond of [0, 5]) {
        const part = block.products(all, all, vector, beyond)
        const asked = all.flatMap(a => all.filter(b => b <= a + beyond).map(b => a * 43 + b))
        expect(asked.map(at => part[at])).toEqual(asked.map(at => whole[at]))
      }
    })
  })

  it('is left alone by columns within it', () => {
    withColumns(5, 2, outer => {
      for (const column of outer.columns) column.fill(1)
      withColumns(5, 2, inner => {
        for (const column of inner.columns) column.fill(7)
      })
      expect([...outer.dots(new Float64Array(5).fill(1))]).toEqual([5, 5])
    })
  })

  it('refuses a vector of another length', () => {
    withColumns(5, 1, block => {
      expect(() => block.dots(new Float64Array(4))).toThrow('columns of 5 rows')
    })
  })
})
