import { sigmoid } from '../models/link.ts'
import { mean } from '../preprocessing/moments.ts'
import { forEachResample, percentileInterval } from './bootstrap.ts'
import { marginOf } from './calibration.ts'
import {
  eachMetric,
  METRICS,
  type MetricDraws,
  type MetricEstimates,
  type MetricValues,
} from './metricSet.ts'
import { brier, confusionAt, logLoss, operatingPoint } from './metrics.ts'
import { type Ranking, rank, rankedAuroc, rankedAveragePrecision } from './ranking.ts'
import { rankedYoudenThreshold } from './threshold.ts'

/** One evaluated configuration of a search. */
export interface BbcCandidate {
  /** Out-of-fold probabilities before calibration: repeat r, row i at `r * rows + i`. */
  readonly predictions: Float64Array
  /** Fits the calibration of the published model on margins (log-odds); absent where none is applied. Slope > 0. */
  readonly calibrate?: (
    labels: Uint8Array,
    margins: Float64Array,
  ) => { readonly slope: number; readonly intercept: number }
}

export interface BbcOptions {
  readonly labels: ArrayLike<number>
  /** `subject_id`, one per row. */
  readonly patients: ArrayLike<number>
  readonly candidates: readonly BbcCandidate[]
  readonly repeats: number
  /**
   * The study's own rule: the index of the winner, given each candidate's AUROC of the drawn patients (mean over
   * repeats, as the study's values are).
   */
  readonly select: (values: Float64Array) => number
  readonly resamples: number
  readonly seed: number
}

export interface BbcResult {
  readonly metrics: MetricEstimates
  /** Out-of-bag figures of each resample; those of two searches with the same rows, seed and resamples are paired. */
  readonly draws: MetricDraws
  /** How often each candidate was selected: how sure the search is of its winner. */
  readonly selected: Uint32Array
  /** Draws in which one side held one outcome only, thrown away and drawn again. */
  readonly redrawn: number
}

/**
 * Bootstrap-bias-corrected cross-validation (Tsamardinos, Greasidou, Borboudakis, "Bootstrapping the out-of-sample
 * predictions for efficient and accurate cross-validation", Machine Learning 2018; 107: 1895–1922): what a search's
 * winner is worth, corrected for having been chosen as the best of many on the same rows.
 *
 * Patients are drawn with replacement. On those drawn, all that the data decide is decided again: the winner, its
 * calibration, its threshold. It is scored on the patients that were not drawn. The estimate is the mean over the
 * resamples, the interval their 2.5th and 97.5th percentile; as each is scored on some 37 % of the patients, the
 * interval is rather too wide than too narrow.
 *
 * @throws where there is no candidate, or too few patients of one outcome
 */
export function bbcCv(options: BbcOptions): BbcResult {
  const { labels, candidates, repeats, resamples } = options
  const rows = labels.length
  checkCandidates(options)

  // sort each candidate's scores once
  const rankings = candidates.map(candidate =>
    Array.from({ length: repeats }, (_, repeat) =>
      rank(labels, candidate.predictions.subarray(repeat * rows, (repeat + 1) * rows)),
    ),
  )
  const pooled = pooledRankings(options)

  const draws = eachMetric(() => new Float64Array(resamples))
  const selected = new Uint32Array(candidates.length)
  const values = new Float64Array(candidates.length)
  const leftOut = new Uint16Array(rows)
  const redrawn = forEachResample(
    { ...options, bothOutcomes: 'drawn-and-left-out' },
    (counts, resample) => {
      // choose on the patients drawn
      for (let at = 0; at < values.length; at++) {
        values[at] = meanOver(rankings[at] ?? [], ranking => rankedAuroc(ranking, counts))
      }
      const chosen = options.select(values)
      const candidate = candidates[chosen]
      if (candidate === undefined) throw new Error(`select chose ${chosen} of ${candidates.length}`)
      selected[chosen] = (selected[chosen] ?? 0) + 1
      const calibration = drawnCalibration(candidate, labels, counts)
      const threshold = rankedYoudenThreshold(
        pooled(chosen),
        candidate.predictions,
        at => counts[at % rows] ?? 0,
      )

      // score on those left out
      for (let row = 0; row < rows; row++) leftOut[row] = counts[row] === 0 ? 1 : 0
      const scores = (rankings[chosen] ?? []).map((ranking, repeat) =>
        scoreLeftOut(ranking, labels, leftOut, {
          probabilities: candidate.predictions.subarray(repeat * rows, (repeat + 1) * rows),
          calibration,
          threshold,
        }),
      )
      for (const metric of METRICS) {
        draws[metric][resample] = meanOver(scores, score => score[metric])
      }
    },
  )

  const metrics = eachMetric(metric => ({
    value: mean(draws[metric]),
    ...percentileInterval(draws[metric]),
  }))
  return { metrics, draws, selected, redrawn }
}

function checkCandidates(options: BbcOptions): void {
  const { labels, candidates, repeats } = options
  if (candidates.length === 0) throw new Error('BBC-CV needs at least one complete trial')
  candidates.forEach((candidate, at) => {
    if (candidate.predictions.length === repeats * labels.length) return
    throw new Error(
      `candidate ${at} must have ${repeats} × ${labels.length} out-of-fold predictions, but has ${candidate.predictions.length}`,
    )
  })
}

/** Rankings of all repeats of a candidate together, made when first asked for. */
function pooledRankings(options: BbcOptions): (candidate: number) => Ranking {
  const { labels, repeats } = options
  const repeated = new Uint8Array(repeats * labels.length)
  for (let at = 0; at < repeated.length; at++) repeated[at] = labels[at % labels.length] ?? 0
  const made = new Map<number, Ranking>()
  return candidate => {
    const known = made.get(candidate)
    if (known !== undefined) return known
    const ranking = rank(repeated, options.candidates[candidate]?.predictions ?? [])
    made.set(candidate, ranking)
    return ranking
  }
}

interface Line {
  readonly slope: number
  readonly intercept: number
}

function drawnCalibration(
  candidate: BbcCandidate,
  labels: ArrayLike<number>,
  counts: Uint16Array,
): Line | undefined {
  if (candidate.calibrate === undefined) return undefined
  const drawnLabels: number[] = []
  const margins: number[] = []
  for (let at = 0; at < candidate.predictions.length; at++) {
    const row = at % labels.length
    const margin = marginOf(candidate.predictions[at] ?? 0)
    for (let copy = counts[row] ?? 0; copy > 0; copy--) {
      drawnLabels.push(labels[row] ?? 0)
      margins.push(margin)
    }
  }
  return candidate.calibrate(Uint8Array.from(drawnLabels), Float64Array.from(margins))
}

/** A calibration with a positive slope keeps the order, so ranks and threshold are those of the raw probabilities. */
function scoreLeftOut(
  ranking: Ranking,
  labels: ArrayLike<number>,
  leftOut: Uint16Array,
  model: {
    readonly probabilities: Float64Array
    readonly calibration: Line | undefined
    readonly threshold: number
  },
): MetricValues {
  const { probabilities, calibration } = model
  const calibrated =
    calibration === undefined
      ? probabilities
      : probabilities.map(p => sigmoid(calibration.slope * marginOf(p) + calibration.intercept))
  return {
    auroc: rankedAuroc(ranking, leftOut),
    auprc: rankedAveragePrecision(ranking, leftOut),
    brier: brier(labels, calibrated, leftOut),
    logLoss: logLoss(labels, calibrated, leftOut),
    ...operatingPoint(confusionAt(labels, probabilities, model.threshold, leftOut)),
  }
}

function meanOver<Item>(items: readonly Item[], of: (item: Item) => number): number {
  let sum = 0
  for (const item of items) sum += of(item)
  return sum / items.length
}
