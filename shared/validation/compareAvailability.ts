import type { TrialPlan } from '../contracts/study.ts'
import type { Availability } from '../contracts/training.ts'
import { forEachResample, RESAMPLES } from '../evaluation/bootstrap.ts'
import { pairedDifference } from '../evaluation/metricSet.ts'
import { rank, rankedAuroc } from '../evaluation/ranking.ts'
import type { AvailabilityComparison } from '../registry/card.ts'
import type { StudyData } from '../tuning/studyData.ts'
import { evaluateTrial } from '../tuning/trial.ts'

/**
 * What a plan loses when events that were stored after the moment of prediction do not count.
 *
 * @param study - on the gold that the study learned from, whose events count by `used`
 * @param predictions - the plan's out-of-fold predictions in that study: repeat r, row i at `r * rows + i`
 * @param other - the same study on gold whose events count by the other time
 */
export function compareAvailability(input: {
  readonly study: StudyData
  readonly used: Availability
  readonly predictions: Float64Array
  readonly other: StudyData
  readonly plan: TrialPlan
  readonly seed: number
  readonly resamples?: number
}): AvailabilityComparison {
  const { study, used, predictions, other, plan, seed } = input
  const trial = evaluateTrial({ ...other, plan, seed })
  const aurocOfUsed = meanAuroc(study, predictions)
  if (trial.state !== 'complete') {
    const known = { [used]: aurocOfUsed() }
    return { auroc: { charttime: null, storetime: null, ...known }, difference: null }
  }

  const aurocOfOther = meanAuroc(other, trial.predictions)
  const byStoretime = used === 'storetime' ? aurocOfUsed : aurocOfOther
  const byCharttime = used === 'storetime' ? aurocOfOther : aurocOfUsed
  const resamples = input.resamples ?? RESAMPLES
  const draws = { charttime: new Float64Array(resamples), storetime: new Float64Array(resamples) }
  const { labels, patients } = study
  forEachResample(
    { labels, patients, resamples, seed, bothOutcomes: 'drawn' },
    (counts, resample) => {
      draws.charttime[resample] = byCharttime(counts)
      draws.storetime[resample] = byStoretime(counts)
    },
  )
  return {
    auroc: { charttime: byCharttime(), storetime: byStoretime() },
    difference: pairedDifference(draws.storetime, draws.charttime),
  }
}

/** The time by which events were not counted. */
export function otherAvailability(availability: Availability): Availability {
  return availability === 'charttime' ? 'storetime' : 'charttime'
}

/** Mean over repeats of the AUROC of the pooled out-of-fold predictions, of all rows or as often as each was drawn. */
function meanAuroc(
  { labels, folds }: StudyData,
  predictions: Float64Array,
): (counts?: Uint16Array) => number {
  const rankings = Array.from({ length: folds.repeats }, (_, repeat) =>
    rank(labels, predictions.subarray(repeat * folds.rows, (repeat + 1) * folds.rows)),
  )
  return counts =>
    rankings.reduce((sum, ranking) => sum + rankedAuroc(ranking, counts), 0) / rankings.length
}
