import { join } from 'node:path'
import { onWorker } from '../../shared/compute/pool.ts'
import { withTemporaryFolder } from '../../shared/compute/temporaryFolder.ts'
import { assembleGold } from '../../shared/contracts/activities.ts'
import { goldSummary, silverOf } from '../../shared/datasets/runs.ts'
import { implement } from '../../shared/durable/implement.ts'
import type { EventTable } from '../../shared/mimic/concepts/concept.ts'
import { readSettings } from '../../shared/settings.ts'
import { patientStorage } from '../../shared/storage/connect.ts'
import { writeJson } from '../../shared/storage/json.ts'
import { localCopies } from '../../shared/storage/localCopies.ts'
import { goldTable, runFolder } from '../../shared/storage/paths.ts'
import { commitTable } from '../../shared/tables/commitTable.ts'

/** Gold: one row per stay of the cohort, written by parquet-wasm, committed to its Delta table. */
implement(assembleGold, async ({ dataset, runId, request }, context) => {
  const { lake } = await patientStorage()
  const run = runFolder(dataset, runId)
  const { tables, eventParts } = await silverOf(lake, dataset, runId)
  return await withTemporaryFolder(readSettings(process.env).TEMPORARY_FOLDER, async folder => {
    // what gold is made of
    const [icustayDetail = '', cohort = ''] = await localCopies(
      lake,
      [`${run}icustay_detail.parquet`, `${run}cohort.parquet`],
      folder,
    )
    const extracted = await localCopies(
      lake,
      eventParts.map((_, part) => `${run}events-${part}.parquet`),
      folder,
    )
    const events: Partial<Record<EventTable, string[]>> = {}
    eventParts.forEach(({ table }, part) => {
      events[table] = [...(events[table] ?? []), extracted[part] ?? '']
    })
    const admissions = await localCopies(lake, tables['ADMISSIONS']?.parts ?? [], folder)
    const diagnoses = await localCopies(lake, tables['DIAGNOSES_ICD']?.parts ?? [], folder)

    // one row per stay
    const output = join(folder, 'gold.parquet')
    const sources = { icustayDetail, cohort, events, admissions, diagnoses }
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
