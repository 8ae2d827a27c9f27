/**
 * Natural logarithm of the mass of the standard normal distribution between two bounds. Relative error of the mass below
 * 1e-12, in the tails too, where a difference of two distribution functions would be lost; −Infinity where it is too small
 * for a double (beyond 38 standard deviations).
 *
 * @param low - below `high`; may be −Infinity
 * @param high - may be Infinity
 */
export function logNormalMass(low: number, high: number): number {
  // the mirror image lies in the lower tail, where the masses are small and exact
  if (low > 0) return Math.log(lowerTail(-low) - lowerTail(-high))
  if (high < 0) return Math.log(lowerTail(high) - lowerTail(low))
  return Math.log1p(-lowerTail(low) - lowerTail(-high))
}

const SQRT_2_PI = Math.sqrt(2 * Math.PI)

/** Φ(x) for x ≤ 0: near 0 by its series, further out by the continued fraction of Mills' ratio. */
function lowerTail(x: number): number {
  const density = Math.exp(-0.5 * x * x) / SQRT_2_PI
  const distance = -x
  if (density === 0) return 0
  if (distance < 2.5) {
    // Φ(x) = ½ + φ(x) · (x + x³/3 + x⁵/(3·5) + …): Marsaglia, Evaluating the Normal Distribution, JSS 11(4), 2004
    let term = distance
    let sum = distance
    for (let odd = 3; term > sum * 1e-17; odd += 2) {
      term *= (distance * distance) / odd
      sum += term
    }
    return 0.5 - density * sum
  }
  // φ(x) / (d + 1/(d + 2/(d + 3/(d + …)))): Abramowitz and Stegun, 26.2.14; so many levels reach the last bits
  let fraction = distance
  for (let level = Math.ceil(6 + 310 / (distance * distance)); level >= 1; level--)
    fraction = distance + level / fraction
  return density / fraction
}
