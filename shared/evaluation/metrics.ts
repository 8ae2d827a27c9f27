import { checkScores, rank, rankedAuroc, rankedAveragePrecision } from './ranking.ts'

/**
 * Area under the ROC curve of `scores` against `labels`, ties counted half.
 *
 * @param labels - one per stay, 1 = died in hospital, 0 = left alive; at least one of each
 * @param scores - same length, any real numbers, higher = more likely to die; NaN is an error
 * @returns 0..1, 0.5 = no better than chance
 * @example auroc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]) //=> 0.75
 */
export function auroc(labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  return defined('AUROC', labels, rankedAuroc(rank(labels, scores)))
}

/**
 * Area under the precision–recall curve as average precision: Σ (recallₙ − recallₙ₋₁) · precisionₙ over the distinct
 * scores, no interpolation (scikit-learn's `average_precision_score`).
 *
 * @param labels - 0 or 1, at least one 1
 * @param scores - same length; NaN is an error
 * @example averagePrecision([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]) //=> 0.8333333333333333
 */
export function averagePrecision(labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  return defined('average precision', labels, rankedAveragePrecision(rank(labels, scores)))
}

/**
 * Mean squared difference of probability and outcome.
 *
 * @param probabilities - 0..1; NaN is an error
 * @param counts - how often each row counts (a bootstrap's draws); once each when absent
 * @example brier([0, 1], [0.1, 0.8]) //=> 0.024999999999999994
 */
export function brier(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  counts?: Uint16Array,
): number {
  checkProbabilities(labels, probabilities)
  return countedMean(labels, probabilities, (label, p) => (p - label) * (p - label), counts)
}

/**
 * Mean negative log-likelihood, natural logarithm. Probabilities are kept 2.2e-16 away from 0 and 1, as scikit-learn's
 * `log_loss` does, so that one certain and wrong row costs 36 and not infinity.
 *
 * @param probabilities - 0..1; NaN is an error
 * @param counts - as for `brier`
 * @example logLoss([0, 1], [0.5, 0.5]) //=> 0.6931471805599453
 */
export function logLoss(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  counts?: Uint16Array,
): number {
  checkProbabilities(labels, probabilities)
  return countedMean(labels, probabilities, rowLogLoss, counts)
}

/** The 2×2 table of a rule that calls every row at or above a threshold positive. */
export interface Confusion {
  readonly truePositives: number
  readonly falsePositives: number
  readonly trueNegatives: number
  readonly falseNegatives: number
}

/**
 * The confusion matrix of "probability ≥ threshold".
 *
 * @param counts - as for `brier`
 */
export function confusionAt(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  threshold: number,
  counts?: Uint16Array,
): Confusion {
  checkScores(labels, probabilities)
  let truePositives = 0
  let falsePositives = 0
  let trueNegatives = 0
  let falseNegatives = 0
  for (let row = 0; row < labels.length; row++) {
    const count = counts === undefined ? 1 : (counts[row] ?? 0)
    const flagged = (probabilities[row] ?? 0) >= threshold
    if (labels[row] === 1) {
      if (flagged) truePositives += count
      else falseNegatives += count
    } else if (flagged) falsePositives += count
    else trueNegatives += count
  }
  return { truePositives, falsePositives, trueNegatives, falseNegatives }
}

/** What a confusion matrix amounts to; each 0..1. A share of nothing is 0, as scikit-learn's `zero_division=0`. */
export interface OperatingPoint {
  readonly accuracy: number
  /** Of those called positive, how many died. */
  readonly precision: number
  /** Of those who died, how many were called positive: sensitivity. */
  readonly recall: number
  /** Of those who lived, how many were called negative. */
  readonly specificity: number
  readonly f1: number
}

/** Figures at one threshold; 0 where there is nothing to divide by, as scikit-learn has it. */
export function operatingPoint(confusion: Confusion): OperatingPoint {
  const { truePositives, falsePositives, trueNegatives, falseNegatives } = confusion
  const all = truePositives + falsePositives + trueNegatives + falseNegatives
  return {
    accuracy: share(truePositives + trueNegatives, all),
    precision: share(truePositives, truePositives + falsePositives),
    recall: share(truePositives, truePositives + falseNegatives),
    specificity: share(trueNegatives, trueNegatives + falsePositives),
    f1: share(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
  }
}

/**
 * 1 − Brier score / that of always saying the prevalence: 1 is perfect, 0 no better than knowing only how many die, below
 * 0 worse (Steyerberg et al., Epidemiology 2010; 21: 128–138).
 *
 * @param counts - as for `brier`
 * @returns at most 1; −∞ or NaN where the counted rows hold one outcome only
 */
export function scaledBrier(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  counts?: Uint16Array,
): number {
  const score = brier(labels, probabilities, counts)
  const prevalence = countedMean(labels, probabilities, label => label, counts)
  return 1 - score / (prevalence * (1 - prevalence))
}

/** Labels are 0 and 1. */
export function countPositives(labels: ArrayLike<number>): number {
  let positives = 0
  for (let row = 0; row < labels.length; row++) if (labels[row] === 1) positives++
  return positives
}

/** What each row adds to the Brier score and to the log loss, each counted once. */
export function rowLosses(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
): { readonly brier: Float64Array; readonly logLoss: Float64Array } {
  checkProbabilities(labels, probabilities)
  const each = (loss: (label: number, p: number) => number) =>
    Float64Array.from({ length: labels.length }, (_, row) =>
      loss(labels[row] ?? 0, probabilities[row] ?? 0),
    )
  return { brier: each((label, p) => (p - label) * (p - label)), logLoss: each(rowLogLoss) }
}

const EPSILON = 2.220446049250313e-16

function rowLogLoss(label: number, p: number): number {
  const clipped = Math.min(Math.max(p, EPSILON), 1 - EPSILON)
  return -Math.log(label === 1 ? clipped : Math.min(Math.max(1 - p, EPSILON), 1 - EPSILON))
}

function countedMean(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  loss: (label: number, p: number) => number,
  counts: Uint16Array | undefined,
): number {
  let sum = 0
  let weight = 0
  for (let row = 0; row < labels.length; row++) {
    const count = counts === undefined ? 1 : (counts[row] ?? 0)
    if (count === 0) continue
    sum += count * loss(labels[row] ?? 0, probabilities[row] ?? 0)
    weight += count
  }
  return sum / weight
}

/** @throws where there is no row, the two differ in length, or a probability is not from 0 to 1 */
export function checkProbabilities(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
): void {
  checkScores(labels, probabilities)
  if (labels.length === 0) throw new Error('a metric needs at least one row, but got none')
  for (let row = 0; row < probabilities.length; row++) {
    const p = probabilities[row] ?? 0
    if (p < 0 || p > 1)
      throw new Error(`a probability must be from 0 to 1, but row ${row} has ${p}`)
  }
}

function defined(metric: string, labels: ArrayLike<number>, value: number): number {
  if (!Number.isNaN(value)) return value
  throw new Error(
    `${metric} needs both outcomes, but got ${countPositives(labels)} deaths in ${labels.length} rows`,
  )
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}
