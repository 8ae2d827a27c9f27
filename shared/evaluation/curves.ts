import { countPositives } from './metrics.ts'
import { rank } from './ranking.ts'

/** One rule "score ≥ threshold is positive". */
export interface RocPoint {
  /** null at the first point, where nothing is positive. */
  readonly threshold: number | null
  readonly falsePositiveRate: number
  readonly truePositiveRate: number
}

/**
 * The ROC curve, from (0, 0) to (1, 1), one point per distinct score, thinned to at most `points` of them.
 *
 * @param labels - 0 or 1, at least one of each
 */
export function rocCurve(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  points = 200,
): RocPoint[] {
  const cuts = cumulativeCuts(labels, scores)
  const positives = countPositives(labels)
  const negatives = labels.length - positives
  const curve = cuts.map(cut => ({
    threshold: cut.threshold,
    falsePositiveRate: cut.falsePositives / negatives,
    truePositiveRate: cut.truePositives / positives,
  }))
  return [{ threshold: null, falsePositiveRate: 0, truePositiveRate: 0 }, ...thin(curve, points)]
}

export interface PrecisionRecallPoint {
  readonly threshold: number
  readonly precision: number
  readonly recall: number
}

/** Precision and recall by falling threshold, one point per distinct score, thinned to at most `points` of them. */
export function precisionRecallCurve(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  points = 200,
): PrecisionRecallPoint[] {
  const positives = countPositives(labels)
  const curve = cumulativeCuts(labels, scores).map(cut => ({
    threshold: cut.threshold,
    precision: cut.truePositives / (cut.truePositives + cut.falsePositives),
    recall: cut.truePositives / positives,
  }))
  return thin(curve, points)
}

/** Stays of similar predicted risk, and what became of them. */
export interface ReliabilityBin {
  readonly rows: number
  readonly deaths: number
  readonly meanPredicted: number
  readonly observed: number
}

/**
 * Predicted against observed risk in bins of (nearly) equal size. Equal probabilities are never divided between two
 * bins, so there may be fewer bins than asked for.
 *
 * @param probabilities - 0..1; NaN is an error
 */
export function reliabilityCurve(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  bins = 10,
): ReliabilityBin[] {
  const ascending = rank(labels, probabilities).order.toReversed()
  const rows = ascending.length
  const curve: ReliabilityBin[] = []
  let start = 0
  for (let bin = 1; bin <= bins; bin++) {
    let end = Math.max(Math.round((bin * rows) / bins), start)
    while (
      end > start &&
      end < rows &&
      probabilities[ascending[end] ?? 0] === probabilities[ascending[end - 1] ?? 0]
    ) {
      end++
    }
    if (end > start)
      curve.push(reliabilityBin(labels, probabilities, ascending.subarray(start, end)))
    start = end
  }
  return curve
}

export interface DecisionPoint {
  /** The risk from which one would act. */
  readonly threshold: number
  /** Of acting on the model. */
  readonly netBenefit: number
  /** Of acting on everyone; that of acting on no one is 0. */
  readonly treatAll: number
  /** Deaths and survivors whose probability is at least the threshold. */
  readonly truePositives: number
  readonly falsePositives: number
}

/**
 * Net benefit TP/n − FP/n · t/(1 − t) at thresholds 0.01, 0.02, … 0.99 (Vickers, Elkin, Med Decis Making 2006).
 *
 * @param probabilities - 0..1; NaN is an error
 */
export function decisionCurve(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
): DecisionPoint[] {
  const cuts = cumulativeCuts(labels, probabilities)
  const rows = labels.length
  const positives = countPositives(labels)
  const curve: DecisionPoint[] = []
  // thresholds rise while the cuts' fall: from the last cut backwards
  let at = cuts.length - 1
  for (let percent = 1; percent <= 99; percent++) {
    const threshold = percent / 100
    const odds = percent / (100 - percent)
    while (at >= 0 && (cuts[at]?.threshold ?? 0) < threshold) at--
    const { truePositives = 0, falsePositives = 0 } = cuts[at] ?? {}
    curve.push({
      threshold,
      netBenefit: (truePositives - falsePositives * odds) / rows,
      treatAll: (positives - (rows - positives) * odds) / rows,
      truePositives,
      falsePositives,
    })
  }
  return curve
}

interface Cut {
  readonly threshold: number
  readonly truePositives: number
  readonly falsePositives: number
}

/** What is called positive at each distinct score, from the highest. */
function cumulativeCuts(labels: ArrayLike<number>, scores: ArrayLike<number>): Cut[] {
  const ranking = rank(labels, scores)
  const cuts: Cut[] = []
  let truePositives = 0
  let falsePositives = 0
  for (let at = 0; at < ranking.order.length; at++) {
    if (ranking.labels[at] === 1) truePositives++
    else falsePositives++
    if (ranking.ends[at] === 1) {
      cuts.push({ threshold: scores[ranking.order[at] ?? 0] ?? 0, truePositives, falsePositives })
    }
  }
  if (truePositives === 0 || falsePositives === 0) {
    throw new Error(
      `a curve needs both outcomes, but got ${truePositives} deaths in ${labels.length} rows`,
    )
  }
  return cuts
}

function reliabilityBin(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  rows: Uint32Array,
): ReliabilityBin {
  let deaths = 0
  let predicted = 0
  for (const row of rows) {
    deaths += labels[row] ?? 0
    predicted += probabilities[row] ?? 0
  }
  return {
    rows: rows.length,
    deaths,
    meanPredicted: predicted / rows.length,
    observed: deaths / rows.length,
  }
}

/** Every k-th point, the first and the last always among them. */
function thin<Point>(curve: readonly Point[], points: number): Point[] {
  if (curve.length <= points) return [...curve]
  const step = (curve.length - 1) / (points - 1)
  return Array.from({ length: points }, (_, at) => curve[Math.round(at * step)]).filter(
    point => point !== undefined,
  )
}
