import type { Availability } from '../contracts/training.ts'
import type { selectCohort } from '../features/cohort.ts'
import type { extractEvents } from '../features/events.ts'
import type { Feature } from '../features/feature.ts'
import type { assembleGold } from '../features/gold.ts'
import type { buildIcustayDetail } from '../features/icustayDetail.ts'
import { EVENT_TABLES, type EventTable } from '../mimic/concepts/concept.ts'
import type { Frame } from '../tables/frame.ts'
import type { Sql } from '../tables/sql.ts'

/** The tables about patients, admissions and stays that gold is made of. */
export const STAY_TABLES = [
  'PATIENTS',
  'ADMISSIONS',
  'ICUSTAYS',
  'SERVICES',
  'DIAGNOSES_ICD',
] as const

/** The tables that gold is made of, and no other. */
export const GOLD_TABLES = [...STAY_TABLES, ...EVENT_TABLES] as const
export type GoldTable = (typeof GOLD_TABLES)[number]

/** Local Parquet files of silver; a table that is not named is missing. */
export type SilverFiles = Readonly<Partial<Record<GoldTable, readonly string[]>>>

/** The steps from silver to gold, as the pipeline runs them. */
export interface GoldSteps {
  readonly buildIcustayDetail: typeof buildIcustayDetail
  readonly selectCohort: typeof selectCohort
  readonly extractEvents: typeof extractEvents
  readonly assembleGold: typeof assembleGold
  /** Reads what `assembleGold` wrote and adds the scores. */
  readonly readGold: (file: string) => Promise<Frame>
  readonly features: readonly Feature[]
}

/** What a run asks for. */
export interface GoldRequest {
  readonly predictionHours: number
  readonly gapHours: number
  readonly availability: Availability
}

/** Gold of silver, and the files that were made on the way. */
export interface BuiltGold {
  readonly gold: Frame
  readonly icustayDetail: string
  readonly cohort: string
}

/**
 * Runs all steps from silver to gold.
 *
 * @param extracted - event files that are extracted already and come on top of those of `silver`
 * @param prefix - of the files that are written
 */
export async function rebuildGold(
  sql: Sql,
  steps: GoldSteps,
  silver: SilverFiles,
  request: GoldRequest,
  prefix: string,
  extracted: Readonly<Partial<Record<EventTable, readonly string[]>>> = {},
): Promise<BuiltGold> {
  const icustayDetail = `${prefix}-icustay_detail.parquet`
  await steps.buildIcustayDetail(
    sql,
    {
      patients: required(silver, 'PATIENTS'),
      admissions: required(silver, 'ADMISSIONS'),
      icustays: required(silver, 'ICUSTAYS'),
      services: silver.SERVICES ?? [],
    },
    icustayDetail,
  )
  const cohort = `${prefix}-cohort.parquet`
  await steps.selectCohort(sql, icustayDetail, request, cohort)

  const events: Partial<Record<EventTable, readonly string[]>> = { ...extracted }
  for (const table of EVENT_TABLES) {
    const parts = silver[table]
    if (parts === undefined) continue
    const output = `${prefix}-events-${table}.parquet`
    await steps.extractEvents(sql, table, parts, cohort, output)
    events[table] = [...(extracted[table] ?? []), output]
  }

  const assembled = `${prefix}-gold.parquet`
  const { availability } = request
  const admissions = required(silver, 'ADMISSIONS')
  const diagnoses = required(silver, 'DIAGNOSES_ICD')
  const sources = { icustayDetail, cohort, events, admissions, diagnoses }
  await steps.assembleGold(sql, sources, { availability }, assembled)
  return { gold: await steps.readGold(assembled), icustayDetail, cohort }
}

function required(silver: SilverFiles, table: GoldTable): readonly string[] {
  const files = silver[table]
  if (files === undefined) throw new Error(`${table} is required, but it is not in silver`)
  return files
}
