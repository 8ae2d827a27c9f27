import { join } from 'node:path'
import { onWorker } from '../../shared/compute/pool.ts'
import { withTemporaryFolder } from '../../shared/compute/temporaryFolder.ts'
import { assembleGold } from '../../shared/contracts/activities.ts'
import { goldSourcesOf } from '../../shared/datasets/goldSources.ts'
import { goldSummary, silverOf } from '../../shared/datasets/runs.ts'
import { implement } from '../../shared/durable/implement.ts'
import { readSettings } from '../../shared/settings.ts'
import { patientStorage } from '../../shared/storage/connect.ts'
import { writeJson } from '../../shared/storage/json.ts'
import { goldTable, runFolder } from '../../shared/storage/paths.ts'
import { commitTable } from '../../shared/tables/commitTable.ts'

/** Gold: one row per stay of the cohort, written by parquet-wasm, committed to its Delta table. */
implement(assembleGold, async ({ dataset, runId, request }, context) => {
  const { lake } = await patientStorage()
  const run = runFolder(dataset, runId)
  const silver = await silverOf(lake, dataset, runId)
  return await withTemporaryFolder(readSettings(process.env).TEMPORARY_FOLDER, async folder => {
    // what gold is made of
    const sources = await goldSourcesOf(lake, { dataset, runId, silver }, folder)

    // one row per stay
    const output = join(folder, 'gold.parquet')
    const { availability } = request
    const { measured, ...counts } = await onWorker('assembleGold', {
      sources,
      availability,
      output,
      folder,
    })

    // committed under the run's name
    const table = goldTable(dataset)
    const { version, path, warning } = await commitTable(lake, table, {
      file: output,
      rows: counts.stays,
      runId,
      timestamp: Date.now(),
    })
    if (warning !== undefined) context.warn(warning)
    await writeJson(
      lake,
      `${run}gold.json`,
      goldSummary.parse({ path, version, measured, ...counts }),
    )
    return { ...counts, deltaVersion: version }
  })
})
