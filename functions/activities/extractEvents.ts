import { join } from 'node:path'
import { onWorker } from '../../shared/compute/pool.ts'
import { withTemporaryFolder } from '../../shared/compute/temporaryFolder.ts'
import { extractEvents } from '../../shared/contracts/activities.ts'
import { samplePath } from '../../shared/datasets/leakageSamples.ts'
import { silverOf } from '../../shared/datasets/runs.ts'
import { implement } from '../../shared/durable/implement.ts'
import { readSettings } from '../../shared/settings.ts'
import { patientStorage } from '../../shared/storage/connect.ts'
import { localCopies } from '../../shared/storage/localCopies.ts'
import { runFolder } from '../../shared/storage/paths.ts'

/** Of one part of one event table, what the cohort's rows of gold are made of, and all rows of the sampled patients. */
implement(extractEvents, async ({ dataset, runId, part: index }) => {
  const { lake } = await patientStorage()
  const run = runFolder(dataset, runId)
  const { eventParts } = await silverOf(lake, dataset, runId)
  const part = eventParts[index]
  if (part === undefined) {
    throw new RangeError(
      `${run}silver.json: has ${eventParts.length} event parts, but not part ${index}`,
    )
  }

  return await withTemporaryFolder(readSettings(process.env).TEMPORARY_FOLDER, async folder => {
    const cohort = join(folder, 'cohort.parquet')
    await lake.download(`${run}cohort.parquet`, cohort)
    const parts = await localCopies(lake, [part.path], folder)

    const output = join(folder, 'events.parquet')
    const { table } = part
    const sample = join(folder, 'sample.parquet')
    const task = { table, parts, cohort, output, sample, folder }
    const { rows } = await onWorker('extractEvents', task)
    await lake.upload(output, `${run}events-${index}.parquet`)
    await lake.upload(sample, samplePath(run, index))
    return { rows }
  })
})
