import type { Curves, Operation } from '../../shared/registry/card.ts'

export type Confusion = Operation['confusion']

/** What comes of calling everyone positive whose risk is at least `threshold`. */
export interface OperatingPoint {
  readonly threshold: number
  readonly confusion: Confusion
  /** Whether the counts are those at this very threshold, or those of the curve's point near it. */
  readonly isExact: boolean
}

interface CardOfCurves {
  readonly curves: Curves
  readonly operation: Pick<Operation, 'confusion'>
}

interface Cut {
  readonly truePositives: number
  readonly falsePositives: number
}

/** A curve of at most as many points is whole: of more predictions the card keeps 200, and the corner at the left. */
const WHOLE_POINTS = 200
/** Net benefits are equal up to rounding. */
const TOLERANCE = 1e-9

/**
 * The counts at each threshold of the decision curve. The card's ROC curve gives the counts of every rule but not its
 * threshold, its decision curve gives thresholds but of the counts only the net benefit TP/n − FP/n · t/(1 − t). A whole
 * ROC curve and the order of the rules nearly always leave one rule for a threshold: that is exact. Else it is the rule
 * that calls about as many positive as the reliability bins have risks above the threshold.
 *
 * @returns one per threshold of the decision curve, ascending; none where the card has no curves
 */
export function operatingPoints({ curves, operation }: CardOfCurves): readonly OperatingPoint[] {
  const { truePositives, falsePositives, trueNegatives, falseNegatives } = operation.confusion
  const deaths = truePositives + falseNegatives
  const survivors = falsePositives + trueNegatives
  const rows = deaths + survivors
  const cuts = curves.roc.map(({ x, y }) => ({
    truePositives: Math.round(y * deaths),
    falsePositives: Math.round(x * survivors),
  }))
  if (cuts.length === 0) return []

  const isWhole = cuts.length <= WHOLE_POINTS
  const possible = isWhole
    ? inOrder(curves.decision.map(point => equalBenefit(cuts, rows, point)))
    : curves.decision.map(() => [])
  return curves.decision.flatMap(({ threshold }, at) => {
    const found = possible[at] ?? []
    const among = found.length > 0 ? found : cuts.map((_, index) => index)
    const cut = cuts[nearest(cuts, among, rows * shareAbove(curves.reliability, threshold))]
    if (cut === undefined) return []
    const confusion = {
      ...cut,
      trueNegatives: survivors - cut.falsePositives,
      falseNegatives: deaths - cut.truePositives,
    }
    return [{ threshold, confusion, isExact: found.length === 1 }]
  })
}

/** The cuts that have the net benefit of a point, by their index. */
function equalBenefit(
  cuts: readonly Cut[],
  rows: number,
  { threshold, netBenefit }: Curves['decision'][number],
): readonly number[] {
  const odds = threshold / (1 - threshold)
  return cuts.flatMap(({ truePositives, falsePositives }, index) =>
    Math.abs((truePositives - falsePositives * odds) / rows - netBenefit.value) < TOLERANCE
      ? [index]
      : [],
  )
}

/** Keeps what agrees with the others: as the threshold rises, cuts come ever earlier on the ROC curve. */
function inOrder(candidates: readonly (readonly number[])[]): readonly (readonly number[])[] {
  let last = Number.POSITIVE_INFINITY
  const falling = candidates.map(found => {
    const kept = found.filter(index => index <= last)
    if (kept.length > 0) last = Math.max(...kept)
    return kept
  })
  let first = 0
  return falling
    .toReversed()
    .map(found => {
      const kept = found.filter(index => index >= first)
      if (kept.length > 0) first = Math.min(...kept)
      return kept
    })
    .toReversed()
}

/** Of the cuts that are asked about, the one that calls nearest to `positives` rows positive. */
function nearest(cuts: readonly Cut[], among: readonly number[], positives: number): number {
  let best = among[0] ?? 0
  let distance = Number.POSITIVE_INFINITY
  for (const index of among) {
    const { truePositives, falsePositives } = cuts[index] ?? { truePositives: 0, falsePositives: 0 }
    const off = Math.abs(truePositives + falsePositives - positives)
    if (off < distance) {
      best = index
      distance = off
    }
  }
  return best
}

/** Share of the rows with a risk above a threshold: linear between the middles of the reliability bins. */
function shareAbove(bins: Curves['reliability'], threshold: number): number {
  const rows = bins.reduce((sum, { count }) => sum + count, 0)
  let below = 0
  let [risk, share] = [0, 1]
  for (const { predicted, count } of bins) {
    const middle = 1 - (below + count / 2) / rows
    if (predicted >= threshold) return between(threshold, [risk, share], [predicted, middle])
    below += count
    risk = predicted
    share = middle
  }
  return between(threshold, [risk, share], [1, 0])
}

type Place = readonly [x: number, y: number]

function between(x: number, [x1, y1]: Place, [x2, y2]: Place): number {
  return x2 === x1 ? y2 : y1 + ((y2 - y1) * (x - x1)) / (x2 - x1)
}

/** What a clinician asks of an operating point; null where nobody is called positive, or nobody negative. */
export interface AlertFigures {
  readonly sensitivity: number
  readonly specificity: number
  /** Positive predictive value. */
  readonly precision: number | null
  readonly negativePredictiveValue: number | null
  readonly alertsPerHundred: number
  readonly alertsPerTruePositive: number | null
}

export function alertFigures(confusion: Confusion): AlertFigures {
  const { truePositives, falsePositives, trueNegatives, falseNegatives } = confusion
  const alerts = truePositives + falsePositives
  const silent = trueNegatives + falseNegatives
  return {
    sensitivity: truePositives / (truePositives + falseNegatives),
    specificity: trueNegatives / (trueNegatives + falsePositives),
    precision: alerts === 0 ? null : truePositives / alerts,
    negativePredictiveValue: silent === 0 ? null : trueNegatives / silent,
    alertsPerHundred: (100 * alerts) / (alerts + silent),
    alertsPerTruePositive: truePositives === 0 ? null : alerts / truePositives,
  }
}

/** The area under a curve by trapezoids. @param curve - by rising x */
export function areaUnder(curve: Curves['roc']): number {
  return curve.reduce((area, { x, y }, index) => {
    const before = curve[index - 1]
    return before === undefined ? area : area + ((x - before.x) * (y + before.y)) / 2
  }, 0)
}
