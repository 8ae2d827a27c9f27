import { join } from 'node:path'
import { localCacheOf } from '../../shared/compute/localCache.ts'
import { onWorker } from '../../shared/compute/pool.ts'
import { withTemporaryFolder } from '../../shared/compute/temporaryFolder.ts'
import { runTrial } from '../../shared/contracts/activities.ts'
import { studyDefinition, type Trial } from '../../shared/contracts/study.ts'
import { studyPath, trialOf, trialsOf, writeTrial } from '../../shared/datasets/studies.ts'
import { implement } from '../../shared/durable/implement.ts'
import { readSettings } from '../../shared/settings.ts'
import { patientStorage } from '../../shared/storage/connect.ts'
import { readJson } from '../../shared/storage/json.ts'
import { runFolder } from '../../shared/storage/paths.ts'
import { planTrial } from '../../shared/tuning/study.ts'

/** Asks for the trial's hyperparameters, trains and scores it on every fold, and tells the study. */
implement(runTrial, async ({ dataset, runId, number }) => {
  const { lake, rows } = await patientStorage()

  // a trial that was told before its activity could answer is not run again
  const told = await trialOf(rows, runId, number)
  if (told !== undefined) return summary(told)

  // ask
  const definition = await readJson(lake, studyPath(dataset, runId), studyDefinition)
  const visible = number - definition.parallelTrials
  const history = visible < 0 ? [] : await trialsOf(rows, runId)
  const plan = planTrial(definition, number, history)

  // run
  const { TEMPORARY_FOLDER } = readSettings(process.env)
  const gold = await localCacheOf(TEMPORARY_FOLDER, lake, definition.gold)
  return await withTemporaryFolder(TEMPORARY_FOLDER, async folder => {
    const output = join(folder, 'predictions.parquet')
    const result = await onWorker('runTrial', { gold, definition, plan, output })

    // tell: the predictions first, then the row that says they are there
    let predictions: string | null = null
    if (result.state === 'complete') {
      predictions = `${runFolder(dataset, runId)}trials/${String(number).padStart(6, '0')}.parquet`
      await lake.upload(output, predictions)
    }
    const trial: Trial = { ...plan, ...result, predictions }
    await writeTrial(rows, runId, trial)
    return summary(trial)
  })
})

function summary({ number, state, family, value }: Trial) {
  return { number, state, family, value }
}
