import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { TABLES, type TableName } from '../../../shared/contracts/dataset.ts'
import type { ColumnType } from '../../../shared/mimic/contract.ts'
import { contractOf } from '../../../shared/mimic/tableContracts.ts'
import { withDuckdb } from '../../../shared/tables/duckdb.ts'
import { literal, type Sql } from '../../../shared/tables/sql.ts'

const DEMO = join(import.meta.dirname, '../../../../shared/data/mimic-iii-demo-1.4')
const hasDemo = existsSync(DEMO)
if (!hasDemo)
  console.warn('skipped: no ../shared/data/mimic-iii-demo-1.4 to hold contracts against')

/** Rows of the real demo that break a soft rule, counted with pandas; no other rule is broken by any row. */
const BROKEN: Readonly<Record<string, number>> = {
  'ADMISSIONS: deathtime ≤ dischtime': 1,
  'CHARTEVENTS: key icustay_id, itemid, charttime': 13_341,
  'DIAGNOSES_ICD: icd9_code in D_ICD_DIAGNOSES': 45,
  'INPUTEVENTS_MV: amount in range': 22,
  'INPUTEVENTS_MV: starttime ≤ endtime': 22,
  'LABEVENTS: key subject_id, itemid, charttime': 7,
  'PRESCRIPTIONS: startdate ≤ enddate': 39,
  'PROCEDURES_ICD: icd9_code in D_ICD_PROCEDURES': 3,
}

/** Tables that the demo has whole, not only the rows of its 100 patients. */
const WHOLE: readonly TableName[] = [
  'CAREGIVERS',
  'D_CPT',
  'D_ICD_DIAGNOSES',
  'D_ICD_PROCEDURES',
  'D_ITEMS',
  'D_LABITEMS',
]

/** The raw file with every field as it stands, empty ones as null: nothing of our converter. */
function raw(table: TableName): string {
  const names = contractOf(table).columns.map(({ name }) => `${literal(name)}: 'VARCHAR'`)
  return `read_csv(${literal(join(DEMO, `${table}.csv`))}, header=true, auto_detect=false, delim=',', quote='"', escape='"', nullstr='', columns={${names.join(', ')}})`
}

/** Whether a field that is not empty reads as its type. */
const READS: Readonly<Record<ColumnType, (column: string) => string>> = {
  int: column =>
    `regexp_full_match(${column}, '-?\\d+') AND try_cast(${column} AS INTEGER) IS NOT NULL`,
  long: column =>
    `regexp_full_match(${column}, '-?\\d+') AND try_cast(${column} AS BIGINT) IS NOT NULL`,
  double: column => `isfinite(try_cast(${column} AS DOUBLE))`,
  text: () => 'true',
  timestamp: column =>
    `regexp_full_match(${column}, '\\d{4}-\\d\\d-\\d\\d( \\d\\d:\\d\\d:\\d\\d)?') AND try_cast(${column} AS TIMESTAMP) IS NOT NULL`,
  date: column =>
    `regexp_full_match(${column}, '\\d{4}-\\d\\d-\\d\\d') AND try_cast(${column} AS DATE) IS NOT NULL`,
}

/** What the contract says of single rows: conditions that hold, or are null where a field is empty. */
function rules(table: TableName): Readonly<Record<string, string>> {
  const { columns, timeOrder = [] } = contractOf(table)
  const all: Record<string, string> = {}
  for (const { name, type, nullable, values, range } of columns) {
    if (!nullable) all[`${table}: ${name} required`] = `${name} IS NOT NULL`
    all[`${table}: ${name} is ${type}`] = `${name} IS NULL OR (${READS[type](name)})`
    if (values !== undefined) {
      const list = values.map(value => literal(String(value))).join(', ')
      all[`${table}: ${name} in list`] = `${name} IN (${list})`
    }
    if (range !== undefined) {
      const { low = "'-inf'", high = "'inf'" } = range
      all[`${table}: ${name} in range`] = `${name}::DOUBLE BETWEEN ${low} AND ${high}`
    }
  }
  for (const { earlier, later } of timeOrder) {
    all[`${table}: ${earlier} ≤ ${later}`] = `${earlier}::TIMESTAMP <= ${later}::TIMESTAMP`
  }
  return all
}

describe.skipIf(!hasDemo)('the contracts and the real demo', () => {
  const folder = mkdtempSync(join(tmpdir(), 'contracts-demo-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const duckdb = async <T>(work: (sql: Sql) => Promise<T>): Promise<T> =>
    await withDuckdb({ threads: 2, memoryMiB: 1024, temporaryFolder: folder }, work)

  it.each(TABLES)('agree on the rows and the keys of %s', async table => {
    const { rowKey, naturalKey = [], foreignKeys = [] } = contractOf(table)
    const rowRules = Object.entries(rules(table)).map(
      ([rule, holds]) => `count(*) FILTER (WHERE NOT (${holds})) AS "${rule}"`,
    )
    const keyRules = [rowKey, naturalKey]
      .filter(columns => columns.length > 0)
      .map(columns => columns.join(', '))
      .map(
        columns =>
          `(SELECT count(*) FROM child) - (SELECT count(*) FROM (SELECT DISTINCT ${columns} FROM child)) AS "${table}: key ${columns}"`,
      )
    const referenceRules = foreignKeys.map(
      ({ column, table: parent, references }) =>
        `(SELECT count(*) FROM child WHERE ${column} NOT IN (SELECT ${references} FROM ${raw(parent)})) AS "${table}: ${column} in ${parent}"`,
    )

    const found = await duckdb(async sql => {
      await sql.run(`CREATE TABLE child AS SELECT * FROM ${raw(table)}`)
      const [rows] = await sql.rows(`SELECT ${rowRules.join(', ')} FROM child`)
      const [keys] = await sql.rows(`SELECT ${[...keyRules, ...referenceRules].join(', ')}`)
      return Object.entries({ ...rows, ...keys })
    })

    const known = Object.entries(BROKEN).filter(([rule]) => rule.startsWith(`${table}:`))
    const broken = found.filter(([, rows]) => rows !== 0)
    expect(Object.fromEntries(broken)).toEqual(Object.fromEntries(known))
  })

  it.each(WHOLE)('have the same rows and lists of %s, which the demo has whole', async table => {
    const { columns, fullReleaseRows } = contractOf(table)
    const rows = await duckdb(sql => sql.rows(`SELECT count(*) AS rows FROM ${raw(table)}`))
    expect(rows).toEqual([{ rows: fullReleaseRows }])
    for (const { name, values } of columns) {
      if (values === undefined) continue
      const found = await duckdb(sql =>
        sql.rows(`SELECT DISTINCT ${name} AS value FROM ${raw(table)} WHERE ${name} IS NOT NULL`),
      )
      expect(new Set(found.map(({ value }) => value))).toEqual(new Set(values.map(String)))
    }
  })
})
