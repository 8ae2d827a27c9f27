import type { Calibration } from '../registry/artifact.ts'
import { fitIsotonic, interpolate } from './isotonic.ts'
import { sigmoid, softplus } from './link.ts'

const MAXIMUM_STEPS = 100
const LEAST_SHARE = 1e-10
const GRADIENT_TOLERANCE = 1e-10
const LOSS_ROUNDING = 1e-13
/** Keeps the 2 × 2 system solvable where all margins are equal. */
const RIDGE = 1e-12

/** Margin m to probability: σ(slope · m + intercept). */
export interface PlattLine {
  readonly slope: number
  readonly intercept: number
}

/**
 * Platt scaling: slope and intercept of a logistic regression of the outcome on the margin, against targets smoothed to
 * (n₁ + 1) / (n₁ + 2) for deaths and 1 / (n₀ + 2) for the others (Platt 1999), by Newton's method with halved steps (Lin,
 * Lin, Weng, "A note on Platt's probabilistic outputs for support vector machines", Machine Learning 2007; 68: 267–276).
 * The smoothing makes the line finite also where the margins separate the classes or there is one class only. The slope is
 * negative where the margins rank the wrong way round: callers decide what that means.
 *
 * @param margins - log-odds of rows that the model was not trained on
 * @param labels - 0 or 1, one per margin
 * @param counts - how often each row counts (a bootstrap's draws); once each when absent
 * @param start - near which the line is looked for; level at the mean when absent
 */
export function fitPlatt(
  margins: Float64Array,
  labels: Uint8Array,
  counts?: ArrayLike<number>,
  start?: PlattLine,
): PlattLine {
  if (margins.length !== labels.length || margins.length === 0) {
    throw new RangeError(
      `fitPlatt expects one label per margin, got ${labels.length} labels for ${margins.length} margins`,
    )
  }
  const weights = Float64Array.from(labels, (_, row) =>
    counts === undefined ? 1 : (counts[row] ?? 0),
  )
  const positives = weights.reduce((sum, weight, row) => sum + weight * (labels[row] ?? 0), 0)
  const negatives = weights.reduce((sum, weight) => sum + weight, 0) - positives
  const target = [1 / (negatives + 2), (positives + 1) / (positives + 2)]
  const targets = Float64Array.from(labels, label => target[label] ?? 0)
  const rows = { margins, targets, weights }

  let line = start ?? { slope: 0, intercept: Math.log((positives + 1) / (negatives + 1)) }
  let loss = crossEntropy(rows, line)
  const farthest = margins.reduce((most, margin) => Math.max(most, Math.abs(margin)), 0)
  for (let count = 0; count < MAXIMUM_STEPS; count++) {
    const step = newtonStep(rows, line)
    if (step === null) break
    // what is left to gain is below the rounding of the loss: this last step is taken whole
    if (-step.descent < LOSS_ROUNDING * loss) {
      line = moved(line, step, 1)
      break
    }
    // a step that moves no margin far cannot overshoot
    if (Math.abs(step.intercept) + Math.abs(step.slope) * farthest < 1) {
      line = moved(line, step, 1)
      // what it gains is half of its first-order change: as the scale of what is left that is exact enough
      loss += step.descent / 2
      continue
    }
    let share = 1
    let tried = moved(line, step, share)
    let triedLoss = crossEntropy(rows, tried)
    while (triedLoss > loss + 1e-4 * share * step.descent && share >= LEAST_SHARE) {
      share /= 2
      tried = moved(line, step, share)
      triedLoss = crossEntropy(rows, tried)
    }
    if (share < LEAST_SHARE) break
    line = tried
    loss = triedLoss
  }
  return line
}

/**
 * Isotonic calibration, kept away from 0 and 1 by 1 / (n + 2), Laplace's estimate of what was not seen in n rows: no
 * finite sample shows that a death is impossible, or certain.
 *
 * @param margins - log-odds of rows that the model was not trained on
 * @param labels - 0 or 1, one per margin
 * @param counts - how often each row counts (a bootstrap's draws); once each when absent
 */
export function isotonicCalibration(
  margins: Float64Array,
  labels: Uint8Array,
  counts?: ArrayLike<number>,
): Calibration {
  const knots = fitIsotonic(margins, labels, counts)
  const least = 1 / (margins.length + 2)
  const within = knots.probabilities.map(level => Math.min(Math.max(level, least), 1 - least))
  return { kind: 'isotonic', margins: [...knots.margins], probabilities: within }
}

/** Probabilities of margins under a calibration. */
export function applyCalibration(calibration: Calibration, margins: Float64Array): Float64Array {
  if (calibration.kind === 'none') return margins.map(margin => sigmoid(margin))
  if (calibration.kind === 'isotonic') {
    return margins.map(margin => interpolate(calibration, margin))
  }
  const { slope, intercept } = calibration
  return margins.map(margin => sigmoid(slope * margin + intercept))
}

interface WeightedRows {
  readonly margins: Float64Array
  readonly targets: Float64Array
  readonly weights: Float64Array
}

interface NewtonStep extends PlattLine {
  /** First-order change of the loss, negative. */
  readonly descent: number
}

/** null where the gradient is 0 to rounding. */
function newtonStep(
  { margins, targets, weights }: WeightedRows,
  line: PlattLine,
): NewtonStep | null {
  let [slopeSlope, slopeIntercept] = [0, 0]
  let [bendSlope, bendCross, bendIntercept] = [RIDGE, 0, RIDGE]
  for (let row = 0; row < margins.length; row++) {
    const margin = margins[row] ?? 0
    const probability = sigmoid(line.slope * margin + line.intercept)
    const weight = weights[row] ?? 0
    const off = weight * (probability - (targets[row] ?? 0))
    const bend = weight * probability * (1 - probability)
    slopeSlope += off * margin
    slopeIntercept += off
    bendSlope += bend * margin * margin
    bendCross += bend * margin
    bendIntercept += bend
  }
  if (Math.max(Math.abs(slopeSlope), Math.abs(slopeIntercept)) < GRADIENT_TOLERANCE) return null
  const determinant = bendSlope * bendIntercept - bendCross * bendCross
  const slope = -(bendIntercept * slopeSlope - bendCross * slopeIntercept) / determinant
  const intercept = -(bendSlope * slopeIntercept - bendCross * slopeSlope) / determinant
  return { slope, intercept, descent: slopeSlope * slope + slopeIntercept * intercept }
}

function moved(line: PlattLine, step: NewtonStep, share: number): PlattLine {
  return {
    slope: line.slope + share * step.slope,
    intercept: line.intercept + share * step.intercept,
  }
}

function crossEntropy({ margins, targets, weights }: WeightedRows, line: PlattLine): number {
  let loss = 0
  for (let row = 0; row < margins.length; row++) {
    const margin = line.slope * (margins[row] ?? 0) + line.intercept
    loss += (weights[row] ?? 0) * (softplus(margin) - (targets[row] ?? 0) * margin)
  }
  return loss
}
