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
import { brier, confusionAt, logLoss, operatingPoint, scaledBrier } from './metrics.ts'
import { aurocOfPair, pairDraws, splitRanking } from './pairedDraws.ts'
import { rank, rankedAuroc, rankedAveragePrecision } from './ranking.ts'
import { rankedThreshold, type ThresholdRule } from './threshold.ts'

/** One evaluated configuration of a search. */
export interface BbcCandidate {
  /** Out-of-fold probabilities before calibration: repeat r, row i at `r * rows + i`. */
  readonly predictions: Float64Array
  /**
   * Fits the calibration of the published model on margins (log-odds), each row as often as it counts; absent where none
   * is applied. What it fitted must not turn ranks round.
   */
  readonly calibrate?: (
    margins: Float64Array,
    labels: Uint8Array,
    counts: Uint16Array,
  ) => (margins: Float64Array) => Float64Array
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
  /** How the published model's threshold is chosen. */
  readonly thresholdRule: ThresholdRule
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
  const rankings = candidates.map(({ predictions }) =>
    Array.from({ length: repeats }, (_, repeat) =>
      splitRanking(rank(labels, predictions.subarray(repeat * rows, (repeat + 1) * rows))),
    ),
  )
  const scorerOf = chosenScorer(options)

  const draws = eachMetric(() => new Float64Array(resamples))
  const selected = new Uint32Array(candidates.length)
  const judge = (counts: Uint16Array, resample: number, values: Float64Array) => {
    // choose on the patients drawn
    const chosen = options.select(values)
    if (candidates[chosen] === undefined) {
      throw new Error(`select chose ${chosen} of ${candidates.length}`)
    }
    selected[chosen] = (selected[chosen] ?? 0) + 1
    // score on those left out
    const scores = scorerOf(chosen)(counts)
    for (const metric of METRICS) draws[metric][resample] = meanOver(scores, score => score[metric])
  }

  // draws are ranked two at a time
  const first = new Uint16Array(rows)
  const values = [new Float64Array(candidates.length), new Float64Array(candidates.length)] as const
  const judgePair = (second: Uint16Array, resample: number) => {
    const pair = pairDraws(labels, first, second)
    for (let at = 0; at < candidates.length; at++) {
      const aurocs = (rankings[at] ?? []).map(ranking => aurocOfPair(ranking, pair))
      values[0][at] = meanOver(aurocs, both => both[0])
      values[1][at] = meanOver(aurocs, both => both[1])
    }
    judge(first, resample - 1, values[0])
    if (second !== first) judge(second, resample, values[1])
  }
  const redrawn = forEachResample(
    { ...options, bothOutcomes: 'drawn-and-left-out' },
    (counts, resample) => {
      if (resample % 2 === 1) judgePair(counts, resample)
      else first.set(counts)
    },
  )
  if (resamples % 2 === 1) judgePair(first, resamples)

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

/**
 * Scores a candidate that was chosen on some draw: its calibration and threshold are fitted on the rows drawn, and the
 * figures are those of the others, one set per repeat. What does not change from draw to draw is made once, when a
 * candidate is chosen for the first time.
 *
 * A calibration does not turn ranks round, so ranks and threshold are those of the raw probabilities.
 */
function chosenScorer(
  options: BbcOptions,
): (candidate: number) => (counts: Uint16Array) => readonly MetricValues[] {
  const { labels, repeats, thresholdRule } = options
  const rows = labels.length
  const everyRepeat = repeatedRows(labels, repeats)
  const leftOut = new Uint16Array(rows)

  const scorerOf = ({ predictions, calibrate }: BbcCandidate) => {
    const pooled = rank(everyRepeat.labels, predictions)
    const margins = predictions.map(marginOf)
    const repeatsOf = Array.from({ length: repeats }, (_, repeat) => {
      const probabilities = predictions.subarray(repeat * rows, (repeat + 1) * rows)
      return { probabilities, ranking: rank(labels, probabilities) }
    })
    return (counts: Uint16Array): readonly MetricValues[] => {
      // decide on those drawn
      everyRepeat.draw(counts)
      const threshold = rankedThreshold(thresholdRule, pooled, predictions, everyRepeat.counts)
      const calibrated = calibrate?.(...everyRepeat.drawn(margins))

      // score the others
      for (let row = 0; row < rows; row++) leftOut[row] = counts[row] === 0 ? 1 : 0
      const others = rowsOf(leftOut)
      const outcomes = Uint8Array.from(others, row => labels[row] ?? 0)
      return repeatsOf.map(({ probabilities, ranking }, repeat) => {
        const raw = Float64Array.from(others, row => probabilities[row] ?? 0)
        const risks =
          calibrated?.(Float64Array.from(others, row => margins[repeat * rows + row] ?? 0)) ?? raw
        return {
          auroc: rankedAuroc(ranking, leftOut),
          auprc: rankedAveragePrecision(ranking, leftOut),
          brier: brier(outcomes, risks),
          scaledBrier: scaledBrier(outcomes, risks),
          logLoss: logLoss(outcomes, risks),
          ...operatingPoint(confusionAt(outcomes, raw, threshold)),
        }
      })
    }
  }

  const made = new Map<number, ReturnType<typeof scorerOf>>()
  return number => {
    const candidate = options.candidates[number]
    if (candidate === undefined) throw new Error(`there is no candidate ${number}`)
    const scorer = made.get(number) ?? scorerOf(candidate)
    made.set(number, scorer)
    return scorer
  }
}

/** The rows once per repeat: repeat r, row i at `r * rows + i`. */
interface RepeatedRows {
  readonly labels: Uint8Array
  /** How often each was drawn, alike in all repeats. */
  readonly counts: Uint16Array
  draw(counts: Uint16Array): void
  /** Margins, labels and counts of those drawn; the next call writes over them. */
  drawn(margins: Float64Array): readonly [Float64Array, Uint8Array, Uint16Array]
}

function repeatedRows(ofRow: ArrayLike<number>, repeats: number): RepeatedRows {
  const rows = ofRow.length
  const labels = Uint8Array.from({ length: repeats * rows }, (_, at) => ofRow[at % rows] ?? 0)
  const counts = new Uint16Array(repeats * rows)
  const drawn = {
    margins: new Float64Array(repeats * rows),
    labels: new Uint8Array(repeats * rows),
    counts: new Uint16Array(repeats * rows),
  }
  return {
    labels,
    counts,
    draw(once) {
      for (let repeat = 0; repeat < repeats; repeat++) counts.set(once, repeat * rows)
    },
    drawn(margins) {
      let used = 0
      for (let at = 0; at < margins.length; at++) {
        const count = counts[at] ?? 0
        if (count === 0) continue
        drawn.margins[used] = margins[at] ?? 0
        drawn.labels[used] = labels[at] ?? 0
        drawn.counts[used] = count
        used++
      }
      return [
        drawn.margins.subarray(0, used),
        drawn.labels.subarray(0, used),
        drawn.counts.subarray(0, used),
      ]
    },
  }
}

/** Rows that count. */
function rowsOf(counts: Uint16Array): Uint32Array {
  let rows = 0
  for (let row = 0; row < counts.length; row++) if (counts[row] !== 0) rows++
  const taken = new Uint32Array(rows)
  let at = 0
  for (let row = 0; row < counts.length; row++) if (counts[row] !== 0) taken[at++] = row
  return taken
}

function meanOver<Item>(items: readonly Item[], of: (item: Item) => number): number {
  let sum = 0
  for (const item of items) sum += of(item)
  return sum / items.length
}
