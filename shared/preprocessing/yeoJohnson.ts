import { minimise } from './brent.ts'
import { mean, variance } from './moments.ts'

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
  let logJacobian = 0
  for (const value of values) logJacobian += Math.sign(value) * Math.log1p(Math.abs(value))
  const spreadUnder = spreadOf(values)

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

/** The variance of the transformed values as a function of λ. */
function spreadOf(values: Float64Array): (lambda: number) => number {
  const transformed = new Float64Array(values.length)
  const isPositive = values.every(value => value >= 0)
  if (!isPositive && !values.every(value => value < 0)) {
    return lambda => {
      for (let row = 0; row < values.length; row++) {
        transformed[row] = yeoJohnson(values[row] ?? 0, lambda)
      }
      return variance(transformed, mean(transformed))
    }
  }
  // on one side of 0 the variance needs no 1 to be taken away, and where powers are small it would take their digits along
  const logs = values.map(value => Math.log1p(Math.abs(value)))
  const least = logs.reduce((low, log) => Math.min(low, log), Number.POSITIVE_INFINITY)
  return lambda => {
    const exponent = isPositive ? lambda : 2 - lambda
    const isSmall = exponent * least < -1
    for (let row = 0; row < logs.length; row++) {
      const log = logs[row] ?? 0
      if (exponent === 0) transformed[row] = log
      else transformed[row] = (isSmall ? Math.exp : Math.expm1)(exponent * log) / exponent
    }
    return variance(transformed, mean(transformed))
  }
}
