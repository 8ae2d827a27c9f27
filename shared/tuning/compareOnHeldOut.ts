import { type Estimate, RESAMPLES } from '../evaluation/bootstrap.ts'
import { bootstrapMetrics, pairedDifference } from '../evaluation/metricSet.ts'
import type { ModelArtifact } from '../registry/artifact.ts'
import { artifactProbabilities } from './artifactProbabilities.ts'
import type { StudyRows } from './studyRows.ts'

/**
 * AUROC of a challenger less that of the champion on the same held-out patients, resampled in pairs: the gate's evidence.
 *
 * @param heldOut - patients that neither was trained on
 */
export function compareOnHeldOut(
  challenger: ModelArtifact,
  champion: ModelArtifact,
  heldOut: StudyRows,
  options: { readonly seed: number; readonly resamples?: number },
): Estimate {
  const { labels, patients, frame, rows } = heldOut
  const resampling = { seed: options.seed, resamples: options.resamples ?? RESAMPLES }
  const drawsOf = (artifact: ModelArtifact) => {
    const probabilities = artifactProbabilities(artifact, frame, rows)
    const scored = { labels, patients, probabilities, threshold: artifact.threshold }
    return bootstrapMetrics(scored, resampling).draws
  }
  return pairedDifference(drawsOf(challenger).auroc, drawsOf(champion).auroc)
}
