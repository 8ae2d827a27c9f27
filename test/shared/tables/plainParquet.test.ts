import { mkdtempSync, rmSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import {
  type ColumnContract,
  type ColumnType,
  optional,
  required,
} from '../../../shared/mimic/contract.ts'
import { fieldCheck } from '../../../shared/tables/csvField.ts'
import { RowReader } from '../../../shared/tables/csvRows.ts'
import { withDuckdb } from '../../../shared/tables/duckdb.ts'
import { readFrame } from '../../../shared/tables/parquetFrame.ts'
import { PlainParquet } from '../../../shared/tables/plainParquet.ts'
import { literal } from '../../../shared/tables/sql.ts'
import { anyField, digits, quoted } from './csvFields.ts'

const folder = mkdtempSync(join(tmpdir(), 'plain-parquet-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const csv = join(folder, 'rows.csv')
const parquet = join(folder, 'rows.parquet')

const columns = [
  required('row_id', 'int', 'Number of the row'),
  optional('an_int', 'int', 'Made up'),
  optional('a_long', 'long', 'Made up'),
  optional('a_double', 'double', 'Made up'),
  optional('a_timestamp', 'timestamp', 'Made up'),
  optional('a_date', 'date', 'Made up'),
  optional('a_text', 'text', 'Made up'),
  optional('empty', 'text', 'Made up'),
]

/** Whole numbers of 64 bits and µs as texts: a number does not hold all of them. */
const EXACT = `row_id, an_int, a_long::VARCHAR a_long, a_double, epoch_us(a_timestamp)::VARCHAR a_timestamp,
  a_date::VARCHAR a_date, a_text, empty`

/** Reads good rows of a CSV and writes them, each list of rows as a group of its own. */
function write(groups: readonly (readonly string[])[], fileColumns = columns): void {
  const file = new PlainParquet(parquet, fileColumns)
  for (const rows of groups) {
    const reader = new RowReader(
      { columns: fileColumns, lineBreaksInFields: true, skip: 0, end: Number.POSITIVE_INFINITY },
      {
        accepted: group => file.writeGroup(group),
        refused: ({ reason }) => expect.unreachable(reason),
      },
    )
    reader.push(Buffer.from(rows.join('')))
    reader.finish()
    expect(reader.output.rowsOut).toBe(rows.length)
  }
  file.close()
}

/** The types by which DuckDB reads a CSV of such columns. */
const CSV_TYPES: Readonly<Record<ColumnType, string>> = {
  int: 'INTEGER',
  long: 'BIGINT',
  double: 'DOUBLE',
  timestamp: 'TIMESTAMP',
  date: 'DATE',
  text: 'VARCHAR',
}
const asCsv = `read_csv(${literal(csv)}, auto_detect = false, header = false, delim = ',', quote = '"', escape = '"',
  new_line = '\\n', nullstr = '', parallel = false,
  columns = {${columns.map(({ name, type }) => `'${name}': '${CSV_TYPES[type]}'`).join(', ')}})`

function goodField({ type }: ColumnContract): fc.Arbitrary<string> {
  const check = fieldCheck(type)
  const isGood = (field: string): boolean => {
    const bytes = new TextEncoder().encode(field)
    return check(bytes, 0, bytes.length)
  }
  const number = fc.oneof(digits(3), digits(15))
  const usual: Readonly<Record<ColumnType, fc.Arbitrary<string>>> = {
    int: digits(6),
    long: digits(9),
    double: fc
      .oneof(
        fc.tuple(fc.constantFrom('', '-'), number, fc.constantFrom('', '.'), digits(4)),
        fc.tuple(fc.constantFrom('', '-'), fc.constantFrom('.', '0.', '0.000000'), digits(8)),
      )
      .map(parts => parts.join('')),
    timestamp: fc
      .date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
      .map(date => date.toISOString().slice(0, 19).replace('T', ' ')),
    date: fc
      .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
      .map(date => date.toISOString().slice(0, 10)),
    text: fc.constantFrom('MED', 'mmHg', ' a text that is longer than 16 bytes ', 'a"b'),
  }
  const any = type === 'text' ? anyText : anyField(type).filter(isGood)
  return fc.oneof(
    { weight: 3, arbitrary: fc.oneof(usual[type].filter(isGood), any) },
    { weight: 1, arbitrary: fc.constantFrom('', '""') },
    { weight: 1, arbitrary: type === 'text' ? anyText : quoted(any) },
  )
}

const anyText = fc
  .string({
    unit: fc.constantFrom('a', ' ', ',', '"', "'", '\n', '\r\n', 'é', '雪'),
    maxLength: 40,
  })
  .map(text => `"${text.replaceAll('"', '""')}"`)

describe('PlainParquet', () => {
  it('holds the values that DuckDB reads in the CSV, of every type', async () => {
    const fields = columns.map(column => {
      if (column.name === 'empty') return fc.constant('')
      return column.name === 'row_id' ? fc.constant('') : goodField(column)
    })
    const groups = fc.array(fc.array(fc.tuple(...fields), { maxLength: 300 }), { maxLength: 4 })
    await withDuckdb({ threads: 1, memoryMiB: 256, temporaryFolder: folder }, async sql => {
      await fc.assert(
        fc.asyncProperty(groups, async values => {
          const rows = values.map(group =>
            group.map(([, ...others], i) => `${[i, ...others].join(',')}\n`),
          )
          write(rows)
          await writeFile(csv, rows.flat().join(''))
          const read = await sql.rows(`SELECT ${EXACT} FROM read_parquet(${literal(parquet)})`)
          expect(read).toEqual(await sql.rows(`SELECT ${EXACT} FROM ${asCsv}`))
        }),
        { numRuns: 60 },
      )
    })
  })

  it('is a Parquet file to another reader as well', async () => {
    const kept = columns.filter(({ name }) => name !== 'empty')
    write(
      [
        ['1,-5,9007199254740991,0.1,1970-01-02,1970-01-02,"a\nb"\n', '2,,,,,,\n'],
        [],
        ['3,,,,,,\n', '4,2147483647,-1,-1e300,1969-12-31 23:59:59.999,0001-01-01,"""é"""\n'],
      ],
      kept,
    )
    const { rows, columns: read } = await readFrame(await readFile(parquet))
    expect(rows).toBe(4)
    const none = Number.NaN
    expect(Object.entries(read).map(([name, { values }]) => [name, [...values]])).toEqual([
      ['row_id', [1, 2, 3, 4]],
      ['an_int', [-5, none, none, 2_147_483_647]],
      ['a_long', [Number.MAX_SAFE_INTEGER, none, none, -1]],
      ['a_double', [0.1, none, none, -1e300]],
      ['a_timestamp', [86_400_000, none, none, -1]],
      ['a_date', [86_400_000, none, none, Date.parse('0001-01-01')]],
      ['a_text', ['a\nb', null, null, '"é"']],
    ])
  })
})
