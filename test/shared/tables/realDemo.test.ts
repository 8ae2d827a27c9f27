import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { TABLES, type TableName } from '../../../shared/contracts/dataset.ts'
import { contractOf } from '../../../shared/mimic/tableContracts.ts'
import type { SqlRow } from '../../../shared/tables/sql.ts'
import { converted } from './convertBytes.ts'

const DEMO = join(import.meta.dirname, '../../../../shared/data/mimic-iii-demo-1.4')
const hasDemo = existsSync(DEMO)
if (!hasDemo) console.warn('skipped: no ../shared/data/mimic-iii-demo-1.4')

/** Rows of the demo's files by Python's csv module. */
const ROWS: Readonly<Record<TableName, number>> = {
  ADMISSIONS: 129,
  CALLOUT: 77,
  CAREGIVERS: 7567,
  CHARTEVENTS: 758_355,
  CPTEVENTS: 1579,
  DATETIMEEVENTS: 15_551,
  DIAGNOSES_ICD: 1761,
  DRGCODES: 297,
  D_CPT: 134,
  D_ICD_DIAGNOSES: 14_567,
  D_ICD_PROCEDURES: 3882,
  D_ITEMS: 12_487,
  D_LABITEMS: 753,
  ICUSTAYS: 136,
  INPUTEVENTS_CV: 34_799,
  INPUTEVENTS_MV: 13_224,
  LABEVENTS: 76_074,
  MICROBIOLOGYEVENTS: 2003,
  NOTEEVENTS: 0,
  OUTPUTEVENTS: 11_320,
  PATIENTS: 100,
  PRESCRIPTIONS: 10_398,
  PROCEDUREEVENTS_MV: 753,
  PROCEDURES_ICD: 506,
  SERVICES: 163,
  TRANSFERS: 524,
}

const file = (table: TableName): Buffer => readFileSync(join(DEMO, `${table}.csv`))

/** A plain parser of its own: one line is one row, a field is quoted or not. */
function independentRows(table: TableName): SqlRow[] {
  const { columns } = contractOf(table)
  const [, ...lines] = file(table).toString('utf8').trimEnd().split('\n')
  return lines.map(line => {
    const fields = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
    )
    return Object.fromEntries(
      columns.map(({ name, type }, i) => {
        const field = fields[i] ?? ''
        if (field === '') return [name, null]
        if (type === 'timestamp') return [name, Date.parse(`${field.replace(' ', 'T')}Z`)]
        return [name, type === 'text' ? field : Number(field)]
      }),
    )
  })
}

/** The file with its header in upper case and every text that is there in quotes, all in quotes in the header. */
function asInFullRelease(table: TableName): Buffer {
  const isText = contractOf(table).columns.map(({ type }) => type !== 'int' && type !== 'double')
  const [header = '', ...lines] = file(table).toString('latin1').trimEnd().split('\n')
  const quoted = lines.map(line => {
    let column = 0
    return line.replaceAll(/("(?:[^"]|"")*"|[^,]*)(,|$)/g, (_, field: string, end: string) => {
      const quotes = isText[column++] === true && field !== '' && !field.startsWith('"')
      return quotes ? `"${field}"${end}` : field + end
    })
  })
  const names = header
    .toUpperCase()
    .split(',')
    .map(name => `"${name.replaceAll('"', '')}"`)
  return Buffer.from(`${[names.join(','), ...quoted].join('\n')}\n`, 'latin1')
}

describe.skipIf(!hasDemo)('the real demo', () => {
  it.each(TABLES)('converts every row of %s, and refuses none', async table => {
    const { rowsIn, rowsOut, quarantined, reasons, rows, rejects } = await converted(
      table,
      file(table),
      { query: 'SELECT count(*) AS n FROM silver' },
    )
    expect({ rowsIn, rowsOut, quarantined, reasons, rejects }).toEqual({
      rowsIn: ROWS[table],
      rowsOut: ROWS[table],
      quarantined: 0,
      reasons: {},
      rejects: '',
    })
    expect(rows).toEqual([{ n: ROWS[table] }])
  })

  it.each(TABLES.filter(table => !['CHARTEVENTS', 'NOTEEVENTS'].includes(table)))(
    'has every value of %s as a plain parser reads it, in the order of the file',
    async table => {
      const { rows } = await converted(table, file(table))
      const expected = independentRows(table)
      const different = expected.findIndex(
        (row, i) => JSON.stringify(row) !== JSON.stringify(rows[i]),
      )
      expect(rows).toHaveLength(expected.length)
      expect(different === -1 ? 'none' : [rows[different], expected[different]]).toBe('none')
    },
  )

  it('gives the same CHARTEVENTS in ranges and as a gzip', async () => {
    const query = `SELECT count(*) AS n, sum(row_id) AS ids, count(DISTINCT row_id) AS "distinct", count(valuenum) AS numbers,
      count(error) AS errors, count(*) FILTER (value LIKE '%,%') AS commas FROM silver`
    const bytes = file('CHARTEVENTS')
    const whole = await converted('CHARTEVENTS', bytes, { query })
    const ranges = await converted('CHARTEVENTS', bytes, { query, rangeBytes: 1 })
    const gzipped = await converted('CHARTEVENTS', bytes, { query, compression: 'gzip' })
    expect(ranges.parts).toHaveLength(2)
    expect(ranges.rows).toEqual(whole.rows)
    expect(gzipped.rows).toEqual(whole.rows)
    expect(new Set([whole, ranges, gzipped].map(({ contentHash }) => contentHash)).size).toBe(1)
    // counted by Python's csv module: CareVue rows have no error flag
    expect(whole.rows[0]).toMatchObject({
      n: 758_355,
      distinct: 758_355,
      errors: 758_355 - 376_076,
    })
  })

  it.each([
    ['PROCEDURES_ICD', 'icd9_code', 34],
    ['PRESCRIPTIONS', 'ndc', 6640],
    ['PRESCRIPTIONS', 'gsn', 9122],
    ['DRGCODES', 'drg_code', 35],
  ] as const)('keeps the leading zeros of %s.%s', async (table, column, codes) => {
    const { rows } = await converted(table, file(table), {
      query: `SELECT count(*) AS n FROM silver WHERE regexp_full_match(${column}, '0\\d+')`,
    })
    expect(rows).toEqual([{ n: codes }])
  })

  it.each(TABLES)(
    'gives the same silver rows of %s as the full release writes it: header in upper case, texts in quotes, gzip',
    async table => {
      const query = `SELECT count(*) AS n, sum(hash(silver)::HUGEINT)::VARCHAR AS hashes FROM (SELECT * FROM silver) AS silver`
      const plain = await converted(table, file(table), { query })
      const full = await converted(table, asInFullRelease(table), { query, compression: 'gzip' })
      expect(full.rows).toEqual(plain.rows)
      expect(full).toMatchObject({ rowsIn: ROWS[table], quarantined: 0, reasons: {} })
    },
  )
})
