import { logit, sigmoid, softplus } from '../models/link.ts'
import { checkScores } from './ranking.ts'

/**
 * How far probabilities are from the observed risk.
 *
 * - `slope`: of logit(observed) on logit(predicted); 1 is right, below 1 the predictions are too extreme
 * - `intercept`: calibration in the large, the shift in log-odds that makes the mean right with the slope held at 1;
 *   0 is right, below 0 too many deaths were predicted
 */
export type CalibrationFit =
  | { readonly estimable: true; readonly slope: number; readonly intercept: number }
  | { readonly estimable: false; readonly reason: string }

/** With fewer events than this a slope says nothing. */
export const FEWEST_EVENTS = 20

/**
 * Slope and intercept of the calibration curve, by maximum likelihood (Van Calster et al., BMC Medicine 2019; 17: 230).
 *
 * @param labels - 0 or 1, one per row
 * @param probabilities - 0..1; NaN is an error. 0 and 1 are taken as 1e-12 and 1 − 1e-12.
 * @returns not estimable with fewer than 20 deaths or survivors, or where deaths and survivors do not overlap
 */
export function calibrationCurve(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
): CalibrationFit {
  checkScores(labels, probabilities)
  let deaths = 0
  for (let row = 0; row < labels.length; row++) deaths += labels[row] ?? 0
  const fewest = Math.min(deaths, labels.length - deaths)
  if (fewest < FEWEST_EVENTS) {
    return {
      estimable: false,
      reason: `not estimable: needs ${FEWEST_EVENTS} deaths and as many survivors, but there are ${deaths} and ${labels.length - deaths}`,
    }
  }

  const margins = Float64Array.from(probabilities, marginOf)
  const intercept = fitShift(labels, margins)
  const { slope } = fitSlope(labels, margins)
  if (!Number.isFinite(slope) || !Number.isFinite(intercept)) {
    return {
      estimable: false,
      reason:
        'not estimable: the predictions are all equal, or part deaths and survivors completely',
    }
  }
  return { estimable: true, slope, intercept }
}

/** Log-odds of a probability that may be 0 or 1: it is kept 1e-12 away from them. */
export function marginOf(probability: number): number {
  return logit(Math.min(Math.max(probability, 1e-12), 1 - 1e-12))
}

/**
 * Calibration in the large: a in σ(a + margin), by maximum likelihood (Newton's method).
 *
 * @param counts - how often each row counts (a bootstrap's draws); once each when absent
 * @param start - near which it is looked for
 * @returns NaN where there is no maximum: one outcome only
 */
export function fitShift(
  labels: ArrayLike<number>,
  margins: Float64Array,
  counts?: ArrayLike<number>,
  start = 0,
): number {
  let shift = start
  for (let step = 0; step < 100; step++) {
    let gradient = 0
    let curvature = 0
    for (let row = 0; row < margins.length; row++) {
      const count = counts === undefined ? 1 : (counts[row] ?? 0)
      const p = sigmoid(shift + (margins[row] ?? 0))
      gradient += count * ((labels[row] ?? 0) - p)
      curvature += count * p * (1 - p)
    }
    if (curvature < 1e-12) return Number.NaN
    const change = Math.min(Math.max(gradient / curvature, -2), 2)
    shift += change
    if (Math.abs(change) < 1e-10) return shift
  }
  return Number.NaN
}

/** Outcomes regressed on margins: σ(level + slope · margin). */
export interface FittedSlope {
  readonly level: number
  readonly slope: number
}

/**
 * Level and slope by maximum likelihood (Newton's method with halved steps).
 *
 * @param counts - how often each row counts (a bootstrap's draws); once each when absent
 * @param start - near which they are looked for
 * @returns NaN where there is no maximum: one outcome only, equal margins, or margins that part the outcomes
 */
export function fitSlope(
  labels: ArrayLike<number>,
  margins: Float64Array,
  counts?: ArrayLike<number>,
  start: FittedSlope = { level: 0, slope: 0 },
): FittedSlope {
  const none = { level: Number.NaN, slope: Number.NaN }
  const rows: CountedRows = { labels, margins, counts }
  const farthest = farthestFromZero(margins)
  let { level, slope } = start
  let likelihood = Number.NaN
  for (let step = 0; step < 100; step++) {
    const [ga, gb, haa, hab, hbb] = derivatives(rows, level, slope)
    const determinant = haa * hbb - hab * hab
    if (!(determinant > 1e-12 * haa * hbb)) return none
    let da = (hbb * ga - hab * gb) / determinant
    let db = (haa * gb - hab * ga) / determinant
    // a step that moves no margin far cannot overshoot; others are halved until they gain
    const isShort = Math.abs(da) + Math.abs(db) * farthest < 1
    if (!isShort) {
      if (Number.isNaN(likelihood)) likelihood = logLikelihood(rows, level, slope)
      let next = logLikelihood(rows, level + da, slope + db)
      for (let halving = 0; halving < 30 && !(next >= likelihood); halving++) {
        da /= 2
        db /= 2
        next = logLikelihood(rows, level + da, slope + db)
      }
      likelihood = next
    } else likelihood = Number.NaN
    level += da
    slope += db
    if (Math.abs(da) + Math.abs(db) < 1e-9) return { level, slope }
    // separated: the likelihood has no maximum and the slope runs away
    if (Math.abs(slope) > 1e4) return none
  }
  return none
}

/** The largest distance of a margin from 0. */
export function farthestFromZero(margins: Float64Array): number {
  let farthest = 0
  for (const margin of margins) farthest = Math.max(farthest, Math.abs(margin))
  return farthest
}

interface CountedRows {
  readonly labels: ArrayLike<number>
  readonly margins: Float64Array
  readonly counts: ArrayLike<number> | undefined
}

function logLikelihood({ labels, margins, counts }: CountedRows, a: number, b: number): number {
  let sum = 0
  for (let row = 0; row < margins.length; row++) {
    const count = counts === undefined ? 1 : (counts[row] ?? 0)
    if (count === 0) continue
    const margin = a + b * (margins[row] ?? 0)
    sum -= count * softplus(labels[row] === 1 ? -margin : margin)
  }
  return sum
}

function derivatives(
  { labels, margins, counts }: CountedRows,
  a: number,
  b: number,
): readonly [number, number, number, number, number] {
  let ga = 0
  let gb = 0
  let haa = 0
  let hab = 0
  let hbb = 0
  for (let row = 0; row < margins.length; row++) {
    const count = counts === undefined ? 1 : (counts[row] ?? 0)
    if (count === 0) continue
    const x = margins[row] ?? 0
    const p = sigmoid(a + b * x)
    const residual = count * ((labels[row] ?? 0) - p)
    const weight = count * p * (1 - p)
    ga += residual
    gb += residual * x
    haa += weight
    hab += weight * x
    hbb += weight * x * x
  }
  return [ga, gb, haa, hab, hbb]
}
