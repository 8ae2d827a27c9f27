import { reliabilityCurve } from './curves.ts'

/**
 * Expected calibration error: |mean predicted − observed risk| of ten bins of (nearly) equal size, weighted by their rows
 * (Naeini, Cooper, Hauskrecht, AAAI 2015, 2901–2907; here with bins by quantile). Equal probabilities are in one bin. The
 * bins are made once, of all rows; a resample only fills them anew.
 *
 * @param probabilities - 0..1, one per row; NaN is an error
 * @returns gets how often each row counts, once each when absent, and answers 0..1: 0 = every bin is right on average
 */
export function calibrationErrorScorer(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
): (counts?: Uint16Array) => number {
  const once = new Uint16Array(labels.length).fill(1)
  const binOf = binsOf(labels, probabilities)
  // predicted less observed deaths of each bin
  const excess = new Float64Array(1 + binOf.reduce((last, bin) => Math.max(last, bin), 0))
  return (counts = once) => {
    excess.fill(0)
    let rows = 0
    for (let row = 0; row < counts.length; row++) {
      const count = counts[row] ?? 0
      const bin = binOf[row] ?? 0
      excess[bin] = (excess[bin] ?? 0) + count * ((probabilities[row] ?? 0) - (labels[row] ?? 0))
      rows += count
    }
    let sum = 0
    for (const sumOfBin of excess) sum += Math.abs(sumOfBin)
    return sum / rows
  }
}

/** The bin of the reliability curve that each row is in: bins are filled by rising probability. */
function binsOf(labels: ArrayLike<number>, probabilities: ArrayLike<number>): Uint8Array {
  const ascending = Float64Array.from(probabilities).sort()
  // the highest probability of each bin
  const tops: number[] = []
  let end = 0
  for (const bin of reliabilityCurve(labels, probabilities)) {
    end += bin.rows
    tops.push(ascending[end - 1] ?? 1)
  }
  return Uint8Array.from(probabilities, p => tops.findIndex(top => p <= top))
}
