const SQRT_2_PI = Math.sqrt(2 * Math.PI)

/**
 * The chance that a standard normal variable is above `distance`: near 0 by its series, further out by the continued fraction
 * of Mills' ratio. Relative error below 1e-12; 0 where it is too small for a double.
 *
 * @param distance - 0 or more, may be Infinity
 */
export function normalTail(distance: number): number {
  const density = Math.exp(-0.5 * distance * distance) / SQRT_2_PI
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
