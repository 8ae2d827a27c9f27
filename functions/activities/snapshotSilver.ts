import { snapshotSilver } from '../../shared/contracts/activities.ts'
import { promotionsOf } from '../../shared/datasets/promotions.ts'
import { isInSilver } from '../../shared/datasets/readiness.ts'
import { missingTables, type SilverSnapshot } from '../../shared/datasets/runs.ts'
import { implement } from '../../shared/durable/implement.ts'
import { EVENT_TABLES } from '../../shared/mimic/concepts/concept.ts'
import { patientStorage } from '../../shared/storage/connect.ts'
import { writeJson } from '../../shared/storage/json.ts'
import { runFolder, silverTable } from '../../shared/storage/paths.ts'
import { checkFiles, readDelta } from '../../shared/tables/delta.ts'

/** Fixes which version of each silver table the run reads: what is promoted meanwhile is for the next one. */
implement(snapshotSilver, async ({ dataset, runId }) => {
  const { lake, rows } = await patientStorage()
  const promoted = (await promotionsOf(rows, dataset)).filter(isInSilver).map(({ table }) => table)
  const tables: Record<string, SilverSnapshot['tables'][string]> = {}
  for (const table of promoted) {
    const folder = silverTable(dataset, table)
    const delta = await readDelta(lake, folder)
    await checkFiles(lake, folder, delta)
    const { version, files } = delta
    const parts = files.map(({ path }) => `${folder}${path}`)
    const count = files.reduce((sum, file) => sum + (file.rows ?? 0), 0)
    tables[table] = { version, parts, rows: count }
  }

  const eventParts = EVENT_TABLES.flatMap(table =>
    (tables[table]?.parts ?? []).map(path => ({ table, path })),
  )
  const snapshot: SilverSnapshot = { tables, eventParts }
  await writeJson(lake, `${runFolder(dataset, runId)}silver.json`, snapshot)
  return { eventParts: eventParts.length, missing: missingTables(snapshot) }
})
