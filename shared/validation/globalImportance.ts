import { applyPreprocessor } from '../preprocessing/applyPreprocessor.ts'
import { parsePreprocessor } from '../preprocessing/preprocessor.ts'
import { seededRandom } from '../random.ts'
import type { ModelArtifact } from '../registry/artifact.ts'
import type { Importance } from '../registry/card.ts'
import { explanations } from '../serving/explanation.ts'
import { familyScorer } from '../serving/familyScorer.ts'
import { rowsAt } from '../tables/frameRows.ts'
import type { StudyRows } from '../tuning/studyRows.ts'

/** Enough for the order of what matters, and seconds for the largest forest. */
const MOST_STAYS = 500

/**
 * How much each input moves the model's score, up or down: the mean over training stays of |contribution|, where a stay's
 * contributions are those that a prediction is explained by (SHAP values in log-odds, the columns made from one input
 * summed). As the bar plot of Lundberg et al. (Nature Machine Intelligence 2020; 2: 56–67).
 *
 * @param rows - what the model was fitted on; of more than 500 stays as many are drawn
 */
export function globalImportance(
  artifact: ModelArtifact,
  { frame, rows }: StudyRows,
  seed: number,
): Importance {
  const stays = drawn(rows, seed)
  const given = rowsAt(frame, stays)
  const preprocessor = parsePreprocessor(artifact.preprocessor)
  const matrix = applyPreprocessor(preprocessor, given)
  const { features } = artifact
  const model = { version: '', artifact, features, preprocessor, scorer: familyScorer(artifact) }
  const { of } = explanations(model, given, matrix, false)

  const sums = new Map<string, number>()
  for (let row = 0; row < stays.length; row++) {
    for (const { feature, contribution } of of(row)) {
      sums.set(feature, (sums.get(feature) ?? 0) + Math.abs(contribution))
    }
  }
  const inputs = Array.from(sums, ([feature, sum]) => ({ feature, value: sum / stays.length }))
  inputs.sort((a, b) => b.value - a.value || (a.feature < b.feature ? -1 : 1))
  return { stays: stays.length, inputs }
}

function drawn(rows: Int32Array, seed: number): Int32Array {
  if (rows.length <= MOST_STAYS) return rows
  return seededRandom(seed, 'importance').shuffle(Int32Array.from(rows)).slice(0, MOST_STAYS).sort()
}
