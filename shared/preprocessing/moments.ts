/**
 * The q-quantile of sorted values by linear interpolation between the two neighbours, numpy's default and Hyndman and
 * Fan's type 7.
 *
 * @param sorted - ascending, at least one, no NaN
 * @param q - 0 … 1
 */
export function quantile(sorted: Float64Array, q: number): number {
  if (sorted.length === 0) throw new RangeError('quantile expects at least one value, got none')
  const position = (sorted.length - 1) * q
  const below = Math.floor(position)
  const low = sorted[below] ?? Number.NaN
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN
  const share = position - below
  // numpy's order of operations: exact at both ends
  return share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share)
}

/** Mean, in the order of the values; at least one. */
export function mean(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

/** Population variance (divisor n, as scikit-learn's StandardScaler) about a given mean. */
export function variance(values: Float64Array, center: number): number {
  let sum = 0
  for (const value of values) sum += (value - center) * (value - center)
  return sum / values.length
}
