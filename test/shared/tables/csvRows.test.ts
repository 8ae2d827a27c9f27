import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TableName } from '../../../shared/contracts/dataset.ts'
import { contractOf } from '../../../shared/mimic/tableContracts.ts'
import type { RefusedRow } from '../../../shared/tables/csvRowOutput.ts'
import { MAX_ROW_BYTES, RowReader } from '../../../shared/tables/csvRows.ts'
import { AcceptedRows, type AcceptedValue } from './acceptedRows.ts'

const MIB = 1024 * 1024

interface Read {
  readonly reader: RowReader
  /** Of each row its row_id and its last column. */
  readonly accepted: readonly (readonly AcceptedValue[])[]
  readonly refused: readonly RefusedRow[]
}

/** Reads rows without a header, handed over in pieces of a size. */
function read(table: TableName, rows: string, pieceBytes: number): Read {
  const refused: RefusedRow[] = []
  const accepted = new AcceptedRows()
  const { columns, lineBreaksInFields } = contractOf(table)
  const reader = new RowReader(
    { columns, lineBreaksInFields, skip: 0, end: Number.POSITIVE_INFINITY },
    { accepted: group => accepted.add(group), refused: row => refused.push(row) },
  )
  const bytes = Buffer.from(rows)
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    reader.push(bytes.subarray(from, from + pieceBytes))
  }
  reader.finish()
  return {
    reader,
    accepted: accepted.rows.map(row => [row[0] ?? null, row.at(-1) ?? null]),
    refused,
  }
}

const service = (id: number, text: string): string => `${id},7,100,2150-01-02,,${text}\n`
const note = (id: number, text: string): string => `${id},7,100,2150-01-02,,,a,b,,,"${text}"\n`

describe('RowReader', () => {
  it('reads the same rows whatever the pieces, across all its buffers', () => {
    // 10 MiB of rows of 40 to 4,000 bytes, every seventh one bad
    const rows: string[] = []
    const good: AcceptedValue[][] = []
    for (let id = 0, bytes = 0; bytes < 10 * MIB; id++) {
      const times = (id * 7919) % 800
      const row = service(id, `"${'é,""'.repeat(times)}"`)
      if (id % 7 === 0) rows.push(row.replace('2150-01-02', 'yesterday'))
      else {
        rows.push(row)
        good.push([id, times === 0 ? null : 'é,"'.repeat(times)])
      }
      bytes += Buffer.byteLength(row)
    }
    for (const pieceBytes of [64 * 1024, MIB + 1, 20 * MIB]) {
      const { reader, accepted, refused } = read('SERVICES', rows.join(''), pieceBytes)
      expect(accepted).toEqual(good)
      expect(reader.output.rowsIn).toBe(rows.length)
      expect(reader.output.rowsOut).toBe(good.length)
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
      expect(accepted).toEqual([
        [1, 'MED'],
        [3, 'MED'],
      ])
      expect(reader.output.rowsIn).toBe(3)
      expect(refused).toMatchObject([{ line: 2, offset: service(1, 'MED').length }])
      expect(refused[0]?.reason).toContain('is longer than 1048576 bytes')
      expect(refused[0]?.row.length).toBe(1000)
    }
  })

  it('takes a row as long as allowed', () => {
    const text = 'x'.repeat(MAX_ROW_BYTES - service(1, '').length)
    const { accepted } = read('SERVICES', service(1, text), 300_000)
    expect(accepted).toEqual([[1, text]])
  })

  it('reads texts as long as allowed of Latin-1, of which each byte becomes two, one behind the other', () => {
    const half = MAX_ROW_BYTES / 2 - 100
    const rows = [1, 2, 3, 4].map(
      id => `${id},7,100,2150-01-02,${'é'.repeat(half)},${'é'.repeat(half)}\n`,
    )
    const { columns, lineBreaksInFields } = contractOf('SERVICES')
    const accepted = new AcceptedRows()
    const reader = new RowReader(
      { columns, lineBreaksInFields, skip: 0, end: Number.POSITIVE_INFINITY },
      { accepted: group => accepted.add(group), refused: () => {} },
    )
    reader.push(Buffer.from(rows.join(''), 'latin1'))
    reader.finish()
    const text = 'é'.repeat(half)
    expect(reader.output.latin1Rows).toBe(4)
    expect(accepted.rows.map(row => [row[0], row[4] === text, row[5] === text])).toEqual(
      [1, 2, 3, 4].map(id => [id, true, true]),
    )
  })

  it.each([
    ['a note that is too long', note(2, 'x\n'.repeat(MIB))],
    ['a note that is longer than its buffer', note(2, 'x\n'.repeat(5 * MIB))],
    ['a quote that is closed megabytes later only', note(2, 'open').replace('"\n', '\n')],
  ])('refuses %s, and reads the notes behind it', (_, bad) => {
    // the notes behind hold no quotes that could end what was opened
    const ids = Array.from({ length: 40_000 }, (__, i) => i + 10)
    const text = 'y'.repeat(100)
    const behind = ids.map(id => `${id},7,100,2150-01-02,,,a,b,,,${text}\n`)
    const rows = note(1, 'a\nb') + bad + behind.join('') + note(5, 'end')
    for (const pieceBytes of [100_000, 40 * MIB]) {
      const { reader, accepted, refused } = read('NOTEEVENTS', rows, pieceBytes)
      expect(refused).toHaveLength(1)
      expect(refused[0]?.line).toBe(3)
      expect(accepted).toEqual([[1, 'a\nb'], ...ids.map(id => [id, text]), [5, 'end']])
      expect(reader.lines).toBe(rows.split('\n').length - 1)
    }
  })

  describe('where a quote is open at the end of a line, of a table without line breaks in fields,', () => {
    const multiline = service(2, '"MED\n,""9,7,100\r\nSURG"')
    const text = 'MED\n,"9,7,100\r\nSURG'
    it.each([
      ['alone', service(1, 'MED') + multiline + service(3, 'MED'), ['MED', text, 'MED']],
      [
        'at the end of the file, without a line end',
        service(1, 'MED') + multiline.slice(0, -1),
        ['MED', text],
      ],
      [
        'one after the other',
        multiline + multiline.replace('2,', '4,') + service(3, '"a\n"'),
        [text, text, 'a\n'],
      ],
    ])('reads a good row of several lines: %s', (_, rows, texts) => {
      for (const pieceBytes of [7, MIB]) {
        const { reader, accepted, refused } = read('SERVICES', rows, pieceBytes)
        expect(refused).toEqual([])
        expect(accepted.map(row => row[1])).toEqual(texts)
        expect(reader.lines).toBe(rows.split('\n').length - 1)
      }
    })

    it.each([
      ['no quote behind it', 'MED', [3, 4]],
      ['a field in quotes behind it', '"MED"', [3, 4]],
      ['quotes behind it that would make a row of both', '",",MED', []],
      ['a stray quote behind it too', 'MED"', [3, 4]],
    ])('loses the line and none of those behind it: %s', (_, behind, good) => {
      const rows = [service(2, '"MED'), service(3, behind), service(4, behind)]
      for (const pieceBytes of [7, MIB]) {
        const { reader, accepted, refused } = read('SERVICES', rows.join(''), pieceBytes)
        expect(accepted.map(row => row[0])).toEqual(good)
        expect(reader.output.rowsIn).toBe(3)
        expect(refused[0]).toMatchObject({ line: 1, reason: 'a quote is opened and not closed' })
      }
    })

    it('keeps every line that is a good row by itself, whatever stands around it', () => {
      const noise = fc.oneof(
        fc.constantFrom('"', '",', ',"', '""', '2,7,100,2150-01-02,,"x', '"x",', 'x', ''),
        fc.string({ unit: fc.constantFrom('"', ',', '1', 'x', ' ') }),
      )
      fc.assert(
        fc.property(
          fc.array(noise, { maxLength: 30 }),
          fc.integer({ min: 1, max: 50 }),
          (lines, piece) => {
            const rows = lines.map((line, i) => `${line}\n${service(i, 'MED')}`).join('')
            const { accepted } = read('SERVICES', rows, piece)
            for (let i = 0; i < lines.length; i++) expect(accepted).toContainEqual([i, 'MED'])
          },
        ),
      )
    })
  })

  it('reads on behind a broken quote, in notes whose columns stand in another order', () => {
    const { columns } = contractOf('NOTEEVENTS')
    const accepted = new AcceptedRows()
    const reader = new RowReader(
      {
        columns: columns.toReversed(),
        lineBreaksInFields: true,
        skip: 0,
        end: Number.POSITIVE_INFINITY,
      },
      { accepted: group => accepted.add(group), refused: () => {} },
    )
    const [first, third] = ['"a\nb",,,,,,,2150-01-02,100,7,1\n', '"c",,,,,,,2150-01-02,100,7,3\n']
    reader.push(Buffer.from(`${first}"open"x,,,,,,,2150-01-02,100,7,2\n${third}`))
    reader.finish()
    expect(accepted.rows.map(row => [row.at(-1), row[0]])).toEqual([
      [1, 'a\nb'],
      [3, 'c'],
    ])
  })

  it('refuses rows with a row_id that rows before the range have', () => {
    const refused: RefusedRow[] = []
    const { columns } = contractOf('SERVICES')
    const reader = new RowReader(
      {
        columns,
        lineBreaksInFields: false,
        skip: 0,
        end: Number.POSITIVE_INFINITY,
        earlierIds: [2, 9],
      },
      { accepted: () => {}, refused: row => refused.push(row) },
    )
    reader.push(Buffer.from(service(1, 'MED') + service(2, 'MED') + service(3, 'MED')))
    reader.finish()
    expect(reader.output.rowsOut).toBe(2)
    expect(refused).toMatchObject([{ line: 2, reason: 'row_id is that of an earlier row' }])
  })
})
