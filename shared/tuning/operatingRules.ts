import { countPositives } from '../evaluation/metrics.ts'
import { rank } from '../evaluation/ranking.ts'
import { rankedThreshold, type ThresholdRule } from '../evaluation/threshold.ts'
import type { ModelArtifact } from '../registry/artifact.ts'

/**
 * The threshold of a model, chosen on calibrated out-of-fold probabilities, all repeats together.
 *
 * @param labels - one per row
 * @param calibrated - repeat r, row i at `r * rows + i`
 */
export function chooseThreshold(
  labels: Uint8Array,
  calibrated: Float64Array,
  rule: ThresholdRule,
): number {
  const repeated = Uint8Array.from(calibrated, (_, at) => labels[at % labels.length] ?? 0)
  return rankedThreshold(rule, rank(repeated, calibrated), calibrated)
}

/**
 * Risk in words, relative to the training patients: `medium` from the average risk, the share p of them who died;
 * `high` from twice that, but never above half-way between p and 1. It takes nothing but p from the data, so it is as
 * steady as p is, and means the same for every model of the same patients.
 */
export function riskBands(labels: Uint8Array): ModelArtifact['riskBands'] {
  const prevalence = countPositives(labels) / labels.length
  return { medium: prevalence, high: Math.min(2 * prevalence, (1 + prevalence) / 2) }
}
