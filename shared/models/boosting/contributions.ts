import type { Matrix } from '../matrix.ts'
import type { Contributions } from '../model.ts'
import { treeShap } from '../treeShap.ts'
import { baseMargin, type TreeEnsemble } from './ensemble.ts'
import { ensembleMargins } from './margins.ts'

/**
 * How each value of a matrix, whose columns must be the ensemble's, pushes its row's margin: exact path-dependent TreeSHAP
 * in float64, cover being the sum of hessians, as XGBoost's `pred_contribs` computes it in float32. The margin is a sum of
 * float32; its rounding, some 1e-7, is spread over a row's contributions in proportion to their size, so that base value
 * and contributions add up to the margin.
 */
export function ensembleContributions(ensemble: TreeEnsemble, matrix: Matrix): Contributions {
  const { rows, columns } = matrix
  const margins = ensembleMargins(ensemble, matrix)
  const { expected, values } = treeShap(ensemble, rows, columns, new Float32Array(matrix.values))
  const baseValue = baseMargin(ensemble.baseScore) + expected
  for (let row = 0; row < rows; row++) {
    const ofRow = values.subarray(row * columns, (row + 1) * columns)
    let sum = baseValue
    let size = 0
    for (const value of ofRow) {
      sum += value
      size += Math.abs(value)
    }
    if (size === 0) continue
    const rounding = ((margins[row] ?? 0) - sum) / size
    for (let column = 0; column < columns; column++) {
      const value = ofRow[column] ?? 0
      ofRow[column] = value + rounding * Math.abs(value)
    }
  }
  return { baseValue, values }
}
