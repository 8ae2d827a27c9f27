import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readChartSource } from '../../../bench/data/chartSource.ts'
import { chunksOfCopies, readChartRows, writeCopies } from '../../../bench/data/growChartevents.ts'
import { chartevents } from '../../../shared/mimic/tables/chartevents.ts'
import { withDuckdb } from '../../../shared/tables/duckdb.ts'

const HEADER = `${chartevents.columns.map(({ name }) => name).join(',')}\n`

const textOf = (csv: string, copies: number): string => {
  const pieces: string[] = []
  for (const chunk of chunksOfCopies(readChartRows(Buffer.from(csv)), copies)) {
    pieces.push(Buffer.from(chunk).toString())
  }
  return pieces.join('')
}

/** The four ids of a row, its two times, and all else, quotes and all. */
const takenApart = (line: string): { ids: string[]; times: string[]; rest: string } => {
  const [row = '', subject = '', admission = '', stay = '', item, chart = '', store = '', ...rest] =
    line.split(',')
  return {
    ids: [row, subject, admission, stay],
    times: [chart, store],
    rest: [item, ...rest].join(','),
  }
}

const rowsOf = (csv: string) => csv.trimEnd().split('\n').slice(1).map(takenApart)

describe('copies of CHARTEVENTS', () => {
  const csv = `${HEADER}5279021,40124,126179,279554,223761,2130-02-04 04:00:00,,19085,"Arm, Right Lower",,,0,0,,
5279022,40124,126179,,224695,2130-12-28 23:25:00,2131-01-01 00:00:00,18999,2222221.7,2222221.7,cmH2O,0,0,,
274493921,44228,103379,217992,226545,,2170-12-19 19:33:00,20889,"say ""ah""",,,0,0,,
`

  it('keep everything but ids and times, byte for byte, in order', () => {
    const [header, ...lines] = textOf(csv, 3).trimEnd().split('\n')
    const rests = rowsOf(csv).map(({ rest }) => rest)
    expect(`${header}\n`).toBe(HEADER)
    expect(lines.map(line => takenApart(line).rest)).toEqual([...rests, ...rests, ...rests])
  })

  it('are a week later each, at the same time of day', () => {
    const times = rowsOf(textOf(csv, 3)).map(row => row.times)
    expect(times.slice(0, 3)).toEqual(rowsOf(csv).map(row => row.times))
    expect(times.slice(6)).toEqual([
      ['2130-02-18 04:00:00', ''],
      ['2131-01-11 23:25:00', '2131-01-15 00:00:00'],
      ['', '2171-01-02 19:33:00'],
    ])
  })

  it('have patients, admissions and stays of their own, related as in the source', () => {
    const rows = rowsOf(textOf(csv, 2)).map(({ ids }) => ids)
    for (const which of [1, 2]) {
      const ids = rows.map(row => row[which])
      expect(ids[0]).toBe(ids[1])
      expect(new Set(ids).size).toBe(4)
    }
    expect(rows.map(row => row[3] === '')).toEqual([false, true, false, false, true, false])
    expect(new Set(rows.map(row => row[3])).size).toBe(5)
    expect(
      rows.every(([, subject, admission]) => /^\d{5},\d{6}$/.test(`${subject},${admission}`)),
    ).toBe(true)
  })

  it('number their rows upwards, each once, within the span of the source', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), copies => {
        const ids = textOf(csv, copies)
          .trimEnd()
          .split('\n')
          .slice(1)
          .map(line => Number(line.split(',')[0]))
        expect(ids).toHaveLength(3 * copies)
        expect(ids.every((id, row) => row === 0 || id > (ids[row - 1] ?? id))).toBe(true)
        expect(ids[0]).toBe(5_279_021)
        expect(ids.at(-1)).toBeLessThanOrEqual(274_493_921)
      }),
    )
  })

  it('read a file without a last line break', () => {
    expect(textOf(csv.trimEnd(), 2)).toBe(textOf(csv, 2))
  })

  it('refuse a file without rows, other columns, and ids that are no numbers', () => {
    const swapped = csv.replace('row_id,subject_id', 'subject_id,row_id')
    expect(() => readChartRows(Buffer.from(swapped))).toThrow('expected row_id,subject_id')
    expect(() => readChartRows(Buffer.from(HEADER))).toThrow('has no rows')
    const broken = csv.replace('126179', '12x179')
    expect(() => readChartRows(Buffer.from(broken))).toThrow('CHARTEVENTS.csv, row 1')
  })
})

describe('CHARTEVENTS grown from the made-up hospital', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'grow-chartevents-'))
  })
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true })
  })

  it('hold what DuckDB counts in them: twice the rows, ids and keys, the same values, the same bytes again', async () => {
    const { chart } = await readChartSource(join(folder, 'no such folder'), 60)
    const file = join(folder, 'CHARTEVENTS.csv')
    const once = await writeCopies(chart, 1, join(folder, 'once.csv'))
    const twice = await writeCopies(chart, 2, file)
    expect(twice.rows).toBe(2 * once.rows)
    const written = await readFile(file)
    expect(written.length).toBe(twice.bytes)
    await writeCopies(chart, 2, join(folder, 'again.csv'))
    expect(written.equals(await readFile(join(folder, 'again.csv')))).toBe(true)

    const counts = await withDuckdb(
      { threads: 1, memoryMiB: 512, temporaryFolder: folder },
      async sql =>
        await Promise.all(
          ['once.csv', 'CHARTEVENTS.csv'].map(
            async name =>
              await sql.rows(`SELECT count(*) AS n, count(DISTINCT row_id) AS ids,
                count(DISTINCT subject_id) AS subjects, count(DISTINCT hadm_id) AS admissions,
                count(DISTINCT icustay_id) AS stays, count(DISTINCT itemid) AS items,
                count(DISTINCT value) AS texts, count(valuenum) AS numbers, count(charttime) AS times
                FROM read_csv('${join(folder, name)}', auto_detect = false, header = true, delim = ',', quote = '"',
                  escape = '"', nullstr = '', columns = {${chartevents.columns
                    .map(({ name: column }) => `'${column}': 'VARCHAR'`)
                    .join(', ')}})`),
          ),
        ),
    )
    const [[small = {}] = [], [large = {}] = []] = counts
    const doubled = ['n', 'ids', 'subjects', 'admissions', 'stays', 'numbers', 'times']
    for (const key of doubled) expect([key, large[key]]).toEqual([key, 2 * Number(small[key])])
    for (const key of ['items', 'texts']) expect(large[key]).toBe(small[key])
    expect(large['n']).toBe(large['ids'])
  })
})
