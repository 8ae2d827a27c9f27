import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ensembleContributions } from '../../../../shared/models/boosting/contributions.ts'
import { baseMargin, type TreeEnsemble } from '../../../../shared/models/boosting/ensemble.ts'
import { ensembleMargins } from '../../../../shared/models/boosting/margins.ts'
import { rowsAt } from '../trainingData.ts'
import { drawnEnsemble, ensembleOf, valuesOf } from './ensembles.ts'

/** Expectation of all trees where only the columns whose bit is set are known: by cover at the others. */
function expectation(
  ensemble: TreeEnsemble,
  row: Float64Array,
  known: number,
  node: number,
): number {
  const column = ensemble.column[node] ?? -1
  if (column === -1) return ensemble.value[node] ?? 0
  const [left = 0, right = 0] = [ensemble.left[node], ensemble.right[node]]
  if (((known >> column) & 1) === 1) {
    const value = Math.fround(row[column] ?? 0)
    const isLeft = Number.isNaN(value)
      ? ensemble.missingLeft[node] === 1
      : value < (ensemble.threshold[node] ?? 0)
    return expectation(ensemble, row, known, isLeft ? left : right)
  }
  const part = (child: number) =>
    (expectation(ensemble, row, known, child) * (ensemble.cover[child] ?? 0)) /
    (ensemble.cover[node] ?? 1)
  return part(left) + part(right)
}

/** Shapley values by their definition, over all coalitions of the columns. */
function shapley(ensemble: TreeEnsemble, row: Float64Array): number[] {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1))
  const columns = row.length
  const worth = Array.from({ length: 1 << columns }, (_, known) =>
    ensemble.roots
      .subarray(0, -1)
      .reduce((sum, root) => sum + expectation(ensemble, row, known, root), 0),
  )
  return Array.from(row, (_, column) =>
    worth.reduce((sum, without, known) => {
      if (((known >> column) & 1) === 1) return sum
      const size = known.toString(2).replaceAll('0', '').length
      const weight = (factorial(size) * factorial(columns - 1 - size)) / factorial(columns)
      return sum + weight * ((worth[known | (1 << column)] ?? 0) - without)
    }, 0),
  )
}

describe('ensembleContributions', () => {
  it('gives the Shapley values of their definition, missing values included', () => {
    fc.assert(
      fc.property(drawnEnsemble, drawn => {
        const ensemble = ensembleOf(drawn)
        const matrix = valuesOf(drawn.seed, 3, drawn.columns)
        const { baseValue, values } = ensembleContributions(ensemble, matrix)
        for (let row = 0; row < 3; row++) {
          const alone = rowsAt(matrix, [row]).values
          const expected = shapley(ensemble, alone)
          expected.forEach((value, column) => {
            const ours = values[row * drawn.columns + column] ?? 9
            expect(Math.abs(ours - value)).toBeLessThan(1e-6)
          })
          const mean = ensemble.roots
            .subarray(0, -1)
            .reduce((sum, root) => sum + expectation(ensemble, alone, 0, root), 0)
          expect(baseValue).toBeCloseTo(baseMargin(ensemble.baseScore) + mean, 12)
        }
      }),
    )
  })

  it('adds up to the margin, in deep and large ensembles too', () => {
    for (const drawn of [
      { seed: 1, trees: 200, columns: 12, depth: 6 },
      { seed: 2, trees: 20, columns: 30, depth: 12 },
    ]) {
      const ensemble = ensembleOf(drawn)
      const matrix = valuesOf(drawn.seed, 20, drawn.columns)
      const margins = ensembleMargins(ensemble, matrix)
      const { baseValue, values } = ensembleContributions(ensemble, matrix)
      margins.forEach((margin, row) => {
        const ofRow = values.subarray(row * drawn.columns, (row + 1) * drawn.columns)
        const sum = ofRow.reduce((total, value) => total + value, baseValue)
        expect(Math.abs(sum - margin)).toBeLessThan(1e-9)
      })
    }
  })

  it('leaves a way out that no training row took without effect, unless the row takes it', () => {
    const ensemble = ensembleOf({ seed: 3, trees: 1, columns: 2, depth: 3 })
    const [leftOfRoot = 0] = ensemble.left
    ensemble.cover[leftOfRoot] = 0
    const matrix = valuesOf(3, 60, 2)
    const { baseValue, values } = ensembleContributions(ensemble, matrix)
    expect(values.every(Number.isFinite)).toBe(true)
    expect(Number.isFinite(baseValue)).toBe(true)
  })
})
