import { fitShift, marginOf } from '../evaluation/calibration.ts'
import { countPositives, logLoss } from '../evaluation/metrics.ts'
import {
  applyCalibration,
  fitPlatt,
  isotonicCalibration,
  type PlattLine,
} from '../models/calibrate.ts'
import type { Calibration } from '../registry/artifact.ts'
import type { Folds } from './folds.ts'

/** A trial's predictions of rows that its models had not seen. */
export interface OutOfFold {
  /** One per row. */
  readonly labels: Uint8Array
  readonly folds: Folds
  /** Probabilities before calibration: repeat r, row i at `r * rows + i`. */
  readonly predictions: Float64Array
}

/**
 * With so many deaths or fewer isotonic regression, which has a parameter for each of its levels, fits their noise
 * (Niculescu-Mizil, Caruana, "Predicting good probabilities with supervised learning", ICML 2005: worse than Platt's line
 * below some 1,000 cases).
 */
export const FEWEST_EVENTS_FOR_ISOTONIC = 1000

type Kind = Calibration['kind']

/**
 * None, Platt scaling or, above 1,000 deaths, isotonic regression: whichever has the smallest log loss on out-of-fold
 * predictions; of equals the simpler. Each is scored on the fold that its own parameters were not fitted on, or the one
 * with the most would always win.
 *
 * @param weighted - trained with class weights: its probabilities are not risks, so it is always recalibrated
 * @returns its parameters fitted on all out-of-fold margins together
 */
export function chooseCalibration(outOfFold: OutOfFold, weighted: boolean): Calibration {
  const { labels, predictions } = outOfFold
  const repeated = Uint8Array.from(predictions, (_, at) => labels[at % labels.length] ?? 0)
  const kinds: Kind[] = weighted ? ['platt'] : ['none', 'platt']
  if (countPositives(labels) > FEWEST_EVENTS_FOR_ISOTONIC) kinds.push('isotonic')

  let chosen: Kind = 'none'
  let least = Number.POSITIVE_INFINITY
  for (const kind of kinds) {
    const loss = logLoss(repeated, crossFitted(outOfFold, kind))
    if (loss < least) {
      least = loss
      chosen = kind
    }
  }
  return fitCalibration(chosen, predictions.map(marginOf), repeated)
}

/**
 * The parameters of a kind of calibration.
 *
 * @param margins - log-odds of rows that the model was not trained on
 * @param labels - 0 or 1, one per margin
 * @param counts - how often each row counts (a bootstrap's draws); once each when absent
 * @param near - the calibration of all rows, near which that of a draw is looked for
 */
export function fitCalibration(
  kind: Kind,
  margins: Float64Array,
  labels: Uint8Array,
  counts?: ArrayLike<number>,
  near?: Calibration,
): Calibration {
  if (kind === 'none') return { kind }
  if (kind === 'isotonic') return isotonicCalibration(margins, labels, counts)
  const start = near?.kind === 'platt' ? near : undefined
  return { kind, ...recalibrationLine(labels, margins, counts, start) }
}

/**
 * Platt's line, if it keeps the order of the margins. Where the margins rank no better than chance it would turn them
 * round or make them all equal: then only their level is corrected.
 */
export function recalibrationLine(
  labels: Uint8Array,
  margins: Float64Array,
  counts?: ArrayLike<number>,
  start?: PlattLine,
): PlattLine {
  const { slope, intercept } = fitPlatt(margins, labels, counts, start)
  return slope > 0
    ? { slope, intercept }
    : { slope: 1, intercept: fitShift(labels, margins, counts) }
}

/** Out-of-fold probabilities, recalibrated fold by fold on the other folds of the repeat. */
export function crossFitted({ labels, folds, predictions }: OutOfFold, kind: Kind): Float64Array {
  if (kind === 'none') return predictions
  const calibrated = new Float64Array(predictions.length)
  for (let repeat = 0; repeat < folds.repeats; repeat++) {
    const offset = repeat * folds.rows
    const margins = predictions.subarray(offset, offset + folds.rows).map(marginOf)
    for (let fold = 0; fold < folds.count; fold++) {
      const isTested = (row: number) => folds.assignment[offset + row] === fold
      const calibration = fitCalibration(
        kind,
        margins.filter((_, row) => !isTested(row)),
        labels.filter((_, row) => !isTested(row)),
      )
      const probabilities = applyCalibration(calibration, margins)
      for (let row = 0; row < folds.rows; row++) {
        if (isTested(row)) calibrated[offset + row] = probabilities[row] ?? 0
      }
    }
  }
  return calibrated
}

/** Out-of-fold probabilities after calibration. */
export function calibrate(calibration: Calibration, probabilities: Float64Array): Float64Array {
  return calibration.kind === 'none'
    ? probabilities
    : applyCalibration(calibration, probabilities.map(marginOf))
}
