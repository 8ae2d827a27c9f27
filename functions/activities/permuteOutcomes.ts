import { withLocalCache } from '../../shared/compute/localCache.ts'
import { onWorker } from '../../shared/compute/pool.ts'
import { permuteOutcomes } from '../../shared/contracts/activities.ts'
import { studyDefinition } from '../../shared/contracts/study.ts'
import { permutedPath, studyPath, trialsOf } from '../../shared/datasets/studies.ts'
import { implement } from '../../shared/durable/implement.ts'
import { readSettings } from '../../shared/settings.ts'
import { patientStorage } from '../../shared/storage/connect.ts'
import { readJson, writeJson } from '../../shared/storage/json.ts'
import { selectWinner } from '../../shared/tuning/selection.ts'

/** What the winner is worth on outcomes that are permuted among patients: what the study's page shows its trials against. */
implement(permuteOutcomes, async ({ dataset, runId }) => {
  const { lake, rows } = await patientStorage()
  const definition = await readJson(lake, studyPath(dataset, runId), studyDefinition)
  const complete = (await trialsOf(rows, runId)).filter(({ state }) => state === 'complete')
  // then nothing is published either
  if (complete.length === 0) return { permutations: 0 }

  const plan = selectWinner(complete)
  const { TEMPORARY_FOLDER } = readSettings(process.env)
  const permuted = await withLocalCache(TEMPORARY_FOLDER, lake, definition.gold, async gold =>
    onWorker('permuteOutcomes', { gold, definition, plan }),
  )
  await writeJson(lake, permutedPath(dataset, runId), permuted)
  return { permutations: permuted.values.length }
})
