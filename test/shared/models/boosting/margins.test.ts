import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { baseMargin } from '../../../../shared/models/boosting/ensemble.ts'
import { ensembleMargins } from '../../../../shared/models/boosting/margins.ts'
import { rowsAt } from '../trainingData.ts'
import { drawnEnsemble, ensembleOf, valuesOf } from './ensembles.ts'

describe('ensembleMargins', () => {
  it('gives a row alone the bits that it has among many, in whatever batch', () => {
    fc.assert(
      fc.property(drawnEnsemble, fc.integer({ min: 1, max: 200 }), (drawn, rows) => {
        const ensemble = ensembleOf(drawn)
        const matrix = valuesOf(drawn.seed, rows, drawn.columns)
        const alone = Array.from({ length: rows }, (_, row) =>
          ensembleMargins(ensemble, rowsAt(matrix, [row])).at(0),
        )
        expect(Array.from(ensembleMargins(ensemble, matrix))).toEqual(alone)
      }),
    )
  })

  it('has room for trees of any number and size, and for many columns', () => {
    const wide = ensembleOf({ seed: 1, trees: 3, columns: 70_000, depth: 6 })
    const deep = ensembleOf({ seed: 2, trees: 30, columns: 3, depth: 16 })
    expect(16 * deep.column.length).toBeGreaterThan(4 << 20)
    for (const ensemble of [wide, deep]) {
      const matrix = valuesOf(3, 50, ensemble.names.length)
      const margins = ensembleMargins(ensemble, matrix)
      for (const row of [0, 31, 32, 49]) {
        expect(ensembleMargins(ensemble, rowsAt(matrix, [row]))[0]).toBe(margins[row])
      }
    }
  })

  it('sends a value on the threshold right, as float32, and a missing one where the node says', () => {
    const ensemble = {
      ...ensembleOf({ seed: 1, trees: 1, columns: 1, depth: 0 }),
      baseScore: 0.5,
      roots: Int32Array.from([0, 3]),
      column: Int32Array.from([0, -1, -1]),
      threshold: Float32Array.from([1.5, 0, 0]),
      left: Int32Array.from([1, 0, 0]),
      right: Int32Array.from([2, 0, 0]),
      value: Float32Array.from([0, -1, 1]),
    }
    // the last but one is 1.5 as a float32
    const values = Float64Array.from([1, 1.5, 2, Number.NaN, 1.5 - 1e-12, 1.4999999])
    for (const [missing, missingLeft] of [
      [1, 0],
      [-1, 1],
    ] as const) {
      const model = { ...ensemble, missingLeft: Uint8Array.from([missingLeft, 0, 0]) }
      const expected = [-1, 1, 1, missing, 1, -1]
      const few = { rows: 6, columns: 1, names: ensemble.names, values }
      expect(Array.from(ensembleMargins(model, few))).toEqual(expected)
      const many = Array.from({ length: 20 }, () => Array.from(values)).flat()
      const margins = ensembleMargins(model, {
        ...few,
        rows: 120,
        values: Float64Array.from(many),
      })
      expect(Array.from(margins.subarray(114))).toEqual(expected)
    }
  })

  it('gives no rows no margins, and an ensemble without trees its base margin', () => {
    const ensemble = ensembleOf({ seed: 4, trees: 2, columns: 2, depth: 2 })
    expect(ensembleMargins(ensemble, valuesOf(1, 0, 2))).toEqual(new Float64Array(0))
    const none = { ...ensemble, roots: Int32Array.from([0]) }
    expect(new Set(ensembleMargins(none, valuesOf(1, 60, 2)))).toEqual(
      new Set([baseMargin(ensemble.baseScore)]),
    )
  })
})
