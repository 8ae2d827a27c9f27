import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { literal, type Sql } from '../../../shared/tables/sql.ts'

/** The open MIMIC-III demo, which lies beside a checkout or does not. */
export const DEMO = join(import.meta.dirname, '../../../../shared/data/mimic-iii-demo-1.4')
export const demoMissing = !existsSync(DEMO)
if (demoMissing) console.warn(`skipped: the MIMIC-III demo is not at ${DEMO}`)

/** Columns, in the order of the files, of the tables that gold is made of. */
const COLUMNS = {
  patients: 'row_id I, subject_id I, gender V, dob T, dod T, dod_hosp T, dod_ssn T, expire_flag I',
  admissions:
    'row_id I, subject_id I, hadm_id I, admittime T, dischtime T, deathtime T, admission_type V, admission_location V, discharge_location V, insurance V, language V, religion V, marital_status V, ethnicity V, edregtime T, edouttime T, diagnosis V, hospital_expire_flag I, has_chartevents_data I',
  icustays:
    'row_id I, subject_id I, hadm_id I, icustay_id I, dbsource V, first_careunit V, last_careunit V, first_wardid I, last_wardid I, intime T, outtime T, los D',
  services: 'row_id I, subject_id I, hadm_id I, transfertime T, prev_service V, curr_service V',
  diagnoses_icd: 'row_id I, subject_id I, hadm_id I, seq_num I, icd9_code V',
  chartevents:
    'row_id B, subject_id I, hadm_id I, icustay_id I, itemid I, charttime T, storetime T, cgid I, value V, valuenum D, valueuom V, warning I, error I, resultstatus V, stopped V',
  labevents:
    'row_id I, subject_id I, hadm_id I, itemid I, charttime T, value V, valuenum D, valueuom V, flag V',
  outputevents:
    'row_id I, subject_id I, hadm_id I, icustay_id I, charttime T, itemid I, value D, valueuom V, storetime T, cgid I, stopped V, newbottle V, iserror I',
  inputevents_cv:
    'row_id I, subject_id I, hadm_id I, icustay_id I, charttime T, itemid I, amount D, amountuom V, rate D, rateuom V, storetime T, cgid I, orderid I, linkorderid I, stopped V, newbottle I, originalamount D, originalamountuom V, originalroute V, originalrate D, originalrateuom V, originalsite V',
  inputevents_mv:
    'row_id I, subject_id I, hadm_id I, icustay_id I, starttime T, endtime T, itemid I, amount D, amountuom V, rate D, rateuom V, storetime T, cgid I, orderid I, linkorderid I, ordercategoryname V, secondaryordercategoryname V, ordercomponenttypedescription V, ordercategorydescription V, patientweight D, totalamount D, totalamountuom V, isopenbag I, continueinnextdept I, cancelreason I, statusdescription V, comments_editedby V, comments_canceledby V, comments_date T, originalamount D, originalrate D',
  procedureevents_mv:
    'row_id I, subject_id I, hadm_id I, icustay_id I, starttime T, endtime T, itemid I, value D, valueuom V, location V, locationcategory V, storetime T, cgid I, orderid I, linkorderid I, ordercategoryname V, secondaryordercategoryname V, ordercategorydescription V, isopenbag I, continueinnextdept I, cancelreason I, statusdescription V, comments_editedby V, comments_canceledby V, comments_date T',
} as const

export type SilverTable = keyof typeof COLUMNS
export const SILVER_TABLES = Object.keys(COLUMNS) as readonly SilverTable[]

const TYPES: Readonly<Record<string, string>> = {
  I: 'INTEGER',
  B: 'BIGINT',
  D: 'DOUBLE',
  V: 'VARCHAR',
  T: 'TIMESTAMPTZ',
}

/** Column name → DuckDB type of a silver table. */
export function silverColumns(table: SilverTable): readonly (readonly [string, string])[] {
  return COLUMNS[table].split(', ').map(column => {
    const [name = '', type = ''] = column.split(' ')
    return [name, TYPES[type] ?? 'VARCHAR'] as const
  })
}

/** Writes the demo's CSVs as typed Parquet, quickly and without the checks of a promotion: `<folder>/<table>.parquet`. */
export async function writeDemoSilver(sql: Sql, folder: string): Promise<void> {
  for (const table of SILVER_TABLES) {
    const columns = silverColumns(table).map(([name, type]) => `${literal(name)}: ${literal(type)}`)
    await sql.run(`COPY (SELECT * FROM read_csv(
      ${literal(join(DEMO, `${table.toUpperCase()}.csv`))}, auto_detect = false, header = true,
      delim = ',', quote = '"', escape = '"', nullstr = '', columns = { ${columns.join(', ')} }
    )) TO ${literal(join(folder, `${table}.parquet`))} (FORMAT parquet, COMPRESSION zstd)`)
  }
}

/** Writes hand-made rows as one silver table; what a row does not name is null. Times are `YYYY-MM-DD HH:MM:SS`. */
export async function writeSilver(
  sql: Sql,
  table: SilverTable,
  rows: readonly Readonly<Record<string, string | number | null>>[],
  file: string,
): Promise<void> {
  const columns = silverColumns(table)
  const tuples = rows.map(
    row => `(${columns.map(([name, type]) => cell(row[name] ?? null, type)).join(', ')})`,
  )
  const empty = `(${columns.map(([, type]) => `NULL::${type}`).join(', ')})`
  await sql.run(`COPY (
    SELECT * FROM (VALUES ${tuples.length === 0 ? empty : tuples.join(', ')}) t(${columns.map(([name]) => name).join(', ')})
    WHERE ${tuples.length === 0 ? 'false' : 'true'}
  ) TO ${literal(file)} (FORMAT parquet)`)
}

function cell(value: string | number | null, type: string): string {
  if (value === null) return `NULL::${type}`
  return `${typeof value === 'number' ? value : literal(value)}::${type}`
}

/** A folder for one test file, with the function that removes it. */
export function temporaryFolder(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'features-'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
