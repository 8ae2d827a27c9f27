import { mean } from '../preprocessing/moments.ts'
import type { Estimate } from './bootstrap.ts'
import { forEachResample, percentileInterval } from './bootstrap.ts'
import { operatingPoint, rowLosses } from './metrics.ts'
import { rank, rankedAuroc, rankedAveragePrecision } from './ranking.ts'

/** The figures of a model's card, in the order in which they are shown. Of `brier` and `logLoss` less is better. */
export const METRICS = [
  'auroc',
  'auprc',
  'brier',
  'scaledBrier',
  'logLoss',
  'accuracy',
  'precision',
  'recall',
  'specificity',
  'f1',
] as const
export type MetricName = (typeof METRICS)[number]
export type MetricValues = Readonly<Record<MetricName, number>>
export type MetricEstimates = Readonly<Record<MetricName, Estimate>>
/** Each metric of each resample. */
export type MetricDraws = Readonly<Record<MetricName, Float64Array>>

/** One value per metric. */
export function eachMetric<Value>(of: (metric: MetricName) => Value): Record<MetricName, Value> {
  return {
    auroc: of('auroc'),
    auprc: of('auprc'),
    brier: of('brier'),
    scaledBrier: of('scaledBrier'),
    logLoss: of('logLoss'),
    accuracy: of('accuracy'),
    precision: of('precision'),
    recall: of('recall'),
    specificity: of('specificity'),
    f1: of('f1'),
  }
}

/** What is to be scored: one probability per row, and the threshold that was fixed before these rows were seen. */
export interface Scored {
  readonly labels: ArrayLike<number>
  readonly patients: ArrayLike<number>
  readonly probabilities: ArrayLike<number>
  readonly threshold: number
}

/**
 * All metrics of probabilities that were not chosen on these rows, with 95 % percentile intervals by resampling
 * patients. The same labels, patients, seed and number of resamples give the same draws for any probabilities, so the
 * draws of two models may be subtracted: `pairedDifference`.
 *
 * @returns `redrawn`: draws of one outcome only, thrown away and drawn again
 */
export function bootstrapMetrics(
  scored: Scored,
  options: { readonly resamples: number; readonly seed: number },
): {
  readonly metrics: MetricEstimates
  readonly draws: MetricDraws
  readonly redrawn: number
} {
  const { labels, probabilities } = scored
  const score = metricScorer(labels, probabilities, scored.threshold)
  const values = score(new Uint16Array(labels.length).fill(1))
  const draws = eachMetric(() => new Float64Array(options.resamples))
  const redrawn = forEachResample(
    { labels, patients: scored.patients, ...options, bothOutcomes: 'drawn' },
    (counts, resample) => {
      const drawn = score(counts)
      for (const metric of METRICS) draws[metric][resample] = drawn[metric]
    },
  )
  const metrics = eachMetric(metric => ({
    value: values[metric],
    ...percentileInterval(draws[metric]),
  }))
  return { metrics, draws, redrawn }
}

/** One metric of a model less the same of another on the same patients: the mean of the paired draws, and its interval. */
export function pairedDifference(ours: Float64Array, theirs: Float64Array): Estimate {
  if (ours.length !== theirs.length || ours.length === 0) {
    throw new Error(
      `draws must be paired to be compared, but there are ${ours.length} and ${theirs.length}`,
    )
  }
  const differences = ours.map((value, draw) => value - (theirs[draw] ?? Number.NaN))
  return { value: mean(differences), ...percentileInterval(differences) }
}

/** Sorts once and judges each row once, to score many resamples. */
function metricScorer(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  threshold: number,
): (counts: Uint16Array) => MetricValues {
  const ranking = rank(labels, probabilities)
  const losses = rowLosses(labels, probabilities)
  const rows = labels.length
  // 0 … 3: true negative, false positive, false negative, true positive
  const outcome = Uint8Array.from(
    { length: rows },
    (_, row) => 2 * (labels[row] ?? 0) + ((probabilities[row] ?? 0) >= threshold ? 1 : 0),
  )
  const tally = new Float64Array(4)
  return counts => {
    tally.fill(0)
    let brier = 0
    let logLoss = 0
    for (let row = 0; row < rows; row++) {
      const count = counts[row] ?? 0
      if (count === 0) continue
      brier += count * (losses.brier[row] ?? 0)
      logLoss += count * (losses.logLoss[row] ?? 0)
      const called = outcome[row] ?? 0
      tally[called] = (tally[called] ?? 0) + count
    }
    const [trueNegatives = 0, falsePositives = 0, falseNegatives = 0, truePositives = 0] = tally
    const drawn = trueNegatives + falsePositives + falseNegatives + truePositives
    const prevalence = (falseNegatives + truePositives) / drawn
    return {
      auroc: rankedAuroc(ranking, counts),
      auprc: rankedAveragePrecision(ranking, counts),
      brier: brier / drawn,
      scaledBrier: 1 - brier / drawn / (prevalence * (1 - prevalence)),
      logLoss: logLoss / drawn,
      ...operatingPoint({ truePositives, falsePositives, trueNegatives, falseNegatives }),
    }
  }
}
