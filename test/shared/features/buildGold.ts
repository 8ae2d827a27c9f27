import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Availability } from '../../../shared/contracts/training.ts'
import { selectCohort } from '../../../shared/features/cohort.ts'
import { extractEvents } from '../../../shared/features/events.ts'
import { assembleGold, completeGold } from '../../../shared/features/gold.ts'
import { buildIcustayDetail } from '../../../shared/features/icustayDetail.ts'
import type { EventTable } from '../../../shared/mimic/concepts/concept.ts'
import { EVENT_TABLES } from '../../../shared/mimic/concepts/concept.ts'
import type { Frame } from '../../../shared/tables/frame.ts'
import { readFrame } from '../../../shared/tables/parquetFrame.ts'
import type { Sql } from '../../../shared/tables/sql.ts'
import type { SilverTable } from './demoSilver.ts'

/** Parquet files of each silver table; one that is not named is missing. */
export type Silver = Readonly<Partial<Record<SilverTable, readonly string[]>>>

/** All steps from silver to gold in `folder`, each event table's parts on their own: the assembled file. */
export async function buildGold(
  sql: Sql,
  silver: Silver,
  folder: string,
  {
    predictionHours = 24,
    gapHours = 0,
    availability = 'charttime',
  }: {
    readonly predictionHours?: number
    readonly gapHours?: number
    readonly availability?: Availability
  } = {},
): Promise<string> {
  const at = (name: string) => join(folder, `${name}.parquet`)
  const required = (table: SilverTable) => {
    const files = silver[table]
    if (files === undefined) throw new Error(`${table} is required`)
    return files
  }

  await buildIcustayDetail(
    sql,
    {
      patients: required('patients'),
      admissions: required('admissions'),
      icustays: required('icustays'),
      ...(silver.services === undefined ? {} : { services: silver.services }),
    },
    at('gold_icustay_detail'),
  )
  await selectCohort(
    sql,
    at('gold_icustay_detail'),
    { predictionHours, gapHours },
    at('gold_cohort'),
  )

  const events: Partial<Record<EventTable, string[]>> = {}
  for (const table of EVENT_TABLES) {
    const parts = silver[SILVER_NAMES[table]]
    if (parts === undefined) continue
    const written = parts.map((_, index) => at(`gold_events_${table}_${index}`))
    for (const [index, part] of parts.entries()) {
      await extractEvents(sql, table, [part], at('gold_cohort'), written[index] ?? '')
    }
    events[table] = written
  }

  await assembleGold(
    sql,
    {
      icustayDetail: at('gold_icustay_detail'),
      cohort: at('gold_cohort'),
      events,
      admissions: required('admissions'),
      diagnoses: required('diagnoses_icd'),
    },
    { availability },
    at('gold'),
  )
  return at('gold')
}

/** Gold with its scores. */
export async function readGold(file: string): Promise<Frame> {
  return completeGold(await readFrame(readFileSync(file)))
}

/** One row of gold by name; missing is null. */
export function goldRow(gold: Frame, icustayId: number): Record<string, string | number | null> {
  const ids = gold.columns['icustay_id']
  const row = ids?.kind === 'number' ? ids.values.indexOf(icustayId) : -1
  if (row === -1) throw new Error(`no stay ${icustayId} in gold`)
  return Object.fromEntries(
    Object.entries(gold.columns).map(([name, column]) => {
      const cell = column.values[row] ?? null
      return [name, typeof cell === 'number' && Number.isNaN(cell) ? null : cell]
    }),
  )
}

const SILVER_NAMES = {
  CHARTEVENTS: 'chartevents',
  LABEVENTS: 'labevents',
  OUTPUTEVENTS: 'outputevents',
  INPUTEVENTS_CV: 'inputevents_cv',
  INPUTEVENTS_MV: 'inputevents_mv',
  PROCEDUREEVENTS_MV: 'procedureevents_mv',
} as const
