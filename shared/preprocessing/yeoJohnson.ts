import { minimise } from './brent.ts'

/** Below this scikit-learn rejects a transformed variance: the smallest normal double. */
const SMALLEST_VARIANCE = 2.2250738585072014e-308

/**
 * The power transform of Yeo and Johnson (Biometrika 2000; 87: 954–959) of one number: for x ≥ 0
 * ((x + 1)^λ − 1) / λ, log(x + 1) at λ = 0; for x < 0 −((1 − x)^(2−λ) − 1) / (2 − λ), −log(1 − x) at λ = 2.
 *
 * By `expm1(λ · log1p(x))`: powers have other bits in other versions of Node, and this stays exact near λ = 0.
 */
export function yeoJohnson(x: number, lambda: number): number {
  return x >= 0 ? power(x, lambda) : -power(-x, 2 - lambda)
}

function power(x: number, lambda: number): number {
  const log = Math.log1p(x)
  return Math.abs(lambda) < 2.220446049250313e-16 ? log : Math.expm1(lambda * log) / lambda
}

/**
 * The λ under which the transformed values are likeliest to be normal, as scikit-learn's `PowerTransformer` finds it:
 * Brent's method from the bracket −2, 2. The two agree to 1e-6, but for values far from 0 that hardly differ: there
 * (x + 1)^λ vanishes beside the 1 that scikit-learn takes from it, and its λ is ruled by rounding.
 *
 * @param values - no NaN, not all equal
 * @returns NaN where the likelihood has no maximum that can be found
 */
export function fitYeoJohnson(values: Float64Array): number {
  const distinct = distinctValues(values)
  let logJacobian = 0
  distinct.values.forEach((value, at) => {
    logJacobian += (distinct.counts[at] ?? 0) * Math.sign(value) * Math.log1p(Math.abs(value))
  })
  const spreadUnder = spreadOf(distinct)

  return minimise(
    lambda => {
      const spread = spreadUnder(lambda)
      // also true of NaN, which is what an overflow leaves
      if (!(spread >= SMALLEST_VARIANCE) || spread === Number.POSITIVE_INFINITY) {
        return Number.POSITIVE_INFINITY
      }
      return (values.length / 2) * Math.log(spread) - (lambda - 1) * logJacobian
    },
    -2,
    2,
  )
}

/** Values with how often each comes: of 16,000 heart rates some 150 are distinct, and only these need a power. */
interface Distinct {
  readonly values: Float64Array
  readonly counts: Float64Array
  readonly total: number
}

function distinctValues(values: Float64Array): Distinct {
  const sorted = values.slice().sort()
  const counts = new Float64Array(sorted.length)
  let size = 0
  for (let row = 0; row < sorted.length; row++) {
    if (row === 0 || sorted[row] !== sorted[size - 1]) sorted[size++] = sorted[row] ?? 0
    counts[size - 1] = (counts[size - 1] ?? 0) + 1
  }
  return {
    values: sorted.slice(0, size),
    counts: counts.slice(0, size),
    total: values.length,
  }
}

/** The variance of the transformed values as a function of λ. */
function spreadOf({ values, counts, total }: Distinct): (lambda: number) => number {
  const transformed = new Float64Array(values.length)
  const spread = () => {
    let sum = 0
    for (let at = 0; at < counts.length; at++) sum += (counts[at] ?? 0) * (transformed[at] ?? 0)
    const center = sum / total
    let squares = 0
    for (let at = 0; at < counts.length; at++) {
      const off = (transformed[at] ?? 0) - center
      squares += (counts[at] ?? 0) * off * off
    }
    return squares / total
  }
  const isPositive = (values[0] ?? 0) >= 0
  if (!isPositive && (values.at(-1) ?? 0) >= 0) {
    return lambda => {
      for (let at = 0; at < values.length; at++) {
        transformed[at] = yeoJohnson(values[at] ?? 0, lambda)
      }
      return spread()
    }
  }
  // on one side of 0 the variance needs no 1 to be taken away, and where powers are small it would take their digits along
  const logs = values.map(value => Math.log1p(Math.abs(value)))
  const least = logs.reduce((low, log) => Math.min(low, log), Number.POSITIVE_INFINITY)
  return lambda => {
    const exponent = isPositive ? lambda : 2 - lambda
    const exponential = exponent * least < -1 ? Math.exp : Math.expm1
    for (let at = 0; at < logs.length; at++) {
      const log = logs[at] ?? 0
      transformed[at] = exponent === 0 ? log : exponential(exponent * log) / exponent
    }
    return spread()
  }
}
