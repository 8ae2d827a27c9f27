import { withColumns } from '../models/columnBlock.ts'
import { type RidgeSolution, solveRidge, withoutColumn } from '../models/ridgeNewton.ts'
import { mean, variance } from './moments.ts'
import { isConstant } from './redundantColumns.ts'

/**
 * Positions, ascending, of the columns that recursive feature elimination leaves (Guyon, Weston, Barnhill, Vapnik, Machine
 * Learning 2002; 46: 389–422), as scikit-learn's `RFE(LogisticRegression(), n_features_to_select=keep)` on standardised
 * columns: a logistic regression with an L2 penalty and C = 1 is fitted, the column of the smallest coefficient goes, of
 * equal ones the earlier, and again. Columns are standardised for this, so that no choice depends on a unit.
 *
 * @param columns - one array per column, each of one value per label; no NaN
 * @param labels - 0 or 1; both classes
 */
export function eliminateRecursively(
  columns: readonly Float64Array[],
  labels: Uint8Array,
  keep: number,
): number[] {
  const rows = labels.length
  const weights = new Float64Array(rows).fill(1)
  return withColumns(rows, columns.length, standardised => {
    standardised.columns.forEach((target, at) => {
      const column = columns[at]
      if (column !== undefined) standardise(column, target)
    })
    let kept = columns.map((_, at) => at)
    let solution: RidgeSolution | undefined
    while (kept.length > keep) {
      const problem = {
        rows,
        columns: standardised.pick(kept),
        labels,
        weights,
        ridge: 1,
        lasso: 0,
      }
      // the next fit begins where this one ends, which is as soon as it is clear which column goes
      const fitted: RidgeSolution = solveRidge(problem, solution, isWeakestClear)
      const weakest = smallest(fitted.coefficients)
      kept = kept.filter((_, at) => at !== weakest)
      solution = withoutColumn(fitted, weakest)
    }
    return kept
  })
}

/** A constant column becomes 0. */
function standardise(column: Float64Array, to: Float64Array): void {
  if (isConstant(column)) {
    to.fill(0)
    return
  }
  const center = mean(column)
  const deviation = Math.sqrt(variance(column, center))
  for (let row = 0; row < to.length; row++) to[row] = ((column[row] ?? 0) - center) / deviation
}

/**
 * Newton's last steps get shorter by at least two thirds each (`areStale` sees to it), so all that follow move a coefficient by
 * less than the last one did. The weakest is clear where it is weaker than every other by ten times that.
 */
function isWeakestClear(coefficients: Float64Array, step: Float64Array): boolean {
  const weakest = smallest(coefficients)
  let gap = Number.POSITIVE_INFINITY
  let moved = 0
  for (let at = 0; at < coefficients.length; at++) {
    moved = Math.max(moved, Math.abs(step[at] ?? 0))
    if (at !== weakest) gap = Math.min(gap, Math.abs(coefficients[at] ?? 0))
  }
  return gap - Math.abs(coefficients[weakest] ?? 0) > 10 * moved
}

function smallest(coefficients: Float64Array): number {
  let at = 0
  coefficients.forEach((value, position) => {
    if (Math.abs(value) < Math.abs(coefficients[at] ?? 0)) at = position
  })
  return at
}
