/** What worker threads do: every exported function is a task, run by `onWorker`. Local files in, local files out. */

import type { AttritionStep } from '../contracts/training.ts'
import { type CohortOptions, selectCohort as selectCohortRows } from '../features/cohort.ts'
import { extractEvents as extractEventRows } from '../features/events.ts'
import { buildIcustayDetail, type IcustayDetailSources } from '../features/icustayDetail.ts'
import type { EventTable } from '../mimic/concepts/concept.ts'
import { readSettings } from '../settings.ts'
import { type DuckdbOptions, withDuckdb } from '../tables/duckdb.ts'
import { parquetFiles, type Sql } from '../tables/sql.ts'

export { convertCsv } from '../tables/convertCsv.ts'

export async function buildStays(input: {
  sources: IcustayDetailSources
  output: string
  folder: string
}): Promise<{ rows: number }> {
  return await withDuckdb(duckdb(input.folder), async sql => {
    await buildIcustayDetail(sql, input.sources, input.output)
    return { rows: await countRows(sql, input.output) }
  })
}

export async function selectCohort(input: {
  icustayDetail: string
  options: CohortOptions
  output: string
  folder: string
}): Promise<{
  attrition: readonly AttritionStep[]
  cohort: { stays: number; positives: number; patients: number }
}> {
  return await withDuckdb(duckdb(input.folder), async sql => {
    const { icustayDetail, options, output } = input
    const attrition = await selectCohortRows(sql, icustayDetail, options, output)
    const { stays, positives, patients } = attrition.at(-1) ?? {
      stays: 0,
      positives: 0,
      patients: 0,
    }
    return { attrition, cohort: { stays, positives, patients } }
  })
}

export async function extractEvents(input: {
  table: EventTable
  parts: readonly string[]
  cohort: string
  output: string
  folder: string
}): Promise<{ rows: number }> {
  return await withDuckdb(duckdb(input.folder), async sql => {
    await extractEventRows(sql, input.table, input.parts, input.cohort, input.output)
    return { rows: await countRows(sql, input.output) }
  })
}

async function countRows(sql: Sql, file: string): Promise<number> {
  const [row] = await sql.rows(`SELECT count(*) AS rows FROM ${parquetFiles([file])}`)
  return Number(row?.['rows'])
}

/** One thread: what reaches a feature must not depend on the order in which threads end. */
function duckdb(temporaryFolder: string): DuckdbOptions {
  const { DUCKDB_MEMORY_MIB } = readSettings(process.env)
  return { threads: 1, memoryMiB: DUCKDB_MEMORY_MIB, temporaryFolder }
}
