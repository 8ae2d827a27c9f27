import { describe, expect, it } from 'vitest'
import { csvRows, parquetRows, type RangeRows } from '../../../shared/scoring/rangeRows.ts'
import { ROWS_AT_ONCE } from '../../../shared/scoring/scoreRows.ts'
import { writeFrame } from '../../../shared/tables/parquetFrame.ts'

async function all(rows: RangeRows) {
  const found = []
  let next = await rows.next()
  for (; next.done !== true; next = await rows.next()) found.push(next.value)
  return { rows: found, lines: next.value }
}

describe('the rows of a range of a CSV', () => {
  it('come with their lines, and those that cannot be read with the reason', async () => {
    const text = [
      'id,age', // before the range
      'a,71',
      '',
      'b',
      '"c,80',
      '"d, ""D""",90',
      'e,', // its rest lies behind the range, and belongs to it
    ].join('\n')
    const bytes = new TextEncoder().encode(`${text}\nf,1\n`)
    const start = text.indexOf('a,71')
    const end = text.length - 1
    const range = { index: 0, start, end }
    const found = await all(csvRows(bytes.subarray(start - 1), range, ['id', 'age']))
    expect(found).toEqual({
      rows: [
        { line: 1, values: { id: 'a', age: '71' } },
        { line: 3, reason: 'has 1 fields, the header 2' },
        { line: 4, reason: expect.stringContaining('a quote in it is not closed') },
        { line: 5, values: { id: 'd, "D"', age: '90' } },
        { line: 6, values: { id: 'e', age: '' } },
      ],
      lines: 6,
    })
  })
})

describe('the rows of a row group of Parquet', () => {
  it('are all there, whatever is read at once, their columns in small letters', async () => {
    const rows = ROWS_AT_ONCE + 3
    const values = Float64Array.from({ length: rows }, (_, row) => row)
    const bytes = await writeFrame({ rows, columns: { AGE: { kind: 'number', values } } })
    const range = { index: 0, start: 0, end: rows }
    const found = await all(parquetRows(new Blob([new Uint8Array(bytes)]), range))
    expect(found.lines).toBe(rows)
    expect(found.rows).toHaveLength(rows)
    expect(found.rows.at(-1)).toEqual({ line: rows, values: { age: rows - 1 } })
  })
})
