/** Tasks of worker threads: silver → gold, and the proof that gold knows nothing of the future. */

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AttritionStep, Availability, TrainingRequest } from '../contracts/training.ts'
import { countPositives } from '../evaluation/metrics.ts'
import { GOLD_STORAGE } from '../features/catalogue.ts'
import { type CohortOptions, selectCohort as selectCohortRows } from '../features/cohort.ts'
import { extractEvents as extractEventRows } from '../features/events.ts'
import type { GoldSources } from '../features/gold.ts'
import { buildIcustayDetail, type IcustayDetailSources } from '../features/icustayDetail.ts'
import type { LeakageProof } from '../leakage/leakageProof.ts'
import { proveNoLeak as proveNoLeakInSample } from '../leakage/proof.ts'
import { type GoldTable, type SilverFiles, STAY_TABLES } from '../leakage/rebuildGold.ts'
import { writeSample } from '../leakage/sample.ts'
import type { EventTable } from '../mimic/concepts/concept.ts'
import { withDuckdb } from '../tables/duckdb.ts'
import { readFrame, writeFrame } from '../tables/parquetFrame.ts'
import { parquetFiles, type Sql } from '../tables/sql.ts'
import { studyRows } from '../tuning/studyRows.ts'
import { goldOf } from './goldOf.ts'
import { GOLD_STEPS } from './goldSteps.ts'
import { oneThread } from './oneThread.ts'

/**
 * Writes one row per ICU stay, from silver.
 *
 * @param input.output - Parquet file to write; `folder` is DuckDB's, to spill to
 */
export async function buildStays(input: {
  sources: IcustayDetailSources
  output: string
  folder: string
}): Promise<{ rows: number }> {
  return await withDuckdb(oneThread(input.folder), async sql => {
    await buildIcustayDetail(sql, input.sources, input.output)
    return { rows: await countRows(sql, input.output) }
  })
}

/** Writes the stays that are predicted for, and counts who is left after each step of the attrition. */
export async function selectCohort(input: {
  icustayDetail: string
  options: CohortOptions
  output: string
  folder: string
}): Promise<{
  attrition: readonly AttritionStep[]
  cohort: { stays: number; positives: number; patients: number }
}> {
  return await withDuckdb(oneThread(input.folder), async sql => {
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

/** Writes what of one event table counts, in the windows of the cohort. */
export async function extractEvents(input: {
  table: EventTable
  parts: readonly string[]
  cohort: string
  output: string
  /** Of the sampled patients, all rows of any time: what `proveNoLeak` changes. */
  sample: string
  folder: string
}): Promise<{ rows: number }> {
  return await withDuckdb(oneThread(input.folder), async sql => {
    await extractEventRows(sql, input.table, input.parts, input.cohort, input.output)
    await writeSample(sql, input.parts, input.cohort, input.sample)
    return { rows: await countRows(sql, input.output) }
  })
}

async function countRows(sql: Sql, file: string): Promise<number> {
  const [row] = await sql.rows(`SELECT count(*) AS rows FROM ${parquetFiles([file])}`)
  return Number(row?.['rows'])
}

/**
 * Writes gold, one row per stay of the cohort. `columns` counts its keys as well; `measured` is who of the cohort has a
 * heart rate.
 */
export async function assembleGold(input: {
  sources: GoldSources
  availability: Availability
  output: string
  folder: string
}): Promise<{
  stays: number
  positives: number
  patients: number
  columns: number
  measured: AttritionStep
}> {
  const { sources, availability, folder } = input
  const { gold, measured } = await goldOf(sources, availability, folder)
  await writeFile(input.output, await writeFrame(gold, { storage: GOLD_STORAGE }))

  const { labels, patients } = studyRows(gold)
  return {
    stays: gold.rows,
    positives: countPositives(labels),
    patients: new Set(patients).size,
    columns: Object.keys(gold.columns).length,
    measured,
  }
}

/** Mutations of the proof that each training run carries out: of what comes after, and of what counts. */
const FUTURE_MUTATIONS = 500
const WINDOW_MUTATIONS = 200
/** With few patients there are fewer mutations rather than more rounds. */
const MOST_ROUNDS = 20

/** Changes rows of the sampled patients, builds their gold anew, and says which features moved. */
export async function proveNoLeak(input: {
  /** All rows of the sampled patients. */
  events: SilverFiles
  /** The other tables of gold, whole. */
  stays: SilverFiles
  cohort: string
  wholeGold: string
  request: TrainingRequest
  folder: string
}): Promise<LeakageProof> {
  const { events, cohort, request, folder } = input
  const wholeGold = await readFrame(await readFile(input.wholeGold))
  return await withDuckdb(oneThread(folder), async sql => {
    const stays: Partial<Record<GoldTable, readonly string[]>> = {}
    for (const table of STAY_TABLES) {
      const parts = input.stays[table]
      if (parts === undefined) continue
      const file = join(folder, `sample-${table}.parquet`)
      await writeSample(sql, parts, cohort, file)
      stays[table] = [file]
    }
    return await proveNoLeakInSample(sql, GOLD_STEPS, {
      silver: { ...stays, ...events },
      request,
      futureMutations: FUTURE_MUTATIONS,
      windowMutations: WINDOW_MUTATIONS,
      mostRounds: MOST_ROUNDS,
      seed: request.seed,
      wholeGold,
      prefix: join(folder, 'proof'),
    })
  })
}
