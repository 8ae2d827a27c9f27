import { RESAMPLES } from '../evaluation/bootstrap.ts'
import { bootstrapMetrics } from '../evaluation/metricSet.ts'
import { rank } from '../evaluation/ranking.ts'
import { rankedThreshold } from '../evaluation/threshold.ts'
import type { StudyRows } from '../tuning/studyRows.ts'
import { artifactProbabilities } from './artifactProbabilities.ts'
import { baselineOf, cardMetricsOf, differences, picturesOf } from './cardFigures.ts'
import type { Evaluation, EvaluationInput } from './evaluation.ts'
import { oasisProbabilities, otherBaselines } from './severityBaselines.ts'

/** Once on patients whom the study never saw, see `evaluateWinner`. */
export function evaluateOnHeldOut(input: EvaluationInput, heldOut: StudyRows): Evaluation {
  const { labels, patients } = heldOut
  const resampling = { resamples: input.resamples ?? RESAMPLES, seed: input.seed }
  const { threshold } = input.artifact

  const probabilities = artifactProbabilities(input.artifact, heldOut.frame, heldOut.rows)
  const ours = bootstrapMetrics({ labels, patients, probabilities, threshold }, resampling)
  const oasis = bootstrapMetrics(
    {
      labels,
      patients,
      probabilities: oasisProbabilities(heldOut),
      // chosen on the training patients, as the model's own was
      threshold: oasisThreshold(input),
    },
    resampling,
  )
  return {
    metrics: cardMetricsOf('held-out', heldOut, ours.metrics),
    baseline: baselineOf('held-out', heldOut, oasis.metrics),
    otherBaselines: otherBaselines(heldOut, resampling),
    difference: differences(ours.draws, oasis.draws),
    ...picturesOf(heldOut, probabilities, threshold, resampling),
    resamples: resampling.resamples,
    winnerSelected: 1,
    redrawn: ours.redrawn,
  }
}

function oasisThreshold({ study, thresholdRule }: EvaluationInput): number {
  const probabilities = oasisProbabilities(study)
  return rankedThreshold(thresholdRule, rank(study.labels, probabilities), probabilities)
}
