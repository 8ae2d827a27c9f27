/**
 * The best split of a node, by XGBoost's rules (src/tree/hist/evaluate_splits.h): the gain is what a split takes off
 * the loss, rounded to float32; the earlier column and the lower bin win a tie, and missing values go right unless
 * it is better that they go left.
 */

const COLUMN_BYTES: usize = 2048

/** A column whose best score comes this near to the best of all, in float32, is looked at in float64. */
const NEAR: f32 = 1 - 4e-6

/**
 * @param histogram - the node's histograms
 * @param columns - how many there are
 * @param bins - how many bins each column has, a 16-bit number; below 256 its missing values' bin follows them
 * @param gradients - the node's sum of gradients, in units, as `hessians`
 * @param rules - six float64: what a gradient's unit and a hessian's unit are worth, powers of two; lambda, alpha, the
 *   least hessian of a child, and the score of the node as it is
 * @param scores - room for a float32 for each column
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
  scores: usize,
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

  const highest = scoreColumns(
    histogram,
    columns,
    bins,
    gradients,
    hessians,
    <u32>min<f64>(max<f64>(Math.ceil(least / hessianUnit), 1), <f64>i32.MAX_VALUE),
    <f32>(lambda / hessianUnit),
    alpha / gradientUnit,
    scores,
  )

  let bestGain: f32 = 0
  let bestColumn: i32 = -1
  let bestBin: u32 = 0
  let bestLeft: u64 = 0
  let isMissingLeft: u32 = 0
  for (let column: u32 = 0; column < columns; column++) {
    const score = load<f32>(scores + ((<usize>column) << 2))
    if (score <= 0 || score < highest * NEAR) continue
    const cells = histogram + <usize>column * COLUMN_BYTES
    const count: u32 = load<u16>(bins + ((<usize>column) << 1))
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

/**
 * The highest sum of both children's scores that a split on each column reaches, in units and in float32: a first look
 * at all columns, four bins at a time, off by less than a millionth part. Four empty bins make no split that the bin before
 * them does not make (missing values alone on the left are those alone on the right), and of few rows most bins are empty.
 *
 * @returns the highest of them
 */
function scoreColumns(
  histogram: usize,
  columns: u32,
  bins: usize,
  gradients: i32,
  hessians: u32,
  least: u32,
  lambda: f32,
  alpha: f64,
  scores: usize,
): f32 {
  let highest: f32 = 0
  for (let column: u32 = 0; column < columns; column++) {
    const cells = histogram + <usize>column * COLUMN_BYTES
    const count: u32 = load<u16>(bins + ((<usize>column) << 1))
    const missing = count < 256 ? load<u64>(cells + ((<usize>count) << 3)) : 0
    // cells behind the last bin, which may be that of the missing values, make no split
    const end = cells + ((<usize>((count + 3) & ~3)) << 3)
    let score: f32 = 0
    if (count > 0) {
      if (alpha === 0) {
        score = scoreColumn(cells, end, 0, gradients, hessians, least, lambda)
        if (missing !== 0) {
          score = max(score, scoreColumn(cells, end, missing, gradients, hessians, least, lambda))
        }
      } else {
        score = scoreDrawn(cells, end, 0, gradients, hessians, least, lambda, alpha)
        if (missing !== 0) {
          score = max(
            score,
            scoreDrawn(cells, end, missing, gradients, hessians, least, lambda, alpha),
          )
        }
      }
    }
    store<f32>(scores + ((<usize>column) << 2), score)
    highest = max(highest, score)
  }
  return highest
}

/** @param before - packed gradients that go left at every bin: those of the missing values, or none */
function scoreColumn(
  cells: usize,
  end: usize,
  before: u64,
  gradients: i32,
  hessians: u32,
  least: u32,
  lambda: f32,
): f32 {
  const zero = i64x2.splat(0)
  const ofGradients = i32x4.splat(gradients)
  const ofHessians = i32x4.splat(hessians)
  const below = i32x4.splat(least - 1)
  const ofLambda = f32x4.splat(lambda)
  let sum = i64x2.splat(before)
  let score = f32x4.splat(0)
  for (; cells < end; cells += 32) {
    // sums up to each of the bins
    const first = v128.load(cells)
    const second = v128.load(cells, 16)
    if (!v128.any_true(v128.or(first, second))) continue
    const low = i64x2.add(i64x2.add(first, i64x2.shuffle(zero, first, 0, 2)), sum)
    sum = i64x2.shuffle(low, low, 1, 1)
    const high = i64x2.add(i64x2.add(second, i64x2.shuffle(zero, second, 0, 2)), sum)
    sum = i64x2.shuffle(high, high, 1, 1)

    const h = i32x4.shuffle(low, high, 0, 2, 4, 6)
    const g = i32x4.shuffle(low, high, 1, 3, 5, 7)
    const otherH = i32x4.sub(ofHessians, h)
    const left = f32x4.convert_i32x4_s(g)
    const right = f32x4.convert_i32x4_s(i32x4.sub(ofGradients, g))
    const ofLeft = f32x4.add(f32x4.convert_i32x4_s(h), ofLambda)
    const ofRight = f32x4.add(f32x4.convert_i32x4_s(otherH), ofLambda)
    const both = f32x4.add(
      f32x4.div(f32x4.mul(left, left), ofLeft),
      f32x4.div(f32x4.mul(right, right), ofRight),
    )
    const isAllowed = i32x4.gt_s(i32x4.min_s(h, otherH), below)
    score = f32x4.pmax(score, v128.and(both, isAllowed))
  }
  return highestOf(score)
}

/** The same where alpha, in units, draws gradients towards 0. */
function scoreDrawn(
  cells: usize,
  end: usize,
  before: u64,
  gradients: i32,
  hessians: u32,
  least: u32,
  lambda: f32,
  alpha: f64,
): f32 {
  // whole units are taken off as integers: what is left of a large sum keeps its precision
  const whole = min<f64>(Math.floor(alpha), <f64>i32.MAX_VALUE)
  const units = i32x4.splat(<i32>whole)
  const fraction = f32x4.splat(<f32>(alpha - whole))
  const zero = i64x2.splat(0)
  const none = f32x4.splat(0)
  const ofGradients = i32x4.splat(gradients)
  const ofHessians = i32x4.splat(hessians)
  const below = i32x4.splat(least - 1)
  const ofLambda = f32x4.splat(lambda)
  let sum = i64x2.splat(before)
  let score = none
  for (; cells < end; cells += 32) {
    const first = v128.load(cells)
    const second = v128.load(cells, 16)
    if (!v128.any_true(v128.or(first, second))) continue
    const low = i64x2.add(i64x2.add(first, i64x2.shuffle(zero, first, 0, 2)), sum)
    sum = i64x2.shuffle(low, low, 1, 1)
    const high = i64x2.add(i64x2.add(second, i64x2.shuffle(zero, second, 0, 2)), sum)
    sum = i64x2.shuffle(high, high, 1, 1)

    const h = i32x4.shuffle(low, high, 0, 2, 4, 6)
    const g = i32x4.shuffle(low, high, 1, 3, 5, 7)
    const otherH = i32x4.sub(ofHessians, h)
    // pmax, of which none is NaN: one instruction, where max has nine
    const left = f32x4.pmax(
      none,
      f32x4.sub(f32x4.convert_i32x4_s(i32x4.sub(i32x4.abs(g), units)), fraction),
    )
    const right = f32x4.pmax(
      none,
      f32x4.sub(
        f32x4.convert_i32x4_s(i32x4.sub(i32x4.abs(i32x4.sub(ofGradients, g)), units)),
        fraction,
      ),
    )
    const ofLeft = f32x4.add(f32x4.convert_i32x4_s(h), ofLambda)
    const ofRight = f32x4.add(f32x4.convert_i32x4_s(otherH), ofLambda)
    const both = f32x4.add(
      f32x4.div(f32x4.mul(left, left), ofLeft),
      f32x4.div(f32x4.mul(right, right), ofRight),
    )
    const isAllowed = i32x4.gt_s(i32x4.min_s(h, otherH), below)
    score = f32x4.pmax(score, v128.and(both, isAllowed))
  }
  return highestOf(score)
}

function highestOf(lanes: v128): f32 {
  return max(
    max(f32x4.extract_lane(lanes, 0), f32x4.extract_lane(lanes, 1)),
    max(f32x4.extract_lane(lanes, 2), f32x4.extract_lane(lanes, 3)),
  )
}
