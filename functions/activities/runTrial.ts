import { join } from 'node:path'
import { withLocalCache } from '../../shared/compute/localCache.ts'
import { onWorker } from '../../shared/compute/pool.ts'
import { survive } from '../../shared/compute/survive.ts'
import { withTemporaryFolder } from '../../shared/compute/temporaryFolder.ts'
import { runTrial } from '../../shared/contracts/activities.ts'
import { studyDefinition, type Trial } from '../../shared/contracts/study.ts'
import {
  countAttempt,
  studyPath,
  trialOf,
  trialsOf,
  writeTrial,
} from '../../shared/datasets/studies.ts'
import { implement } from '../../shared/durable/implement.ts'
import { readSettings } from '../../shared/settings.ts'
import { patientStorage } from '../../shared/storage/connect.ts'
import { readJson } from '../../shared/storage/json.ts'
import { runFolder } from '../../shared/storage/paths.ts'

/** Asks for the trial's hyperparameters, trains and scores it on every fold, and tells the study. */
implement(runTrial, async ({ dataset, runId, number }) => {
  const { lake, rows } = await patientStorage()

  // a trial that was told before its activity could answer is not run again
  const told = await trialOf(rows, runId, number)
  if (told !== undefined) return summary(told)

  // ask
  const definition = await readJson(lake, studyPath(dataset, runId), studyDefinition)
  const history = number < definition.parallelTrials ? [] : await trialsOf(rows, runId)
  const asked = await onWorker('planTrial', { definition, number, history })

  // run
  const { TEMPORARY_FOLDER } = readSettings(process.env)
  return await withTemporaryFolder(TEMPORARY_FOLDER, async folder => {
    const output = join(folder, 'predictions.parquet')
    const task = { definition, ...asked, output }
    const result = await withLocalCache(TEMPORARY_FOLDER, lake, definition.gold, async gold =>
      survive(
        () => countAttempt(rows, runId, number),
        () => onWorker('runTrial', { gold, ...task }),
        error => ({
          state: 'failed' as const,
          value: null,
          standardError: null,
          steps: [],
          seconds: 0,
          error,
        }),
      ),
    )

    const ended = new Date().toISOString()

    // tell: the predictions first, then the row that says they are there
    let predictions: string | null = null
    if (result.state === 'complete') {
      predictions = `${runFolder(dataset, runId)}trials/${String(number).padStart(6, '0')}.parquet`
      await lake.upload(output, predictions)
    }
    const trial: Trial = { ...asked.plan, ...result, ended, predictions }
    await writeTrial(rows, runId, trial)
    return summary(trial)
  })
})

function summary({ number, state, family, value }: Trial) {
  return { number, state, family, value }
}
