import type { Calibration } from '../registry/artifact.ts'
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
 */
export function fitPlatt(margins: Float64Array, labels: Uint8Array): PlattLine {
  if (margins.length !== labels.length || margins.length === 0) {
    throw new RangeError(
      `fitPlatt expects one label per margin, got ${labels.length} labels for ${margins.length} margins`,
    )
  }
  const positives = labels.reduce((sum, label) => sum + label, 0)
  const negatives = labels.length - positives
  const target = [1 / (negatives + 2), (positives + 1) / (positives + 2)]
  const targets = Float64Array.from(labels, label => target[label] ?? 0)

  let line: PlattLine = { slope: 0, intercept: Math.log((positives + 1) / (negatives + 1)) }
  let loss = crossEntropy(margins, targets, line)
  for (let count = 0; count < MAXIMUM_STEPS; count++) {
    const step = newtonStep(margins, targets, line)
    if (step === null) break
    // what is left to gain is below the rounding of the loss: this last step is taken whole
    if (-step.descent < LOSS_ROUNDING * loss) {
      line = moved(line, step, 1)
      break
    }
    let share = 1
    let tried = moved(line, step, share)
    let triedLoss = crossEntropy(margins, targets, tried)
    while (triedLoss > loss + 1e-4 * share * step.descent && share >= LEAST_SHARE) {
      share /= 2
      tried = moved(line, step, share)
      triedLoss = crossEntropy(margins, targets, tried)
    }
    if (share < LEAST_SHARE) break
    line = tried
    loss = triedLoss
  }
  return line
}

/** Probabilities of margins under a calibration. */
export function applyCalibration(calibration: Calibration, margins: Float64Array): Float64Array {
  if (calibration.kind === 'none') return margins.map(margin => sigmoid(margin))
  const { slope, intercept } = calibration
  return margins.map(margin => sigmoid(slope * margin + intercept))
}

interface NewtonStep extends PlattLine {
  /** First-order change of the loss, negative. */
  readonly descent: number
}

/** null where the gradient is 0 to rounding. */
function newtonStep(
  margins: Float64Array,
  targets: Float64Array,
  line: PlattLine,
): NewtonStep | null {
  let [slopeSlope, slopeIntercept] = [0, 0]
  let [bendSlope, bendCross, bendIntercept] = [RIDGE, 0, RIDGE]
  for (let row = 0; row < margins.length; row++) {
    const margin = margins[row] ?? 0
    const probability = sigmoid(line.slope * margin + line.intercept)
    const off = probability - (targets[row] ?? 0)
    const bend = probability * (1 - probability)
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

function crossEntropy(margins: Float64Array, targets: Float64Array, line: PlattLine): number {
  let loss = 0
  for (let row = 0; row < margins.length; row++) {
    const margin = line.slope * (margins[row] ?? 0) + line.intercept
    loss += softplus(margin) - (targets[row] ?? 0) * margin
  }
  return loss
}
