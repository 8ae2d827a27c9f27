import { describe, expect, it } from 'vitest'
import { converted } from './convertBytes.ts'
import { GOOD, GOOD_ROW, SERVICES, services } from './servicesCsv.ts'

const NOTES =
  'row_id,subject_id,hadm_id,chartdate,charttime,storetime,category,description,cgid,iserror,text\n'
const note = (id: number, text: string): string =>
  `${id},7,100,2150-01-02,,,"Nursing","Report",,,${text}`

describe('convertCsv', () => {
  it('gives typed rows: numbers, times as instants of UTC, empty fields as null', async () => {
    const file = await converted('SERVICES', services(GOOD))
    expect(file.rows).toEqual([GOOD_ROW])
    expect(file).toMatchObject({ rowsIn: 1, rowsOut: 1, quarantined: 0, reasons: {}, rejects: '' })

    const { rows } = await converted('SERVICES', services(GOOD), {
      query: 'DESCRIBE SELECT * FROM silver',
    })
    expect(rows.map(row => [row['column_name'], row['column_type']])).toEqual([
      ['row_id', 'INTEGER'],
      ['subject_id', 'INTEGER'],
      ['hadm_id', 'INTEGER'],
      ['transfertime', 'TIMESTAMP WITH TIME ZONE'],
      ['prev_service', 'VARCHAR'],
      ['curr_service', 'VARCHAR'],
    ])
  })

  it('keeps leading zeros, blanks, quoted commas and quotes of texts', async () => {
    const file = await converted(
      'DIAGNOSES_ICD',
      'row_id,subject_id,hadm_id,seq_num,icd9_code\n1,7,100,1,0389\n2,7,100,2," 4,0 "\n3,7,100,3,"say ""a"""\n4,7,100,4,5\'10" tall\n5,7,100,,""\n',
      { query: 'SELECT icd9_code FROM silver ORDER BY row_id' },
    )
    expect(file.rows.map(row => row['icd9_code'])).toEqual([
      '0389',
      ' 4,0 ',
      'say "a"',
      `5'10" tall`,
      null,
    ])
  })

  it.each([
    ['look like rows', '1,y\n'],
    ['look like the end of a row and the start of one', '"\n1,"'],
  ])('keeps notes of many lines that %s, wherever in the file', async (_, piece) => {
    const texts = Array.from({ length: 4000 }, (_none, i) => piece.repeat(600 + (i % 7)))
    const rows = texts.map((text, i) => `${note(i + 1, `"${text.replaceAll('"', '""')}"`)}\n`)
    const file = await converted('NOTEEVENTS', NOTES + rows.join(''), {
      query: 'SELECT text FROM silver',
    })
    expect(file.rows.map(row => row['text'])).toEqual(texts)
  })

  it('finds columns by name: in another order, in upper case, with more of them than it knows', async () => {
    const file = await converted(
      'SERVICES',
      '"CURR_SERVICE",extra,HADM_ID,ROW_ID,subject_id,PREV_SERVICE,TRANSFERTIME\nMED,"x,y",100,1,7,,2150-01-02 03:04:05\n',
    )
    expect(file.rows).toEqual([GOOD_ROW])
  })

  it('gives statistics of each column: nulls, min, max', async () => {
    const file = await converted('SERVICES', services(GOOD, '3,9,90,2149-12-31,MED,SURG'))
    expect(file.parts[0]?.quality.columns).toMatchObject({
      row_id: { nulls: 0, min: 1, max: 3 },
      subject_id: { nulls: 0, min: 7, max: 9 },
      hadm_id: { nulls: 0, min: 90, max: 100 },
      transfertime: {
        nulls: 0,
        min: '2149-12-31T00:00:00.000Z',
        max: '2150-01-02T03:04:05.000Z',
      },
      prev_service: { nulls: 1 },
      curr_service: { nulls: 0 },
    })
  })

  it('gives the same Parquet bytes when it runs twice', async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `${i},7,100,2150-01-02,MED,unit ${i % 7}`)
    const first = await converted('SERVICES', services(...rows))
    const second = await converted('SERVICES', services(...rows))
    expect(second.sha256).toEqual(first.sha256)
  })

  describe('line ends and encodings', () => {
    const second = '2,7,100,2150-01-03,MED,"SURG, ""B"""'
    const secondRow = {
      ...GOOD_ROW,
      row_id: 2,
      transfertime: Date.UTC(2150, 0, 3),
      prev_service: 'MED',
      curr_service: 'SURG, "B"',
    }
    it.each([
      ['LF', services(GOOD, second)],
      ['no line end after the last row', services(GOOD, second).slice(0, -1)],
      ['CRLF', services(GOOD, second).replaceAll('\n', '\r\n')],
      ['CRLF but for the last row', services(GOOD, second).replaceAll('\n', '\r\n').slice(0, -2)],
      ['CRLF and LF mixed', services(`${GOOD}\r`, second)],
      ['a BOM', `\uFEFF${services(GOOD, second)}`],
      ['a BOM and CRLF', `\uFEFF${services(GOOD, second).replaceAll('\n', '\r\n')}`],
      ['blank lines', services('', GOOD, '', '\r', second, '', '')],
    ])('reads a file with %s', async (_, csv) => {
      const file = await converted('SERVICES', csv)
      expect(file.rows).toEqual([GOOD_ROW, secondRow])
      expect(file).toMatchObject({ rowsIn: 2, quarantined: 0 })
    })

    it('reads a row in Latin-1 among others in UTF-8, and says so', async () => {
      const csv = Buffer.concat([
        Buffer.from(services(GOOD)),
        Buffer.from('2,7,100,2150-01-03,,MÜLLER\n', 'latin1'),
        Buffer.from('3,7,100,2150-01-03,,ÄRZTE\n', 'utf8'),
      ])
      const file = await converted('SERVICES', csv)
      expect(file.rows.map(row => row['curr_service'])).toEqual(['MED', 'MÜLLER', 'ÄRZTE'])
      expect(file.quarantined).toBe(0)
      expect(file.latin1Rows).toBe(1)
    })

    it('refuses a row that is neither UTF-8 nor Latin-1, and keeps its bytes', async () => {
      const bad = Buffer.from('2,7,100,2150-01-03,,M\x93D\n', 'latin1')
      const file = await converted('SERVICES', Buffer.concat([Buffer.from(services(GOOD)), bad]))
      expect(file.reasons).toEqual({ 'is neither UTF-8 nor Latin-1': 1 })
      expect(file.rejects).toContain('"2,7,100,2150-01-03,,M\x93D"')
      expect(file.rows).toEqual([GOOD_ROW])
    })
  })

  describe('refuses a row, and only it,', () => {
    it.each([
      [
        'with a text in a number column',
        'two,7,100,2150-01-03,,MED',
        'row_id is not a whole number',
      ],
      [
        'with a fraction where a whole number belongs',
        '2,7.5,100,2150-01-03,,MED',
        'subject_id is not a whole number',
      ],
      [
        'with a whole number beyond 32 bits',
        '2,7,2147483648,2150-01-03,,MED',
        'hadm_id is not a whole number',
      ],
      [
        'with a day that there is not',
        '2,7,100,2150-02-29 00:00:00,,MED',
        'transfertime is not a time (YYYY-MM-DD HH:MM:SS)',
      ],
      [
        'with a word for a time',
        '2,7,100,infinity,,MED',
        'transfertime is not a time (YYYY-MM-DD HH:MM:SS)',
      ],
      ['without a value that is required', '2,7,,2150-01-03,,MED', 'hadm_id is missing'],
      [
        'with a required value that is quoted and empty',
        '2,"",100,2150-01-03,,MED',
        'subject_id is missing',
      ],
      ['with too few columns', '2,7,100,2150-01-03,MED', 'has fewer than 6 columns'],
      ['with too many columns', '2,7,100,2150-01-03,,MED,', 'has more than 6 columns'],
      [
        'with the row_id of an earlier row',
        '1,8,200,2150-01-03,,MED',
        'row_id is that of an earlier row',
      ],
      ['whose quote is not closed', '2,7,100,2150-01-03,,"MED', 'a quote is opened and not closed'],
      [
        'with something behind a closing quote',
        '2,7,100,2150-01-03,,"MED"x',
        'something follows a closing quote',
      ],
      ['with a NUL byte', '2,7,100,2150-01-03,,M\0D', 'holds a NUL byte'],
      [
        'with a bare carriage return',
        '2,7,100,2150-01-03,,M\rD',
        'a carriage return stands inside the row',
      ],
    ])('%s', async (_, bad, reason) => {
      const file = await converted('SERVICES', services(GOOD, bad, '3,7,100,2150-01-04,MED,SURG'))
      expect(file.rows.map(row => row['row_id'])).toEqual([1, 3])
      expect(file).toMatchObject({
        rowsIn: 3,
        rowsOut: 2,
        quarantined: 1,
        reasons: { [reason]: 1 },
      })
      const offset = SERVICES.length + GOOD.length + 1
      expect(file.rejects).toBe(
        `range,line,byte,reason,row\n0,3,${offset},"${reason}","${bad.replaceAll('"', '""')}"\n`,
      )
    })
  })

  it('takes numbers in any decimal notation, but no NaN, infinity, hexadecimal or underscore', async () => {
    const values = ['1', '-2.5', '.5', '5.', '+1e3', '1E-2', '007', '1e308', '12.0']
    const refused = [
      'nan',
      'inf',
      '-Infinity',
      '1e309',
      '0x10',
      '1_000',
      '1,5',
      '1e',
      '.',
      '-',
      ' 1',
      '1 ',
    ]
    const rows = [...values, ...refused].map(
      (value, i) => `${i},7,100,50868,2150-01-02 03:04:05,x,"${value}",mEq/L,`,
    )
    const file = await converted(
      'LABEVENTS',
      `row_id,subject_id,hadm_id,itemid,charttime,value,valuenum,valueuom,flag\n${rows.join('\n')}`,
      { query: 'SELECT valuenum FROM silver' },
    )
    expect(file.rows.map(row => row['valuenum'])).toEqual([
      1, -2.5, 0.5, 5, 1000, 0.01, 7, 1e308, 12,
    ])
    expect(file.reasons).toEqual({ 'valuenum is not a number': refused.length })
  })

  describe('a table whose fields hold line breaks', () => {
    it('reads them, with quotes and commas, and either line end', async () => {
      const texts = ['"one\ntwo"', '"say ""x"",\r\n\r\n9,9,"', 'plain', '""']
      const csv = NOTES + texts.map((text, i) => note(i, text)).join('\r\n')
      const file = await converted('NOTEEVENTS', csv, { query: 'SELECT text FROM silver' })
      expect(file.rows.map(row => row['text'])).toEqual([
        'one\ntwo',
        'say "x",\r\n\r\n9,9,',
        'plain',
        null,
      ])
      expect(file).toMatchObject({ rowsIn: 4, quarantined: 0 })
    })

    it('loses one row to a quote that is not closed, and none of those behind it', async () => {
      const rows = [
        note(1, '"a\nb"'),
        note(2, '"open\nstill open'),
        note(3, '"c\nd"'),
        note(4, '"e"'),
      ]
      const file = await converted('NOTEEVENTS', NOTES + rows.map(row => `${row}\n`).join(''))
      expect(file.rows.map(row => [row['row_id'], row['text']])).toEqual([
        [1, 'a\nb'],
        [3, 'c\nd'],
        [4, 'e'],
      ])
      expect(file.reasons).toEqual({ 'something follows a closing quote': 1 })
      expect(file.rejects).toContain(
        '"2,7,100,2150-01-02,,,""Nursing"",""Report"",,,""open\nstill open"',
      )
      // the refused row is the fourth line of the file
      expect(file.rejects).toMatch(/^0,4,/m)
    })

    it('loses one row to a quote that is not closed before the file ends', async () => {
      const rows = [note(1, '"a"'), note(2, '"open'), note(3, 'plain'), note(4, 'plain')]
      const unquoted = rows.map(row => row.replace('"Nursing","Report"', 'Nursing,Report'))
      const file = await converted('NOTEEVENTS', NOTES + unquoted.join('\n'))
      expect(file.rows.map(row => row['row_id'])).toEqual([1, 3, 4])
      expect(file.reasons).toEqual({ 'a quote is opened and not closed': 1 })
    })

    it('is a table of no rows when there is a header only', async () => {
      for (const header of [NOTES, NOTES.trimEnd(), `${NOTES.trimEnd()}\r\n`]) {
        const file = await converted('NOTEEVENTS', header)
        expect(file).toMatchObject({ rowsIn: 0, rowsOut: 0, quarantined: 0, rows: [] })
      }
    })
  })
})
