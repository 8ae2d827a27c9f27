import { join } from 'node:path'
import { onWorker } from '../../shared/compute/pool.ts'
import { withTemporaryFolder } from '../../shared/compute/temporaryFolder.ts'
import { buildStays } from '../../shared/contracts/activities.ts'
import { silverOf } from '../../shared/datasets/runs.ts'
import { implement } from '../../shared/durable/implement.ts'
import { readSettings } from '../../shared/settings.ts'
import { patientStorage } from '../../shared/storage/connect.ts'
import { localCopies } from '../../shared/storage/localCopies.ts'
import { runFolder, silverTable } from '../../shared/storage/paths.ts'
import { commitTable } from '../../shared/tables/commitTable.ts'

/** Joined silver: PATIENTS × ADMISSIONS × ICUSTAYS × first service, one row per ICU stay. */
implement(buildStays, async ({ dataset, runId }, context) => {
  const { lake } = await patientStorage()
  const run = runFolder(dataset, runId)
  const { tables } = await silverOf(lake, dataset, runId)
  return await withTemporaryFolder(readSettings(process.env).TEMPORARY_FOLDER, async folder => {
    const files = async (table: string): Promise<readonly string[]> =>
      await localCopies(lake, tables[table]?.parts ?? [], folder)
    const sources = {
      patients: await files('PATIENTS'),
      admissions: await files('ADMISSIONS'),
      icustays: await files('ICUSTAYS'),
      services: await files('SERVICES'),
    }

    const output = join(folder, 'icustay_detail.parquet')
    const { rows } = await onWorker('buildStays', { sources, output, folder })
    await lake.upload(output, `${run}icustay_detail.parquet`)
    const { warning } = await commitTable(lake, silverTable(dataset, 'icustay_detail'), {
      file: output,
      rows,
      runId,
      timestamp: Date.now(),
    })
    if (warning !== undefined) context.warn(warning)
    context.log(`${rows} stays joined`)
    return { rows }
  })
})
