import { withLocalCache } from '../../shared/compute/localCache.ts'
import { onWorker } from '../../shared/compute/pool.ts'
import { withTemporaryFolder } from '../../shared/compute/temporaryFolder.ts'
import { compareAvailability } from '../../shared/contracts/activities.ts'
import { studyDefinition } from '../../shared/contracts/study.ts'
import { goldSourcesOf } from '../../shared/datasets/goldSources.ts'
import { silverOf } from '../../shared/datasets/runs.ts'
import { studyPath, trialsOf } from '../../shared/datasets/studies.ts'
import { implement } from '../../shared/durable/implement.ts'
import { readSettings } from '../../shared/settings.ts'
import { patientStorage } from '../../shared/storage/connect.ts'
import { readJson, writeJson } from '../../shared/storage/json.ts'
import { localCopies } from '../../shared/storage/localCopies.ts'
import { runFolder } from '../../shared/storage/paths.ts'
import { selectWinner } from '../../shared/tuning/selection.ts'

/** What the winner's AUROC would be if events counted by the other of the times at which they were measured and stored. */
implement(compareAvailability, async ({ dataset, runId }) => {
  const { lake, rows } = await patientStorage()
  const run = runFolder(dataset, runId)
  const definition = await readJson(lake, studyPath(dataset, runId), studyDefinition)
  const complete = (await trialsOf(rows, runId)).filter(({ state }) => state === 'complete')
  // then nothing is published either
  if (complete.length === 0) return { difference: null }

  const winner = selectWinner(complete)
  const silver = await silverOf(lake, dataset, runId)
  const { TEMPORARY_FOLDER } = readSettings(process.env)
  return await withTemporaryFolder(TEMPORARY_FOLDER, async folder => {
    const sources = await goldSourcesOf(lake, { dataset, runId, silver }, folder)
    const [predictions = ''] = await localCopies(lake, [winner.predictions ?? ''], folder)
    const task = { sources, definition, plan: winner, predictions, folder }
    const comparison = await withLocalCache(TEMPORARY_FOLDER, lake, definition.gold, async gold =>
      onWorker('compareAvailability', { gold, ...task }),
    )
    await writeJson(lake, `${run}availability.json`, comparison)
    return { difference: comparison.difference?.value ?? null }
  })
})
