import { RESAMPLES } from '../evaluation/bootstrap.ts'
import { countPositives } from '../evaluation/metrics.ts'
import { comparePaired, type PairedComparison } from '../evaluation/pairedComparison.ts'
import type { ModelArtifact } from '../registry/artifact.ts'
import type { StudyRows } from '../tuning/studyRows.ts'
import { artifactProbabilities } from './artifactProbabilities.ts'
import { subgroupRows } from './subgroups.ts'

/** Both models on the same held-out patients: the gate's evidence. */
export interface HeldOutComparison extends PairedComparison {
  readonly stays: number
  readonly patients: number
  readonly deaths: number
}

/**
 * A challenger beside the champion on the same held-out patients, in all and by groups.
 *
 * @param heldOut - patients that neither was trained on
 * @returns `obstacle` where the champion cannot score these rows: it wants features that this gold lacks, say
 * @throws where the challenger cannot
 */
export function compareOnHeldOut(
  challenger: ModelArtifact,
  champion: ModelArtifact,
  heldOut: StudyRows,
  options: { readonly seed: number; readonly resamples?: number },
): HeldOutComparison | { readonly obstacle: string } {
  const { labels, patients, frame, rows } = heldOut
  const ours = artifactProbabilities(challenger, frame, rows)
  const theirs = scored(champion, heldOut)
  if ('obstacle' in theirs) return theirs

  const groups = subgroupRows(heldOut)
  const compared = comparePaired(
    { labels, patients, challenger: ours, champion: theirs.probabilities, groups },
    { seed: options.seed, resamples: options.resamples ?? RESAMPLES },
  )
  return {
    ...compared,
    stays: labels.length,
    patients: new Set(patients).size,
    deaths: countPositives(labels),
  }
}

function scored(
  champion: ModelArtifact,
  { frame, rows }: StudyRows,
): { readonly probabilities: Float64Array } | { readonly obstacle: string } {
  const lacking = champion.features.filter(({ name }) => !(name in frame.columns))
  const [first] = lacking
  if (first !== undefined) {
    const others = lacking.length === 1 ? '' : ` and ${lacking.length - 1} more inputs`
    return { obstacle: `the current one wants ${first.name}${others}, which the new data lack` }
  }
  try {
    return { probabilities: artifactProbabilities(champion, frame, rows) }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { obstacle: `the current one cannot score the new data (${why})` }
  }
}
