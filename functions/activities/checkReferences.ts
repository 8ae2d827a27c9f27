import { onWorker } from '../../shared/compute/pool.ts'
import { withTemporaryFolder } from '../../shared/compute/temporaryFolder.ts'
import { checkReferences } from '../../shared/contracts/activities.ts'
import type { TableName } from '../../shared/contracts/dataset.ts'
import { promotionsOf } from '../../shared/datasets/promotions.ts'
import { reportsOf } from '../../shared/datasets/quality.ts'
import { implement } from '../../shared/durable/implement.ts'
import { isComparable, REFERENCES } from '../../shared/quality/keys.ts'
import { readSettings } from '../../shared/settings.ts'
import { patientStorage } from '../../shared/storage/connect.ts'
import { writeJson } from '../../shared/storage/json.ts'
import { localCopies } from '../../shared/storage/localCopies.ts'
import { referencesPath } from '../../shared/storage/paths.ts'

/**
 * Counts the orphans of every foreign key between this version of a table and the tables that are in silver now. Its own
 * report and row were written before: of two tables that end at once, the later one finds the other.
 */
implement(checkReferences, async ({ dataset, table, deltaVersion }) => {
  const { lake, rows } = await patientStorage()
  const touching = REFERENCES.filter(({ child, table: parent }) => [child, parent].includes(table))
  const tables = new Set([
    table,
    ...touching.flatMap(({ child, table: parent }) => [child, parent]),
  ])
  const promotions = await promotionsOf(rows, dataset)
  const reports = await reportsOf(
    lake,
    promotions.filter(promotion => tables.has(promotion.table)),
  )
  // a newer version has come meanwhile, and is checked by its own promotion
  if (reports.get(table)?.deltaVersion !== deltaVersion) return { checked: 0, orphanRows: 0 }

  const references = touching.filter(reference =>
    isComparable(reference, reports.get(reference.child), reports.get(reference.table)),
  )
  const { TEMPORARY_FOLDER } = readSettings(process.env)
  const checks = await withTemporaryFolder(TEMPORARY_FOLDER, async folder => {
    const compared = new Set(references.flatMap(({ child, table: parent }) => [child, parent]))
    const keys = new Map<TableName, { deltaVersion: number; files: readonly string[] }>()
    for (const name of compared) {
      const report = reports.get(name)
      if (report === undefined) continue
      const files = await localCopies(lake, report.keys.blobs, folder)
      keys.set(name, { deltaVersion: report.deltaVersion, files })
    }
    return await onWorker('countOrphans', { references, keys, folder })
  })
  await writeJson(lake, referencesPath(dataset, table, deltaVersion), { checks })
  const orphanRows = checks.reduce((sum, check) => sum + check.orphanRows, 0)
  return { checked: checks.length, orphanRows }
})
