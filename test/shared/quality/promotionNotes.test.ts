import { describe, expect, it } from 'vitest'
import { promotionNotes } from '../../../shared/quality/promotionNotes.ts'
import { sumRanges } from '../../../shared/quality/sumRanges.ts'

const usual = { reasons: {}, latin1Rows: 0, unknownColumns: [], pass: 'first' as const }

describe('notes on a promotion', () => {
  it('are none where nothing was unusual', () => {
    expect(promotionNotes(usual)).toEqual([])
  })

  it('name the most frequent reasons, equal ones by name, and count the others', () => {
    const reasons = { d: 1, c: 2, b: 2, a: 1, e: 1234 }
    expect(promotionNotes({ ...usual, reasons })).toEqual([
      '1,234 rows refused: e',
      '2 rows refused: b',
      '2 rows refused: c',
      'and for 2 more reasons: see the rows in quarantine',
    ])
  })

  it('tell of Latin-1, of a file that could not be cut, and of columns that were left out', () => {
    const notes = promotionNotes({
      reasons: {},
      latin1Rows: 1,
      unknownColumns: ['x', 'y'],
      pass: 'whole',
    })
    expect(notes).toEqual([
      '1 row not in UTF-8, read as Latin-1',
      expect.stringContaining('converted whole, not in ranges'),
      'columns that MIMIC-III v1.4 does not have were left out: x, y',
    ])
  })

  it('fit into a row of Table Storage however many columns a file has, and however long their names are', () => {
    const many = Array.from({ length: 5_000 }, (_, at) => `column_${at}_${'x'.repeat(10_000)}`)
    const [note = ''] = promotionNotes({ ...usual, unknownColumns: many })
    expect(note).toMatch(/left out: column_0_x+, column_1_x+, .*, column_19_x+, and 4980 more$/)
    expect(note.length).toBeLessThan(2_000)
  })
})

/** What the conversion of one range has measured. */
const range = (index: number, reasons: Readonly<Record<string, number>>) => ({
  parts: [{ path: `part-${index}`, bytes: 1, rows: 2, columns: {}, keys: `keys-${index}` }],
  rejects: [`rows-${index}`],
  blockHashes: [`hash-${index}`],
  rowsIn: 5,
  rowsOut: 3,
  quarantined: 2,
  latin1Rows: index,
  reasons: { ...reasons },
})

describe('the sum of ranges', () => {
  it('adds up what is counted and keeps the order of the others', () => {
    expect(sumRanges([range(1, { a: 2 }), range(2, { a: 1, b: 1 })])).toEqual({
      parts: [range(1, {}).parts[0], range(2, {}).parts[0]],
      rejects: ['rows-1', 'rows-2'],
      blockHashes: ['hash-1', 'hash-2'],
      rowsIn: 10,
      rowsOut: 6,
      quarantined: 4,
      latin1Rows: 3,
      reasons: { a: 3, b: 1 },
    })
  })
})
