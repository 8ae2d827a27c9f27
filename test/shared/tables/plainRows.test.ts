import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ColumnContract, ColumnType } from '../../../shared/mimic/contract.ts'
import { contractOf } from '../../../shared/mimic/tableContracts.ts'
import {
  BUFFER_BYTES,
  MAX_ROW_BYTES,
  RowReader,
  type RowReaderOptions,
} from '../../../shared/tables/csvRows.ts'
import { PlainRows } from '../../../shared/tables/plainRows.ts'
import { AcceptedRows } from './acceptedRows.ts'
import { anyField, digits, quoted } from './csvFields.ts'

/** Leaves every row to the check of rows one by one. */
class NoPlainRows extends PlainRows {
  override pass(): number {
    return 0
  }
}

/** All that a reader says about a file. */
function readWith(plain: PlainRows, options: RowReaderOptions, bytes: Buffer): unknown {
  const accepted = new AcceptedRows()
  const refused: unknown[] = []
  const reader = new RowReader(
    options,
    {
      accepted: group => accepted.add(group),
      refused: row => refused.push({ ...row, row: Buffer.from(row.row).toString('latin1') }),
    },
    plain,
  )
  reader.push(bytes)
  reader.finish()
  const { lines, crossesEnd, isDone, rowIds } = reader
  const { rowsIn, rowsOut, latin1Rows, reasons } = reader.output
  return {
    accepted,
    refused,
    counts: { rowsIn, rowsOut, lines, latin1Rows, crossesEnd, isDone },
    reasons: [...reasons],
    rowIds: [...rowIds],
  }
}

/** A field as a file may hold it: mostly right, in quotes or not, at times anything. */
function fieldOf(type: ColumnType): fc.Arbitrary<string> {
  const right: fc.Arbitrary<string> = {
    int: fc.oneof(digits(1), digits(6)),
    long: digits(6),
    double: fc.double({ min: -1e4, max: 1e4, noNaN: true }).map(value => value.toFixed(3)),
    timestamp: fc.constantFrom('2150-01-02 03:04:05', '2152-02-29 00:00:00', '2150-11-30 23:59:59'),
    date: fc.constantFrom('2150-01-02', '2152-02-29', '2150-11-30'),
    text: fc.constantFrom('MED', 'mmHg', 'a text that is longer than 16 bytes', '0 To speech'),
  }[type]
  return fc.oneof(
    { weight: 12, arbitrary: right },
    { weight: 4, arbitrary: quoted(right) },
    { weight: 4, arbitrary: fc.constant('') },
    { weight: 2, arbitrary: anyField(type) },
    { weight: 1, arbitrary: quoted(anyField(type)) },
    { weight: 1, arbitrary: fc.constantFrom('""', '"', '"a\nb"', '"a""b"', '"a"b', 'a"b') },
  )
}

const column = fc
  .record({
    name: fc.constantFrom('a', 'b', 'row_id'),
    type: fc.constantFrom<ColumnType>('int', 'long', 'double', 'timestamp', 'date', 'text'),
    nullable: fc.boolean(),
  })
  .map((given): ColumnContract => ({ ...given, description: '' }))
const rowId: ColumnContract = { name: 'row_id', type: 'int', nullable: false, description: '' }

const file = fc
  .tuple(
    fc.array(fc.option(column, { nil: undefined }), { maxLength: 4 }),
    fc.array(fc.option(column, { nil: undefined }), { maxLength: 2 }),
  )
  .chain(([behind, before]) => {
    const columns = [...before, rowId, ...behind]
    const good = fc.tuple(...columns.map(known => fieldOf(known?.type ?? 'text')))
    const row = fc
      .tuple(
        good.map(fields => fields.join(',')),
        fc.constantFrom('', '', '', '', '', '', '', '', ',', ',,1', '"'),
        fc.constantFrom('\n', '\n', '\n', '\n', '\n', '\r\n', '\r\n', '\r', '', '\n\n'),
      )
      .map(parts => parts.join(''))
    return fc.record({ columns: fc.constant(columns), rows: fc.array(row, { maxLength: 30 }) })
  })

describe('PlainRows', () => {
  it('changes nothing of what is read, whatever the file, its columns and where the buffer is cut', () => {
    fc.assert(
      fc.property(
        file,
        fc.record({
          lineBreaksInFields: fc.boolean(),
          earlierIds: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 3 }),
          isCut: fc.boolean(),
          cut: fc.nat(600), // bytes of rows that the first buffer holds
          end: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.nat(900)),
          encoding: fc.constantFrom<BufferEncoding>('utf8', 'latin1'),
        }),
        ({ columns, rows }, { isCut, cut, end, encoding, ...given }) => {
          const skip = isCut ? BUFFER_BYTES - 1 - cut : 0
          const bytes = Buffer.concat([
            Buffer.alloc(skip, 'h'),
            Buffer.from(rows.join(''), encoding),
          ])
          const options = { ...given, columns, skip, end: skip + end }
          const one = new NoPlainRows(columns, BUFFER_BYTES, MAX_ROW_BYTES)
          const expected = readWith(one, options, bytes)
          const plain = new PlainRows(columns, BUFFER_BYTES, MAX_ROW_BYTES)
          expect(readWith(plain, options, bytes)).toEqual(expected)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('passes rows as CHARTEVENTS has them, in quotes or not, and stops before others', () => {
    const { columns } = contractOf('CHARTEVENTS')
    const good = [
      '788,36,165660,241249,223834,2134-05-12 12:00:00,2134-05-12 13:56:00,17525,15,15,L/min,0,0,,',
      '789,36,165660,,223835,2134-05-31 23:59:59,2134-05-12 13:56:00,,"1 ""x"", y",-.5,"mmHg",,,"Final",NotStopd\r',
    ]
    const others = [
      good[0]?.replace('05-12 12', '02-29 12'), // there is none in most years
      good[0]?.replace(',15,L', ',15.0.0,L'),
      good[0]?.replace('788', ''),
      good[0]?.replace('L/min', 'µg'),
      `${good[0]},`,
      `${good[0]}\rx`,
    ]
    const plain = new PlainRows(columns, BUFFER_BYTES, MAX_ROW_BYTES)
    for (const other of others) {
      const rows = Buffer.from([...good, other, ...good, ''].join('\n'))
      plain.buffer.set(rows)
      plain.buffer[rows.length] = 10
      expect(plain.pass(0, rows.length, rows.length)).toBe(2)
      expect([plain.idOf(0), plain.idOf(1)]).toEqual([788, 789])
      expect(plain.endOf(1)).toBe(Buffer.byteLength(good.join('\n')) + 1)
    }
  })
})
