import type { Availability } from '../contracts/training.ts'
import { EVENT_TABLES, type EventTable } from '../mimic/concepts/concept.ts'
import type { ColumnType } from '../mimic/contract.ts'
import type { Column, Frame } from '../tables/frame.ts'
import type { SqlRow } from '../tables/sql.ts'
import { CATALOGUE } from './catalogue.ts'
import { eventsQuery } from './events.ts'
import { goldQuery } from './gold.ts'
import { icustayDetailQuery } from './icustayDetail.ts'
import { STAY_COLUMNS, STAY_TABLE_NAMES, stayColumnTypes } from './stayRows.ts'

/** DuckDB's types of silver's columns. */
export const SILVER_SQL_TYPES: Readonly<Record<ColumnType, string>> = {
  int: 'INTEGER',
  long: 'BIGINT',
  double: 'DOUBLE',
  text: 'VARCHAR',
  timestamp: 'TIMESTAMPTZ',
  date: 'DATE',
}

const DETAIL = icustayDetailQuery({
  patients: 'PATIENTS',
  admissions: 'ADMISSIONS',
  icustays: 'ICUSTAYS',
  services: 'SERVICES',
})

/** Tables as gold needs them, empty: those of silver under their names, and `cohort`, `icustay_detail` and `events`. */
export const STAY_TABLE_STATEMENTS: readonly string[] = [
  ...STAY_TABLE_NAMES.map(table => {
    const types = stayColumnTypes(table)
    const columns = STAY_COLUMNS[table].map(
      (name, at) => `${name} ${SILVER_SQL_TYPES[types[at] ?? 'text']}`,
    )
    return `CREATE TABLE ${table} (${columns.join(', ')})`
  }),
  `CREATE TABLE cohort (subject_id INTEGER, hadm_id INTEGER, icustay_id INTEGER, intime TIMESTAMPTZ,
    window_end TIMESTAMPTZ)`,
  `CREATE TABLE icustay_detail AS ${DETAIL} LIMIT 0`,
  `CREATE TABLE events AS ${eventsQuery('CHARTEVENTS', 'CHARTEVENTS', 'cohort')} LIMIT 0`,
]

/** Fills `icustay_detail` from the tables of silver. */
export const STAY_DETAIL_STATEMENT = `INSERT INTO icustay_detail ${DETAIL}`

/** Adds the events of one table, within the window that `cohort` tells, to `events`. */
export function stayEventsStatement(table: EventTable): string {
  return `INSERT INTO events ${eventsQuery(table, table, 'cohort')}`
}

/**
 * Gold of the stay, once `icustay_detail`, `cohort` and `events` are filled.
 *
 * @param features - the ones wanted, no scores among them
 * @param eventTables - the event tables that are there, empty or not
 * @param availability - which events count, as gold of the training data was made
 */
export function stayGoldQuery(
  features: readonly string[],
  eventTables: ReadonlySet<EventTable>,
  availability: Availability,
): string {
  return goldQuery(
    {
      icustayDetail: 'icustay_detail',
      cohort: 'cohort',
      events: 'events',
      eventTables,
      admissions: 'ADMISSIONS',
      diagnoses: 'DIAGNOSES_ICD',
    },
    { features: new Set(features), availability },
  )
}

/** One row of gold as a frame of the features wanted. */
export function stayFrame(row: SqlRow, features: readonly string[]): Frame {
  const columns: Record<string, Column> = {}
  for (const name of features) {
    const value = row[name] ?? null
    columns[name] = CATEGORIES.has(name)
      ? { kind: 'text', values: [value === null ? null : String(value)] }
      : {
          kind: 'number',
          values: Float64Array.of(value === null ? Number.NaN : Number(value)),
        }
  }
  return { rows: 1, columns }
}

const CATEGORIES: ReadonlySet<string> = new Set(
  CATALOGUE.filter(({ kind }) => kind === 'category').map(({ name }) => name),
)

/** The event tables among those of a stay. */
export function eventTablesOf(rows: Readonly<Partial<Record<EventTable, unknown>>>): EventTable[] {
  return EVENT_TABLES.filter(table => rows[table] !== undefined)
}
