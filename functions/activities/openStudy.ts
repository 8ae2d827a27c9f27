import { openStudy } from '../../shared/contracts/activities.ts'
import type { StudyDefinition } from '../../shared/contracts/study.ts'
import { goldSummary } from '../../shared/datasets/runs.ts'
import { studyPath } from '../../shared/datasets/studies.ts'
import { implement } from '../../shared/durable/implement.ts'
import { patientStorage } from '../../shared/storage/connect.ts'
import { readJson, writeJson } from '../../shared/storage/json.ts'
import { runFolder } from '../../shared/storage/paths.ts'
import { fitFamilies } from '../../shared/tuning/budget.ts'
import { trialCount } from '../../shared/tuning/study.ts'

const FOLDS = 5
const REPEATS = 2

/** Part of a study's identity, never of the machine: results do not depend on how many cores there are. */
const PARALLEL_TRIALS = 4

/** Fixes what the study is: rows, families, folds, seed. */
implement(openStudy, async ({ dataset, runId, request }) => {
  const { lake } = await patientStorage()
  const gold = await readJson(lake, `${runFolder(dataset, runId)}gold.json`, goldSummary)
  const survivors = gold.stays - gold.positives
  if (Math.min(gold.positives, survivors) < FOLDS) {
    return {
      ok: false as const,
      reason: `${dataset}: ${gold.positives} of ${gold.stays} stays of the cohort ended in death; ${FOLDS} folds need at least ${FOLDS} deaths and ${FOLDS} survivors`,
    }
  }

  const { families, leftOut } = fitFamilies(request.families, gold)
  if (families.length === 0) {
    const reasons = leftOut.map(({ family, reason }) => `${family}: ${reason}`).join('; ')
    return { ok: false as const, reason: `${dataset}: no family can be trained: ${reasons}` }
  }
  const definition: StudyDefinition = {
    id: runId,
    gold: gold.path,
    seed: request.seed,
    trials: request.trials,
    seconds: request.seconds ?? null,
    sampler: request.sampler,
    families: [...families],
    featureSets: request.featureSet === undefined ? ['core', 'full'] : [request.featureSet],
    predictionHours: request.predictionHours,
    availability: request.availability,
    folds: FOLDS,
    repeats: REPEATS,
    parallelTrials: PARALLEL_TRIALS,
  }
  await writeJson(lake, studyPath(dataset, runId), definition)
  return {
    ok: true as const,
    trials: trialCount(definition),
    parallelTrials: PARALLEL_TRIALS,
    seconds: definition.seconds,
    leftOut: [...leftOut],
  }
})
