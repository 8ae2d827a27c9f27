import type { Matrix } from '../matrix.ts'
import { baseMargin, type TreeEnsemble } from './ensemble.ts'
import { addTreeMargins } from './treeMargins.ts'

/** From so many rows on it pays to lay the nodes out for the kernel. */
const MANY_ROWS = 48

/**
 * Log-odds of each row of a matrix, whose columns must be the ensemble's: float32, as XGBoost sums them, so that they are
 * the ones that XGBoost predicts, to the bit where it computes the same base margin. A value is compared as a float32;
 * NaN is missing. A row alone has the same bits as in a batch.
 */
export function ensembleMargins(ensemble: TreeEnsemble, matrix: Matrix): Float64Array {
  const margins = new Float32Array(matrix.rows).fill(baseMargin(ensemble.baseScore))
  if (matrix.rows >= MANY_ROWS) addTreeMargins(ensemble, matrix, margins)
  else addMargins(ensemble, matrix, margins)
  return Float64Array.from(margins)
}

function addMargins(ensemble: TreeEnsemble, { columns, values }: Matrix, margins: Float32Array) {
  for (let row = 0; row < margins.length; row++) {
    let margin = margins[row] ?? 0
    for (let tree = 0; tree + 1 < ensemble.roots.length; tree++) {
      const leaf = leafOf(ensemble, tree, values, row * columns)
      margin = Math.fround(margin + (ensemble.value[leaf] ?? 0))
    }
    margins[row] = margin
  }
}

/** The leaf of a tree that the row whose values begin at `start` falls into. */
function leafOf(ensemble: TreeEnsemble, tree: number, values: Float64Array, start: number): number {
  const { column, threshold, left, right, missingLeft } = ensemble
  let node = ensemble.roots[tree] ?? 0
  let split = column[node] ?? -1
  while (split !== -1) {
    const value = Math.fround(values[start + split] ?? 0)
    const isLeft = Number.isNaN(value) ? missingLeft[node] === 1 : value < (threshold[node] ?? 0)
    node = (isLeft ? left[node] : right[node]) ?? 0
    split = column[node] ?? -1
  }
  return node
}
