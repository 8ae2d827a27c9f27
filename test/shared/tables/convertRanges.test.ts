import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { converted } from './convertBytes.ts'
import { GOOD, refusals, SERVICES, services } from './servicesCsv.ts'

describe('convertCsv by ranges', () => {
  it.each([
    ['where a row begins', 0],
    ['one byte before', -1],
    ['one byte behind', 1],
    ['inside the header', -80],
  ])('gives each row to one range when a cut falls %s', async (_, shift) => {
    const rows = Array.from({ length: 4 }, (__, i) => `${i},7,100,2150-01-02,,MED`)
    const rowBytes = services(...rows).length - services(...rows.slice(1)).length
    const blockBytes = SERVICES.length + rowBytes + shift
    const file = await converted('SERVICES', services(...rows), {
      blockBytes,
      rangeBytes: blockBytes,
    })
    expect(file.parts.length).toBeGreaterThan(1)
    expect(file.rows.map(row => row['row_id'])).toEqual([0, 1, 2, 3])
    expect(file.rowsIn).toBe(4)
  })

  it('gives the same rows, refusals and content hash whatever the ranges', async () => {
    const row = fc.oneof(
      fc.constantFrom(
        '',
        'x',
        '7,7,7,2150-01-03,"a',
        '8,7,100,2150-01-03,,"x"y',
        '9,7,100,2150-01-03,,a\rb',
      ),
      fc.tuple(fc.nat(30), fc.string({ unit: 'grapheme', maxLength: 12 })).map(([id, text]) => {
        const service = text.replaceAll(/[\n\r\0]/g, ' ').replaceAll('"', '""')
        return `${id},7,100,2150-01-02,,"${service}"`
      }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 20 }),
        fc.integer({ min: 40, max: 400 }),
        fc.constantFrom('\n', '\r\n'),
        async (rows, blockBytes, lineEnd) => {
          const csv = SERVICES + rows.join(lineEnd)
          const whole = await converted('SERVICES', csv, { blockBytes })
          const parts = await converted('SERVICES', csv, { blockBytes, rangeBytes: blockBytes })
          expect(parts.contentHash).toBe(whole.contentHash)
          expect(parts.rows).toEqual(whole.rows)
          expect(parts.reasons).toEqual(whole.reasons)
          expect(refusals(parts.rejects)).toEqual(refusals(whole.rejects))
        },
      ),
      { numRuns: 12 },
    )
  })

  describe('a quoted line break in a table that should have none', () => {
    const rows = [GOOD, '2,7,100,2150-01-03,,"MED\nin ""two"" lines"', '3,7,100,2150-01-03,,MED']

    it('is read within a range', async () => {
      const file = await converted('SERVICES', services(...rows))
      expect(file.rows.map(row => row['curr_service'])).toEqual([
        'MED',
        'MED\nin "two" lines',
        'MED',
      ])
      expect(file).toMatchObject({ quarantined: 0, isWhole: false })
    })

    it('makes the file one range where it lies across a cut', async () => {
      const csv = services(...rows)
      const insideField = csv.indexOf('in ""two')
      const file = await converted('SERVICES', csv, {
        blockBytes: insideField,
        rangeBytes: insideField,
      })
      expect(file).toMatchObject({ rowsIn: 3, rowsOut: 3, isWhole: true })
      const plain = await converted('SERVICES', csv)
      expect(file.rows).toEqual(plain.rows)
    })

    it('gives the rows of the whole, wherever the file is cut', async () => {
      const text = fc.string({
        unit: fc.constantFrom('"', ',', '\n', 'x', '7', '\r\n'),
        maxLength: 40,
      })
      const good = fc
        .record({ id: fc.nat(999), text })
        .map(({ id, text: value }) => `${id},7,100,2150-01-02,,"${value.replaceAll('"', '""')}"`)
      const row = fc.oneof(
        { weight: 6, arbitrary: good },
        { weight: 1, arbitrary: fc.constantFrom('x', '1,2', '8,7,100,2150-01-03,,"stray', '"') },
      )
      await fc.assert(
        fc.asyncProperty(
          fc.array(row, { maxLength: 25 }),
          fc.integer({ min: 70, max: 300 }),
          async (lines, blockBytes) => {
            const csv = SERVICES + lines.map(line => `${line}\n`).join('')
            const whole = await converted('SERVICES', csv, { blockBytes })
            const cut = await converted('SERVICES', csv, { blockBytes, rangeBytes: blockBytes })
            expect(cut.rows).toEqual(whole.rows)
            expect(cut.reasons).toEqual(whole.reasons)
            expect(refusals(cut.rejects)).toEqual(refusals(whole.rejects))
            expect(cut.contentHash).toBe(whole.contentHash)
          },
        ),
        { numRuns: 15 },
      )
    })
  })

  it('refuses the later of two rows with the same row_id, in whatever ranges they lie', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i % 30},7,100,2150-01-02,,unit ${i}`)
    const file = await converted('SERVICES', services(...rows), { blockBytes: 90, rangeBytes: 90 })
    expect(file.parts.length).toBeGreaterThan(5)
    expect(file.rows.map(row => row['curr_service'])).toEqual(
      Array.from({ length: 30 }, (_, i) => `unit ${i}`),
    )
    expect(file.reasons).toEqual({ 'row_id is that of an earlier row': 10 })
    expect(refusals(file.rejects).map(line => line.split('"')[3])).toEqual(rows.slice(30))
  })

  describe('in parts', () => {
    const rows = Array.from({ length: 20_000 }, (_, i) =>
      i % 1000 === 999 ? `${i},7,bad,,,` : `${i},7,100,2150-01-02,,${'x'.repeat(1000)} ${i}`,
    )

    it.each(['none', 'gzip'] as const)('gives the rows of one part (%s)', async compression => {
      const query =
        'SELECT count(*) AS n, sum(row_id) AS ids, max(curr_service) AS last FROM silver'
      const csv = services(...rows)
      const one = await converted('SERVICES', csv, { compression, query })
      const many = await converted('SERVICES', csv, { compression, query, partBytes: 5_000_000 })
      expect(one.parts).toHaveLength(1)
      // a part is closed at the next 4 MiB that the reader hands on
      expect(many.parts.map(({ index }) => index)).toEqual([0, 1, 2])
      expect(many.rows).toEqual(one.rows)
      expect(many.parts.reduce((sum, { quality }) => sum + quality.rows, 0)).toBe(one.rowsOut)
      expect(many).toMatchObject({ rowsIn: 20_000, quarantined: 20, contentHash: one.contentHash })
      expect(refusals(many.rejects)).toEqual(refusals(one.rejects))
    })
  })
})
