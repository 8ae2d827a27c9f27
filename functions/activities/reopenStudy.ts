import { reopenStudy } from '../../shared/contracts/activities.ts'
import { studyDefinition } from '../../shared/contracts/study.ts'
import { goldSummary, missingTables, silverOf } from '../../shared/datasets/runs.ts'
import { studyPath, trialsOf } from '../../shared/datasets/studies.ts'
import { implement } from '../../shared/durable/implement.ts'
import { patientStorage } from '../../shared/storage/connect.ts'
import { readJson, writeJson } from '../../shared/storage/json.ts'
import { runFolder } from '../../shared/storage/paths.ts'
import { fitFamilies } from '../../shared/tuning/budget.ts'
import { countTrial, NO_TRIALS } from '../../shared/tuning/searchOutcome.ts'

/** Lets a study have more trials; all else stays what it is. */
implement(reopenStudy, async ({ dataset, runId, request, from, to }) => {
  const { lake, rows } = await patientStorage()
  const path = studyPath(dataset, runId)
  const definition = await readJson(lake, path, studyDefinition)
  await writeJson(lake, path, { ...definition, trials: to })

  const trials = await trialsOf(rows, runId)
  const gold = await readJson(lake, `${runFolder(dataset, runId)}gold.json`, goldSummary)
  const { stays, positives, patients } = gold
  return {
    parallelTrials: definition.parallelTrials,
    before: trials.filter(({ number }) => number < from).reduce(countTrial, NO_TRIALS),
    cohort: { stays, positives, patients },
    missingTables: missingTables(await silverOf(lake, dataset, runId)),
    leftOut: [...fitFamilies(request.families, gold).leftOut],
  }
})
