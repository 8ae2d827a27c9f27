import { mean, quantile, variance } from '../preprocessing/moments.ts'
import { type Random, seededRandom } from '../random.ts'
import { groupByPatient, type PatientRows } from './patients.ts'

/** A figure with its 95 % interval. */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

export interface Bootstrap {
  /** 0 or 1, one per row. */
  readonly labels: ArrayLike<number>
  /** `subject_id`, one per row: patients are drawn, and a patient's rows come and go together. */
  readonly patients: ArrayLike<number>
  readonly resamples: number
  readonly seed: number
  /**
   * Which rows must hold both outcomes, or the draw is thrown away and counted: `drawn`, or `drawn-and-left-out` where
   * the patients that were not drawn are scored too.
   */
  readonly bothOutcomes: 'drawn' | 'drawn-and-left-out'
}

/** Resamples of the field's usual interval. */
export const RESAMPLES = 2000

/**
 * Draws as many patients as there are, with replacement, `resamples` times.
 *
 * @param visit - gets how often each row was drawn; the array is used again for the next draw
 * @returns how many draws held one outcome only and were drawn again
 * @throws where the data can hardly give a draw with both outcomes (one patient died, say)
 */
export function forEachResample(
  bootstrap: Bootstrap,
  visit: (counts: Uint16Array, resample: number) => void,
): number {
  const { labels, resamples } = bootstrap
  const groups = groupByPatient(bootstrap.patients)
  if (groups.rows.length !== labels.length) {
    throw new Error(
      `labels and patients must have one value per row, but got ${labels.length} labels and ${groups.rows.length} patients`,
    )
  }
  const random = seededRandom(bootstrap.seed, 'patients')
  const counts = new Uint16Array(labels.length)
  const mostRedraws = 1000 + 20 * resamples
  let redrawn = 0

  for (let resample = 0; resample < resamples; resample++) {
    drawPatients(groups, random, counts)
    while (!holdsBothOutcomes(labels, counts, bootstrap.bothOutcomes)) {
      if (++redrawn > mostRedraws) throw new Error(tooFew(groups, labels))
      drawPatients(groups, random, counts)
    }
    visit(counts, resample)
  }
  return redrawn
}

/**
 * The 2.5th and 97.5th percentile of resampled figures, linear between the order statistics (numpy's default).
 *
 * @param values - at least one; not changed
 */
export function percentileInterval(values: Float64Array): {
  readonly low: number
  readonly high: number
} {
  const sorted = values.toSorted()
  return { low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) }
}

/** Sample standard deviation (n − 1) of resampled figures: their bootstrap standard error. */
export function standardDeviation(values: Float64Array): number {
  const population = variance(values, mean(values))
  return Math.sqrt((population * values.length) / (values.length - 1))
}

function drawPatients(groups: PatientRows, random: Random, counts: Uint16Array): void {
  counts.fill(0)
  const patients = groups.ids.length
  for (let draw = 0; draw < patients; draw++) {
    const patient = random.int(patients)
    const end = groups.starts[patient + 1] ?? 0
    for (let at = groups.starts[patient] ?? 0; at < end; at++) {
      const row = groups.rows[at] ?? 0
      counts[row] = (counts[row] ?? 0) + 1
    }
  }
}

function holdsBothOutcomes(
  labels: ArrayLike<number>,
  counts: Uint16Array,
  where: Bootstrap['bothOutcomes'],
): boolean {
  // bit 0 and 1: a survivor and a death were drawn; bit 2 and 3: one was left out
  let seen = where === 'drawn' ? 0b1100 : 0
  for (let row = 0; row < counts.length; row++) {
    const outcome = labels[row] === 1 ? 0b10 : 0b01
    seen |= counts[row] === 0 ? outcome << 2 : outcome
    if (seen === 0b1111) return true
  }
  return false
}

function tooFew(groups: PatientRows, labels: ArrayLike<number>): string {
  let deaths = 0
  for (let row = 0; row < labels.length; row++) if (labels[row] === 1) deaths++
  return `too few patients of one outcome to resample: ${deaths} deaths in ${labels.length} stays of ${groups.ids.length} patients; use more data`
}
