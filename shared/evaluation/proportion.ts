import type { Estimate } from './bootstrap.ts'

/** Standard normal quantile of 0.975. */
const Z = 1.959963984540054

/**
 * A share with Wilson's 95 % score interval (Wilson, JASA 1927; 22: 209–212), which is right for few cases too, where
 * resampling would say that 5 of 5 is certain. Stays count as independent.
 *
 * @param part - of `whole`, which is more than 0
 * @example proportion(5, 5) //=> { value: 1, low: 0.5655…, high: 1 }
 */
export function proportion(part: number, whole: number): Estimate {
  const value = part / whole
  const spread = (Z * Z) / whole
  const centre = (value + spread / 2) / (1 + spread)
  const half = (Z * Math.sqrt((value * (1 - value)) / whole + spread / (4 * whole))) / (1 + spread)
  // rounding must not leave 0..1, nor the value outside
  return {
    value,
    low: Math.min(Math.max(centre - half, 0), value),
    high: Math.max(Math.min(centre + half, 1), value),
  }
}
