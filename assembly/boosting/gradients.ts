/**
 * Gradients and hessians of the logistic loss. Both are rounded to integers on a scale that fits their sums over all rows
 * into 31 bits each, and packed into one 64-bit number, the gradient above and the hessian below: one addition adds both,
 * exactly, so that no sum depends on the order of the rows, and a node less its one child is its other.
 */

const LOG2_E: f32 = 1.44269504
const LN_2_HIGH: f32 = 0.693359375
const LN_2_LOW: f32 = -2.1219444e-4

/** e^x to about one unit in the last place of a float32 (Cephes, expf), x within ±88.7. */
function exp(x: v128): v128 {
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(LOG2_E)))
  const r = f32x4.sub(
    f32x4.sub(x, f32x4.mul(n, f32x4.splat(LN_2_HIGH))),
    f32x4.mul(n, f32x4.splat(LN_2_LOW)),
  )
  let p = f32x4.splat(1.98756915e-4)
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1))
  p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1))
  // 2^n by its exponent; n is at most 128, so in two halves
  const half = i32x4.shr_s(i32x4.trunc_sat_f32x4_s(n), 1)
  const rest = i32x4.sub(i32x4.trunc_sat_f32x4_s(n), half)
  const one = i32x4.splat(127)
  return f32x4.mul(
    f32x4.mul(p, i32x4.shl(i32x4.add(half, one), 23)),
    i32x4.shl(i32x4.add(rest, one), 23),
  )
}

/**
 * Gradient (p − y)·w and hessian max(p(1 − p), 1e-16)·w of each row (XGBoost, src/objective/regression_loss.h).
 *
 * @param margins - n float32, as are labels, weights, gradients and hessians; n is a multiple of 4, weights beyond the
 *   rows are 0
 * @param sums - gets two float64: the sums of the gradients' absolute values and of the hessians
 */
export function computeGradients(
  margins: usize,
  labels: usize,
  weights: usize,
  n: u32,
  gradients: usize,
  hessians: usize,
  sums: usize,
): void {
  const one = f32x4.splat(1)
  let absolute = f64x2.splat(0)
  let hessian = f64x2.splat(0)
  const bytes = (<usize>n) << 2
  for (let at: usize = 0; at < bytes; at += 16) {
    const margin = v128.load(margins + at)
    const weight = v128.load(weights + at)
    const x = f32x4.max(f32x4.min(f32x4.neg(margin), f32x4.splat(88.7)), f32x4.splat(-88.7))
    const p = f32x4.div(one, f32x4.add(exp(x), one))
    const g = f32x4.mul(f32x4.sub(p, v128.load(labels + at)), weight)
    const h = f32x4.mul(f32x4.max(f32x4.mul(p, f32x4.sub(one, p)), f32x4.splat(1e-16)), weight)
    v128.store(gradients + at, g)
    v128.store(hessians + at, h)
    const a = f32x4.abs(g)
    absolute = f64x2.add(absolute, f64x2.promote_low_f32x4(a))
    absolute = f64x2.add(absolute, f64x2.promote_low_f32x4(upper(a)))
    hessian = f64x2.add(hessian, f64x2.promote_low_f32x4(h))
    hessian = f64x2.add(hessian, f64x2.promote_low_f32x4(upper(h)))
  }
  store<f64>(sums, f64x2.extract_lane(absolute, 0) + f64x2.extract_lane(absolute, 1))
  store<f64>(sums, f64x2.extract_lane(hessian, 0) + f64x2.extract_lane(hessian, 1), 8)
}

function upper(lanes: v128): v128 {
  return i32x4.shuffle(lanes, lanes, 2, 3, 2, 3)
}

/**
 * Packs gradients and hessians, each times its scale, to the nearest integer.
 *
 * @param n - a multiple of 4
 * @param packed - n 64-bit numbers
 */
export function packGradients(
  gradients: usize,
  hessians: usize,
  n: u32,
  gradientScale: f32,
  hessianScale: f32,
  packed: usize,
): void {
  const bytes = (<usize>n) << 2
  const ofGradient = f32x4.splat(gradientScale)
  const ofHessian = f32x4.splat(hessianScale)
  for (let at: usize = 0; at < bytes; at += 16) {
    const g = i32x4.trunc_sat_f32x4_s(
      f32x4.nearest(f32x4.mul(v128.load(gradients + at), ofGradient)),
    )
    const h = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(hessians + at), ofHessian)))
    const to = packed + (at << 1)
    v128.store(to, i32x4.shuffle(h, g, 0, 4, 1, 5))
    v128.store(to, i32x4.shuffle(h, g, 2, 6, 3, 7), 16)
  }
}

/** Copies the packed gradients of `n` rows one behind the other. */
export function gatherGradients(packed: usize, rows: usize, n: u32, gathered: usize): void {
  for (let i: usize = 0; i < n; i++) {
    const row = <usize>load<u32>(rows + (i << 2))
    store<u64>(gathered + (i << 3), load<u64>(packed + (row << 3)))
  }
}

/** Leaves the sum of `n` packed gradients at `to`. */
export function addGradients(packed: usize, n: u32, to: usize): void {
  let sum: u64 = 0
  const end = packed + ((<usize>n) << 3)
  for (let at = packed; at < end; at += 8) sum += load<u64>(at)
  store<u64>(to, sum)
}
