import { join } from 'node:path'
import { onWorker } from '../../shared/compute/pool.ts'
import { withTemporaryFolder } from '../../shared/compute/temporaryFolder.ts'
import { selectCohort } from '../../shared/contracts/activities.ts'
import { implement } from '../../shared/durable/implement.ts'
import { readSettings } from '../../shared/settings.ts'
import { patientStorage } from '../../shared/storage/connect.ts'
import { writeJson } from '../../shared/storage/json.ts'
import { runFolder } from '../../shared/storage/paths.ts'

/** The stays that are modelled, and how many were left out at each step. */
implement(selectCohort, async ({ dataset, runId, request }) => {
  const { lake } = await patientStorage()
  const run = runFolder(dataset, runId)
  return await withTemporaryFolder(readSettings(process.env).TEMPORARY_FOLDER, async folder => {
    const icustayDetail = join(folder, 'icustay_detail.parquet')
    await lake.download(`${run}icustay_detail.parquet`, icustayDetail)

    const output = join(folder, 'cohort.parquet')
    const { predictionHours, gapHours } = request
    const options = { predictionHours, gapHours }
    const { attrition, cohort } = await onWorker('selectCohort', {
      icustayDetail,
      options,
      output,
      folder,
    })

    await lake.upload(output, `${run}cohort.parquet`)
    await writeJson(lake, `${run}cohort.json`, { attrition })
    return cohort
  })
})
