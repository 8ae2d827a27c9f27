import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvLine } from '../../../shared/scoring/csvLines.ts'
import { parseCsv, writeCsv } from '../../../web/predict/csv.ts'

const field = fc.string({ unit: fc.constantFrom('a', '1', ' ', ',', '"', '\n', '\r\n', 'é') })
// a line of one empty field is a blank line
const table = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 6 })

describe('parseCsv', () => {
  it('takes quotes, line breaks within them, a byte order mark and any line end', () => {
    const text = '\uFEFFid,note\r\n1,"a ""b"", c"\n\n2,"over\ntwo lines"\r3,\n'
    expect(parseCsv(text)).toEqual([
      { line: 1, fields: ['id', 'note'] },
      { line: 2, fields: ['1', 'a "b", c'] },
      { line: 4, fields: ['2', 'over\ntwo lines'] },
      { line: 6, fields: ['3', ''] },
    ])
    expect(parseCsv('')).toEqual([])
  })

  it('says on which line a quote is wrong', () => {
    expect(() => parseCsv('a,b\n1,"2\n')).toThrow('line 2: a quote')
    expect(() => parseCsv('a,b\n1,2\n3,4"\n')).toThrow('line 3: a quote')
  })

  it('reads what it writes, and what the rest of the project writes', () => {
    fc.assert(
      fc.property(table, rows => {
        expect(parseCsv(writeCsv(rows)).map(({ fields }) => fields)).toEqual(rows)
        const written = rows.map(csvLine).join('')
        expect(parseCsv(written).map(({ fields }) => fields)).toEqual(rows)
      }),
    )
  })
})
