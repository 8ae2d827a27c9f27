import { mean } from './moments.ts'
import { fitYeoJohnson, yeoJohnson } from './yeoJohnson.ts'

/** Up to here a distribution is close enough to symmetric to be left as it is. */
export const ACCEPTED_SKEWNESS = 0.5

/** A transform that leaves less spread than this share of its largest value has lost the data to rounding. */
const SMALLEST_RELATIVE_SPREAD = 1e-6

/** Skewness m₃ / m₂^1.5 of the values themselves, without correction for small samples (`scipy.stats.skew`'s default); 0 where all are equal. */
export function skewness(values: Float64Array): number {
  const center = mean(values)
  let second = 0
  let third = 0
  for (const value of values) {
    const off = value - center
    second += off * off
    third += off * off * off
  }
  second /= values.length
  third /= values.length
  return second === 0 ? 0 : third / (second * Math.sqrt(second))
}

/**
 * The λ of the Yeo-Johnson transform that a column gets, or null where it is left as it is. The seed notebook chose
 * between log1p and square by the sign of the skewness; Yeo-Johnson holds the first (λ = 0) and about the second (λ = 2),
 * and is fitted. The rules, in order:
 *
 * 1. |skewness| ≤ 0.5: as is.
 * 2. λ is fitted by maximum likelihood; where none is found: as is.
 * 3. Where the transformed column is no less skewed, or its spread is lost to rounding (values far from 0 that hardly
 *    differ can ask for a λ of −40): as is.
 *
 * @param values - no NaN
 */
export function skewLambda(values: Float64Array): number | null {
  const before = Math.abs(skewness(values))
  if (before <= ACCEPTED_SKEWNESS) return null
  const lambda = fitYeoJohnson(values)
  if (!Number.isFinite(lambda)) return null

  const transformed = values.map(value => yeoJohnson(value, lambda))
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of transformed) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  const largest = Math.max(Math.abs(low), Math.abs(high))
  // false where a value is infinite
  const keepsSpread = high - low > SMALLEST_RELATIVE_SPREAD * largest
  return keepsSpread && Math.abs(skewness(transformed)) < before ? lambda : null
}
