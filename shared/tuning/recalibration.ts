import { fitShift, marginOf } from '../evaluation/calibration.ts'
import { logLoss } from '../evaluation/metrics.ts'
import { applyCalibration, fitPlatt, type PlattLine } from '../models/calibrate.ts'
import { sigmoid } from '../models/link.ts'
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
 * None or Platt scaling, whichever has the smaller log loss on out-of-fold predictions; Platt is scored on the fold that
 * its own two parameters were not fitted on, or it would always win. Isotonic regression is not offered: below
 * some 1,000 events it fits their noise.
 *
 * @param weighted - trained with class weights: its probabilities are not risks, so it is always recalibrated
 * @returns Platt with parameters fitted on all out-of-fold margins together
 */
export function chooseCalibration(outOfFold: OutOfFold, weighted: boolean): Calibration {
  const { labels, predictions } = outOfFold
  const repeated = Uint8Array.from(predictions, (_, at) => labels[at % labels.length] ?? 0)
  const platt = logLoss(repeated, crossFitted(outOfFold))
  if (!weighted && logLoss(repeated, predictions) <= platt) return { kind: 'none' }
  return { kind: 'platt', ...recalibrationLine(repeated, predictions.map(marginOf)) }
}

/**
 * Platt's line, if it keeps the order of the margins. Where the margins rank no better than chance it would turn them
 * round or make them all equal: then only their level is corrected.
 */
export function recalibrationLine(labels: Uint8Array, margins: Float64Array): PlattLine {
  const { slope, intercept } = fitPlatt(margins, labels)
  return slope > 0 ? { slope, intercept } : { slope: 1, intercept: fitShift(labels, margins) }
}

/** Out-of-fold probabilities, recalibrated fold by fold on the other folds of the repeat. */
export function crossFitted({ labels, folds, predictions }: OutOfFold): Float64Array {
  const calibrated = new Float64Array(predictions.length)
  for (let repeat = 0; repeat < folds.repeats; repeat++) {
    const offset = repeat * folds.rows
    const margins = predictions.subarray(offset, offset + folds.rows).map(marginOf)
    for (let fold = 0; fold < folds.count; fold++) {
      const isTested = (row: number) => folds.assignment[offset + row] === fold
      const line = recalibrationLine(
        labels.filter((_, row) => !isTested(row)),
        margins.filter((_, row) => !isTested(row)),
      )
      for (let row = 0; row < folds.rows; row++) {
        if (isTested(row)) calibrated[offset + row] = onLine(line, margins[row] ?? 0)
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

function onLine(line: PlattLine, margin: number): number {
  return sigmoid(line.slope * margin + line.intercept)
}
