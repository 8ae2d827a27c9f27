import { normalTail } from './normalTail.ts'

/**
 * The chance that a chi-squared variable of so many degrees of freedom is at least `statistic`, in closed form: a finite sum
 * for an even number of degrees, and for an odd one after the normal tail (Abramowitz and Stegun 26.4.4 and 26.4.5).
 *
 * @param statistic - at least 0
 * @param degrees - a whole number from 1
 * @throws RangeError otherwise
 */
export function chiSquaredTail(statistic: number, degrees: number): number {
  if (!(statistic >= 0) || !Number.isInteger(degrees) || degrees < 1) {
    throw new RangeError(
      `a chi-squared tail is of a statistic from 0 and whole degrees from 1, got ${statistic} and ${degrees}`,
    )
  }
  const isOdd = degrees % 2 === 1
  // each term is the one before times the statistic over the next even (odd) number
  let term = isOdd
    ? Math.sqrt((2 * statistic) / Math.PI) * Math.exp(-statistic / 2)
    : Math.exp(-statistic / 2)
  let sum = isOdd ? 2 * normalTail(Math.sqrt(statistic)) : 0
  for (let degree = isOdd ? 1 : 0; degree <= degrees - 2; degree += 2) {
    sum += term
    term *= statistic / (degree + 2)
  }
  return Math.min(sum, 1)
}
