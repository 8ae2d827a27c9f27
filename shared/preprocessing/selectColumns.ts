import { anovaF } from './anova.ts'
import type { PreprocessingOptions } from './preprocessing.ts'
import { eliminateRecursively } from './recursiveElimination.ts'
import { distinctColumns, isConstant, uncorrelatedColumns } from './redundantColumns.ts'

/**
 * Positions, ascending, of the columns that are kept, as the seed notebook keeps them: columns equal to an earlier one go
 * (all comorbidities are unknown together), then correlated ones, then all but the best `selectK` by F (of equal F the
 * earlier), then those that recursive elimination takes. What is missing counts as its column's mean from the second step on.
 *
 * @param columns - one array per column, each of one value per label; none of them constant
 */
export function selectColumns(
  columns: readonly Float64Array[],
  labels: Uint8Array,
  options: Pick<PreprocessingOptions, 'maxCorrelation' | 'selectK' | 'rfe'>,
): number[] {
  const { maxCorrelation, selectK, rfe } = options
  let kept = distinctColumns(columns)
  if (maxCorrelation === null && selectK === null && rfe === null) return kept
  const filled = columns.map(withMeans)
  const keep = (choose: (columns: readonly Float64Array[]) => readonly number[]) => {
    const chosen = choose(kept.map(at => filled[at] ?? new Float64Array()))
    kept = chosen.map(at => kept[at] ?? -1)
  }
  if (maxCorrelation !== null) keep(candidates => uncorrelatedColumns(candidates, maxCorrelation))
  if (selectK !== null) keep(candidates => bestColumns(candidates, labels, selectK))
  if (rfe !== null) keep(candidates => eliminateRecursively(candidates, labels, rfe))
  return kept
}

/** The column with the mean of its values where one is missing; itself where none is. */
function withMeans(column: Float64Array): Float64Array {
  let sum = 0
  let count = 0
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of column) {
    if (Number.isNaN(value)) continue
    sum += value
    count++
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (count === column.length) return column
  // the mean of equal values may leave them by its last bit
  const mean = Math.min(Math.max(sum / count, low), high)
  return column.map(value => (Number.isNaN(value) ? mean : value))
}

/** Positions, ascending, of the k columns of highest F, of equal ones the earlier. */
function bestColumns(columns: readonly Float64Array[], labels: Uint8Array, k: number): number[] {
  const scores = columns.map(column => (isConstant(column) ? 0 : anovaF(column, labels)))
  return scores
    .map((_, at) => at)
    .sort((a, b) => {
      const [first = 0, second = 0] = [scores[a], scores[b]]
      // equal also when both are infinite
      return first === second ? a - b : second - first
    })
    .slice(0, k)
    .sort((a, b) => a - b)
}
