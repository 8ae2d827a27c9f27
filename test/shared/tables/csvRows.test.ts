import { describe, expect, it } from 'vitest'
import type { TableName } from '../../../shared/contracts/dataset.ts'
import { contractOf } from '../../../shared/mimic/tableContracts.ts'
import { MAX_ROW_BYTES, type RefusedRow, RowReader } from '../../../shared/tables/csvRows.ts'

const MIB = 1024 * 1024

interface Read {
  readonly reader: RowReader
  readonly accepted: string
  readonly refused: readonly RefusedRow[]
}

/** Reads rows without a header, handed over in pieces of a size. */
function read(table: TableName, rows: string, pieceBytes: number): Read {
  const refused: RefusedRow[] = []
  const accepted: Buffer[] = []
  const { columns, lineBreaksInFields } = contractOf(table)
  const reader = new RowReader(
    { columns, lineBreaksInFields, skip: 0, end: Number.POSITIVE_INFINITY },
    { accepted: bytes => accepted.push(Buffer.from(bytes)), refused: row => refused.push(row) },
  )
  const bytes = Buffer.from(rows)
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    reader.push(bytes.subarray(from, from + pieceBytes))
  }
  reader.finish()
  return { reader, accepted: Buffer.concat(accepted).toString(), refused }
}

const service = (id: number, text: string): string => `${id},7,100,2150-01-02,,${text}\n`
const note = (id: number, text: string): string => `${id},7,100,2150-01-02,,,a,b,,,"${text}"\n`

describe('RowReader', () => {
  it('reads the same rows whatever the pieces, across all its buffers', () => {
    // 10 MiB of rows of 40 to 4,000 bytes, every seventh one bad
    const rows: string[] = []
    const good: string[] = []
    for (let id = 0, bytes = 0; bytes < 10 * MIB; id++) {
      const text = `"${'é,""'.repeat((id * 7919) % 800)}"`
      const row = service(id, text)
      if (id % 7 === 0) rows.push(row.replace('2150-01-02', 'yesterday'))
      else {
        rows.push(row)
        good.push(row)
      }
      bytes += Buffer.byteLength(row)
    }
    for (const pieceBytes of [64 * 1024, MIB + 1, 20 * MIB]) {
      const { reader, accepted, refused } = read('SERVICES', rows.join(''), pieceBytes)
      expect(accepted === good.join('')).toBe(true)
      expect(reader.rowsIn).toBe(rows.length)
      expect(reader.rowsOut).toBe(good.length)
      expect(refused.map(row => row.line)).toEqual(
        rows.flatMap((_, id) => (id % 7 === 0 ? [id + 1] : [])),
      )
    }
  })

  it.each([
    ['just too long', MAX_ROW_BYTES],
    ['longer than its buffer', 9 * MIB],
  ])('refuses a row that is %s, and reads on behind it', (_, length) => {
    const rows = service(1, 'MED') + service(2, 'x'.repeat(length)) + service(3, 'MED')
    for (const pieceBytes of [100_000, 20 * MIB]) {
      const { reader, accepted, refused } = read('SERVICES', rows, pieceBytes)
      expect(accepted).toBe(service(1, 'MED') + service(3, 'MED'))
      expect(reader.rowsIn).toBe(3)
      expect(refused).toMatchObject([{ line: 2, offset: service(1, 'MED').length }])
      expect(refused[0]?.reason).toContain('is longer than 1048576 bytes')
      expect(refused[0]?.row.length).toBe(1000)
    }
  })

  it('takes a row as long as allowed', () => {
    const row = service(1, 'x'.repeat(MAX_ROW_BYTES - service(1, '').length))
    const { accepted } = read('SERVICES', row, 300_000)
    expect(accepted === row).toBe(true)
  })

  it.each([
    ['a note that is too long', note(2, 'x\n'.repeat(MIB))],
    ['a note that is longer than its buffer', note(2, 'x\n'.repeat(5 * MIB))],
    ['a quote that is closed megabytes later only', note(2, 'open').replace('"\n', '\n')],
  ])('refuses %s, and reads the notes behind it', (_, bad) => {
    // the notes behind hold no quotes that could end what was opened
    const behind = Array.from(
      { length: 40_000 },
      (__, i) => `${i + 10},7,100,2150-01-02,,,a,b,,,${'y'.repeat(100)}\n`,
    )
    const rows = note(1, 'a\nb') + bad + behind.join('') + note(5, 'end')
    for (const pieceBytes of [100_000, 40 * MIB]) {
      const { reader, accepted, refused } = read('NOTEEVENTS', rows, pieceBytes)
      expect(refused).toHaveLength(1)
      expect(refused[0]?.line).toBe(3)
      expect(accepted === note(1, 'a\nb') + behind.join('') + note(5, 'end')).toBe(true)
      expect(reader.lines).toBe(rows.split('\n').length - 1)
    }
  })
})
