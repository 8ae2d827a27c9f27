/**
 * The best split of a node, by XGBoost's rules (src/tree/hist/evaluate_splits.h): the gain is what a split takes off
 * the loss, rounded to float32; the earlier column and the lower bin win a tie, and missing values go right unless
 * it is better that they go left.
 */

const COLUMN_BYTES: usize = 2048

/**
 * @param histogram - the node's histograms
 * @param columns - how many there are
 * @param bins - how many bins each column has, a 16-bit number; below 256 its missing values' bin follows them
 * @param gradients - the node's sum of gradients, in units, as `hessians`
 * @param rules - six float64: what a gradient's unit and a hessian's unit are worth, lambda, alpha, the least hessian of
 *   a child, and the gain of the node as it is
 * @param best - gets 24 bytes: the column's position (−1 for no split) and the last bin that goes left (32-bit numbers),
 *   the packed gradients that go left, gain (float32), whether missing values go left (32-bit number)
 */
export function findSplit(
  histogram: usize,
  columns: u32,
  bins: usize,
  gradients: i32,
  hessians: u32,
  rules: usize,
  best: usize,
): void {
  const gradientUnit = load<f64>(rules)
  const hessianUnit = load<f64>(rules, 8)
  const lambda = load<f64>(rules, 16)
  const alpha = load<f64>(rules, 24)
  const least = load<f64>(rules, 32)
  const parent = load<f64>(rules, 40)
  const total = ((<u64>(<u32>gradients)) << 32) | <u64>hessians
  const gradient = <f64>gradients * gradientUnit
  const hessian = <f64>hessians * hessianUnit

  let bestGain: f32 = 0
  let bestColumn: i32 = -1
  let bestBin: u32 = 0
  let bestLeft: u64 = 0
  let isMissingLeft: u32 = 0
  for (let column: u32 = 0; column < columns; column++) {
    const cells = histogram + <usize>column * COLUMN_BYTES
    const count: u32 = load<u16>(bins + ((<usize>column) << 1))
    if (count === 0) continue
    // a column of 256 bins has no missing values; without them nothing is right of the last bin
    const missing = count < 256 ? load<u64>(cells + ((<usize>count) << 3)) : 0
    const ends = missing === 0 ? count - 1 : count

    let left: u64 = 0
    for (let bin: u32 = 0; bin < ends; bin++) {
      const cell = load<u64>(cells + ((<usize>bin) << 3))
      if (cell === 0) continue
      left += cell
      const g = <f64>(<i32>(left >> 32)) * gradientUnit
      const h = <f64>(<u32>left) * hessianUnit
      const other = hessian - h
      if (h < least || other < least || h <= 0 || other <= 0) continue
      const gain = <f32>(
        (scoreOf(g, h, lambda, alpha) + scoreOf(gradient - g, other, lambda, alpha) - parent)
      )
      if (gain > bestGain) {
        bestGain = gain
        bestColumn = column
        bestBin = bin
        bestLeft = left
        isMissingLeft = 0
      }
    }
    if (missing === 0) continue

    // from above, so that the higher bin wins a tie
    let right: u64 = 0
    for (let bin = <i32>count - 2; bin >= 0; bin--) {
      const cell = load<u64>(cells + ((<usize>(bin + 1)) << 3))
      if (cell === 0) continue
      right += cell
      const g = <f64>(<i32>(right >> 32)) * gradientUnit
      const h = <f64>(<u32>right) * hessianUnit
      const other = hessian - h
      if (h < least || other < least || h <= 0 || other <= 0) continue
      const gain = <f32>(
        (scoreOf(g, h, lambda, alpha) + scoreOf(gradient - g, other, lambda, alpha) - parent)
      )
      if (gain > bestGain) {
        bestGain = gain
        bestColumn = column
        bestBin = bin
        bestLeft = total - right
        isMissingLeft = 1
      }
    }
  }
  store<i32>(best, bestColumn)
  store<u32>(best, bestBin, 4)
  store<u64>(best, bestLeft, 8)
  store<f32>(best, bestGain, 16)
  store<u32>(best, isMissingLeft, 20)
}

/** G² / (H + lambda), G being drawn towards 0 by alpha. */
function scoreOf(gradient: f64, hessian: f64, lambda: f64, alpha: f64): f64 {
  const rest = max(abs(gradient) - alpha, 0)
  return (rest * rest) / (hessian + lambda)
}
