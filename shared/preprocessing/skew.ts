import { mean } from './moments.ts'
import type { Transform } from './preprocessor.ts'
import { transformed } from './stepValues.ts'
import { fitYeoJohnson } from './yeoJohnson.ts'

/** Up to here a distribution is close enough to symmetric to be left as it is. */
export const ACCEPTED_SKEWNESS = 0.5

/** A transform that leaves less spread than this share of its largest value has lost the data to rounding. */
const SMALLEST_RELATIVE_SPREAD = 1e-6

/**
 * Skewness with the correction for small samples, G₁ = √(n (n − 1)) / (n − 2) · m₃ / m₂^1.5: that of pandas' `skew` and
 * `scipy.stats.skew(bias=False)`. 0 where all values are equal or there are fewer than three.
 */
export function skewness(values: Float64Array): number {
  const { length } = values
  const center = mean(values)
  let second = 0
  let third = 0
  for (const value of values) {
    const off = value - center
    second += off * off
    third += off * off * off
  }
  second /= length
  third /= length
  if (second === 0 || length < 3) return 0
  return ((Math.sqrt(length * (length - 1)) / (length - 2)) * third) / (second * Math.sqrt(second))
}

/**
 * The transform that a column gets, or null where it is left as it is.
 *
 * 1. |skewness| ≤ 0.5: as is.
 * 2. `yeo-johnson`: λ is fitted by maximum likelihood; where none is found: as is. `rules`, the seed notebook's
 *    (`preprocessing.py`): log1p for a skewness of 1 to 2, the square for one of −2 to −1, Yeo-Johnson for the rest. The
 *    square is for values that are not negative, it would fold the others; these get Yeo-Johnson. (The seed takes the
 *    logarithm of x + 1e-5 + 1, which says nothing more.)
 * 3. Where the transformed column is no less skewed, or its spread is lost to rounding (values far from 0 that hardly
 *    differ can ask for a λ of −40): as is.
 *
 * @param values - no NaN
 */
export function skewTransform(
  values: Float64Array,
  choice: 'yeo-johnson' | 'rules',
): NonNullable<Transform> | null {
  const before = skewness(values)
  if (Math.abs(before) <= ACCEPTED_SKEWNESS) return null
  const transform = choice === 'rules' ? byRules(values, before) : null
  const chosen = transform ?? fitted(values)
  return chosen !== null && helps(values, chosen, Math.abs(before)) ? chosen : null
}

function byRules(values: Float64Array, before: number): Transform {
  if (before > 1 && before <= 2) return { kind: 'yeo-johnson', lambda: 0 }
  const isSquared = before < -1 && before >= -2 && values.every(value => value >= 0)
  return isSquared ? { kind: 'square' } : null
}

function fitted(values: Float64Array): Transform {
  const lambda = fitYeoJohnson(values)
  return Number.isFinite(lambda) ? { kind: 'yeo-johnson', lambda } : null
}

function helps(values: Float64Array, transform: Transform, before: number): boolean {
  const shaped = transformed(values.slice(), transform)
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of shaped) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  const largest = Math.max(Math.abs(low), Math.abs(high))
  // false where a value is infinite
  const keepsSpread = high - low > SMALLEST_RELATIVE_SPREAD * largest
  return keepsSpread && Math.abs(skewness(shaped)) < before
}
