import { normalTail } from '../evaluation/normalTail.ts'

/**
 * Natural logarithm of the mass of the standard normal distribution between two bounds. Relative error of the mass below
 * 1e-12, in the tails too, where a difference of two distribution functions would be lost; −Infinity where it is too small
 * for a double (beyond 38 standard deviations).
 *
 * @param low - below `high`; may be −Infinity
 * @param high - may be Infinity
 */
export function logNormalMass(low: number, high: number): number {
  // by the tail that both lie in, where the masses are small and exact
  if (low > 0) return Math.log(normalTail(low) - normalTail(high))
  if (high < 0) return Math.log(normalTail(-high) - normalTail(-low))
  return Math.log1p(-normalTail(-low) - normalTail(high))
}
