import type { TreeEnsemble } from '../../../../shared/models/boosting/ensemble.ts'
import { baseMargin } from '../../../../shared/models/boosting/ensemble.ts'
import type { Matrix } from '../../../../shared/models/matrix.ts'

/** Margins by walking down each tree, row by row, as the ensemble's docstring says. */
export function walkedMargins(ensemble: TreeEnsemble, matrix: Matrix): number[] {
  return Array.from({ length: matrix.rows }, (_, row) => {
    let margin = baseMargin(ensemble.baseScore)
    for (const root of ensemble.roots.slice(0, -1)) {
      let node = root
      while (ensemble.column[node] !== -1) {
        const value = Math.fround(
          matrix.values[row * matrix.columns + (ensemble.column[node] ?? 0)] ?? 0,
        )
        const isLeft = Number.isNaN(value)
          ? ensemble.missingLeft[node] === 1
          : value < (ensemble.threshold[node] ?? 0)
        node = (isLeft ? ensemble.left[node] : ensemble.right[node]) ?? 0
      }
      margin = Math.fround(margin + (ensemble.value[node] ?? 0))
    }
    return margin
  })
}
