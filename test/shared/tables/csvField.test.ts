import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ColumnType } from '../../../shared/mimic/contract.ts'
import { fieldCheck } from '../../../shared/tables/csvField.ts'
import { intOf } from '../../../shared/tables/csvValue.ts'
import { converted } from './convertBytes.ts'

function accepts(type: ColumnType, field: string): boolean {
  const bytes = new TextEncoder().encode(`,${field},`)
  return fieldCheck(type)(bytes, 1, bytes.length - 1)
}

/** Strings that look much like what they should be, and often are it. */
const nearly = (...characters: string[]) =>
  fc.string({ unit: fc.constantFrom(...characters), minLength: 1, maxLength: 12 })
const digits = Array.from({ length: 10 }, (_, digit) => String(digit))
const anyNumber = fc.oneof(
  nearly(...digits, '+', '-', '.', 'e', 'E'),
  fc.double().map(String),
  fc.integer().map(String),
  fc.integer({ min: -9_999_999_999, max: 9_999_999_999 }).map(value => `${value}.0`),
)
const two = (max: number) =>
  fc.integer({ min: 0, max }).map(value => String(value).padStart(2, '0'))
const anyTime = fc
  .tuple(
    fc.integer({ min: 0, max: 9999 }).map(year => String(year).padStart(4, '0')),
    two(13),
    two(32),
    fc.constantFrom('', ' ', 'T'),
    two(24),
    two(60),
    fc.option(two(60)),
    fc.constantFrom('', '.', '.5', '.123456', '.1234567'),
  )
  .map(([year, month, day, between, hour, minute, second, fraction]) => {
    const time = `${hour}:${minute}${second === null ? '' : `:${second}${fraction}`}`
    return `${year}-${month}-${day}${between === '' ? '' : `${between}${time}`}`
  })

/** LABEVENTS with one accepted field in each row: what DuckDB made of it. */
async function bySilver(column: 'valuenum' | 'charttime' | 'hadm_id', fields: string[]) {
  const rows = fields.map((field, i) => {
    const of = (name: string): string => (name === column ? field : '')
    return `${i},7,${of('hadm_id')},50868,${of('charttime')},,${of('valuenum')},,`
  })
  const header = 'row_id,subject_id,hadm_id,itemid,charttime,value,valuenum,valueuom,flag'
  const file = await converted('LABEVENTS', [header, ...rows].join('\n'), {
    query: `SELECT ${column} AS x FROM silver`,
  })
  expect(file.reasons).toEqual({})
  return file.rows.map(row => row['x'])
}

const SAMPLE = { numRuns: 20_000, seed: 20_260_101 }

describe('fieldCheck', () => {
  it('accepts numbers that DuckDB and JavaScript read alike', async () => {
    const fields = fc.sample(anyNumber, SAMPLE).filter(field => accepts('double', field))
    expect(fields.length).toBeGreaterThan(5000)
    expect(await bySilver('valuenum', fields)).toEqual(fields.map(Number))
  })

  it('accepts whole numbers that DuckDB and JavaScript read alike', async () => {
    const fields = fc.sample(anyNumber, SAMPLE).filter(field => accepts('int', field))
    expect(fields.length).toBeGreaterThan(2000)
    expect((await bySilver('hadm_id', fields)).map(value => Number(value) + 0)).toEqual(
      fields.map(field => Number(field) + 0),
    )
    const bytes = fields.map(field => new TextEncoder().encode(field))
    expect(bytes.map(field => intOf(field, 0, field.length) + 0)).toEqual(
      fields.map(field => Number(field) + 0),
    )
  })

  it('accepts times that DuckDB and JavaScript read alike', async () => {
    const fields = fc.sample(anyTime, SAMPLE).filter(field => accepts('timestamp', field))
    expect(fields.length).toBeGreaterThan(5000)
    const expected = fields.map(field => {
      const [date = '', time = '00:00'] = field.split(/[ T]/)
      return Date.parse(`${date}T${time.slice(0, 12)}Z`)
    })
    // to the ms: JavaScript has no finer times
    expect((await bySilver('charttime', fields)).map(value => Math.floor(Number(value)))).toEqual(
      expected,
    )
  })

  it('accepts exactly the days of the calendar', () => {
    const accepted: string[] = []
    const expected: string[] = []
    for (const year of [1899, 1900, 2000, 2023, 2024]) {
      for (let month = 0; month <= 13; month++) {
        for (let day = 0; day <= 32; day++) {
          const field = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
          if (accepts('date', field)) accepted.push(field)
          const date = new Date(Date.UTC(year, month - 1, day))
          if (date.toISOString().startsWith(field)) expected.push(field)
        }
      }
    }
    expect(accepted).toEqual(expected)
  })

  it.each([
    ['timestamp', '2150-12-31 23:59:59'],
    ['date', '2150-12-31'],
  ] as const)('refuses a %s with a byte that does not belong there', (type, good) => {
    expect(accepts(type, good)).toBe(true)
    const others = Array.from(good).flatMap((_, at) =>
      ['/', ':', ',', '\n', 'x'].map(byte => good.slice(0, at) + byte + good.slice(at + 1)),
    )
    const wrong = others.filter(field => field !== good)
    expect(wrong.filter(field => accepts(type, field))).toEqual([])
  })

  it('knows the bounds of whole numbers', () => {
    const int = ['2147483647', '-2147483648', '+1', '0007', '142345.0', '1.00']
    const noInt = [
      '2147483648',
      '-2147483649',
      '1.5',
      '1.',
      '.0',
      '+',
      '',
      '1e3',
      '0x1',
      ' 1',
      '99999999999999999999',
    ]
    expect(int.filter(field => !accepts('int', field))).toEqual([])
    expect(noInt.filter(field => accepts('int', field))).toEqual([])
    const long = ['9223372036854775807', '-9223372036854775808', '2147483648']
    const noLong = ['9223372036854775808', '-9223372036854775809', '1.5']
    expect(long.filter(field => !accepts('long', field))).toEqual([])
    expect(noLong.filter(field => accepts('long', field))).toEqual([])
  })
})
