import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { type PartQuality, partQuality } from '../../../shared/contracts/quality.ts'
import { optional, required, type TableContract } from '../../../shared/mimic/contract.ts'
import { SAMPLE_KEYS } from '../../../shared/quality/keySample.ts'
import { measurePart } from '../../../shared/quality/measurePart.ts'
import { mergeParts } from '../../../shared/quality/mergeParts.ts'
import { SAMPLE_ROWS } from '../../../shared/quality/rowSample.ts'
import { tableQuality } from '../../../shared/quality/tableQuality.ts'
import { withDuckdb } from '../../../shared/tables/duckdb.ts'
import { literal, type Sql } from '../../../shared/tables/sql.ts'

const folder = mkdtempSync(join(tmpdir(), 'quality-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const duckdb = <T>(work: (sql: Sql) => Promise<T>) =>
  withDuckdb({ threads: 1, memoryMiB: 256, temporaryFolder: folder }, work)

/** A column of every type and a rule of every kind. */
const contract: TableContract = {
  table: 'SERVICES',
  version: 1,
  description: 'Made up',
  columns: [
    required('row_id', 'int', 'Number of the row'),
    required('subject_id', 'int', 'The patient'),
    required('code', 'text', 'One of a list', { values: ['A ', 'B', "C'"] }),
    optional('flag', 'int', 'One of a list of numbers', { values: [0, 1] }),
    optional('amount', 'double', 'How much', { unit: 'mL', range: { low: 0, high: 100 } }),
    optional('many', 'long', 'A number of 64 bits', { range: { high: 5_000_000_000 } }),
    optional('unit', 'text', 'As charted'),
    optional('start', 'timestamp', 'From'),
    optional('stop', 'timestamp', 'Until'),
    optional('day', 'date', 'Of the order'),
  ],
  rowKey: ['row_id'],
  naturalKey: ['subject_id', 'start'],
  foreignKeys: [{ column: 'subject_id', table: 'PATIENTS', references: 'subject_id' }],
  timeOrder: [
    { earlier: 'start', later: 'stop' },
    { earlier: 'day', later: 'stop' },
  ],
  lineBreaksInFields: false,
}

const TYPES = `row_id INTEGER, subject_id INTEGER, code VARCHAR, flag INTEGER, amount DOUBLE, many BIGINT, unit VARCHAR,
  start TIMESTAMPTZ, stop TIMESTAMPTZ, day DATE`

async function writePart(sql: Sql, name: string, rows: string): Promise<string> {
  const file = join(folder, `${name}.parquet`)
  await sql.run(`CREATE OR REPLACE TEMP TABLE part (${TYPES}); INSERT INTO part ${rows};
    COPY part TO ${literal(file)} (FORMAT parquet)`)
  return file
}

async function measured(sql: Sql, name: string, rows: string): Promise<PartQuality> {
  const file = await writePart(sql, name, rows)
  const quality = await measurePart(sql, file, contract, join(folder, `${name}.keys.parquet`))
  return partQuality.parse(JSON.parse(JSON.stringify(quality)))
}

const facts = {
  file: 'bronze/demo/SERVICES.csv',
  deltaVersion: 0,
  measured: '2026-01-01T00:00:00.000Z',
  rowsIn: 8,
  quarantined: 1,
  reasons: { 'column "flag": not a whole number': 1 },
  latin1Rows: 0,
  unknownColumns: [],
  keys: [],
}

const EIGHT_ROWS = `VALUES
  (1, 10, 'A ', 0,    1.5,   1,          '?F',  '2101-01-01', '2101-01-02', '2101-01-01'),
  (2, 10, 'B',  1,    -2,    5000000001, '?C',  '2101-01-01', '2100-12-31', '2101-01-01'),
  (3, 10, 'C''',NULL, 100,   NULL,       'F?',  NULL,         '2101-01-02', NULL),
  (4, 11, 'a',  2,    100.5, 5000000000, '98?F',NULL,         NULL,         '2101-01-01'),
  (5, 11, 'a',  2,    NULL,  0,          NULL,  '2101-01-01', NULL,         '2101-01-01'),
  (6, 11, 'd',  9,    NULL,  NULL,       'mL',  '2101-01-01', '2101-01-01', '2101-01-02'),
  (7, 12, 'B',  1,    0,     NULL,       'mL',  '2101-01-01', '2101-01-01', NULL)`

describe('measurePart', () => {
  it('counts what a table of a few rows holds, as counted by hand', async () => {
    const part = await duckdb(sql => measured(sql, 'eight', EIGHT_ROWS))
    const { columns, timeOrder, repeatedKeys, rows } = tableQuality(contract, facts, [part])
    expect(rows).toMatchObject({ in: 8, out: 7, quarantined: 1 })
    expect(part.rows).toBe(7)
    expect(columns).toMatchObject({
      row_id: { nulls: 0, distinct: { count: 7, exact: true } },
      subject_id: { nulls: 0, distinct: { count: 3, exact: true } },
      code: {
        distinct: { count: 5 },
        otherValues: {
          rows: 3,
          most: [
            { value: 'a', rows: 2 },
            { value: 'd', rows: 1 },
          ],
        },
      },
      flag: { nulls: 1, otherValues: { rows: 3, most: [{ value: '2', rows: 2 }, { value: '9' }] } },
      amount: { nulls: 2, unit: 'mL', outOfRange: { rows: 2, low: 0, high: 100 } },
      many: { nulls: 3, outOfRange: { rows: 1, high: 5_000_000_000 } },
      unit: { nulls: 1, lostDegreeSigns: 2 },
      start: { nulls: 2, distinct: { count: 1 } },
    })
    expect(timeOrder.map(({ rows: broken }) => broken)).toEqual([1, 2])
    // (10, 1 January) and (11, 1 January) twice each; rows without a start have no key
    expect(repeatedKeys).toEqual({
      columns: ['subject_id', 'start'],
      natural: true,
      rows: 2,
      exact: true,
    })
  })

  it('gives Delta nulls and bounds, of times to the millisecond, of texts none', async () => {
    const { columns } = await duckdb(sql =>
      measured(
        sql,
        'bounds',
        `VALUES (1, 1, 'B', 1, 0.1, 2, 'z', '2101-02-03 04:05:06.789', NULL, '1999-12-31'),
                (2, 1, 'A ', 0, -3, 1, 'a', '2101-02-03 04:05:06.788', NULL, '2000-01-01')`,
      ),
    )
    expect(columns).toMatchObject({
      row_id: { nulls: 0, min: 1, max: 2 },
      amount: { nulls: 0, min: -3, max: 0.1 },
      start: { nulls: 0, min: '2101-02-03T04:05:06.788Z', max: '2101-02-03T04:05:06.789Z' },
      day: { min: '1999-12-31', max: '2000-01-01' },
    })
    expect(columns['stop']).toMatchObject({ nulls: 2 })
    for (const name of ['stop', 'unit', 'code']) {
      expect(columns[name]).not.toHaveProperty('min')
      expect(columns[name]).not.toHaveProperty('max')
    }
  })

  it('measures a part without rows', async () => {
    const part = await duckdb(sql => measured(sql, 'empty', 'SELECT * FROM part WHERE false'))
    const { columns, findings } = tableQuality(
      contract,
      { ...facts, quarantined: 0, reasons: {} },
      [part],
    )
    expect(findings).toEqual([])
    expect(columns['amount']).toMatchObject({
      nulls: 0,
      distinct: { count: 0, exact: true },
      min: null,
      quantiles: null,
    })
  })

  it('writes the keys by which tables refer to each other, with their rows', async () => {
    const keys = await duckdb(async sql => {
      await measured(sql, 'keys', EIGHT_ROWS)
      return await sql.rows(
        `SELECT * FROM read_parquet(${literal(join(folder, 'keys.keys.parquet'))}) ORDER BY key`,
      )
    })
    expect(keys).toEqual([
      { name: 'subject_id', key: '10', time: null, rows: 3 },
      { name: 'subject_id', key: '11', time: null, rows: 3 },
      { name: 'subject_id', key: '12', time: null, rows: 1 },
    ])
  })

  it('comes to the same whether a table is measured whole or in parts of any kind', async () => {
    await duckdb(async sql => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 0, max: 3 * SAMPLE_ROWS }),
          fc.integer({ min: 1, max: 5 }),
          fc.nat(1000),
          async (rows, parts, seed) => {
            const all = madeUpRows(rows, seed)
            const whole = await measured(sql, 'whole', all)
            const measuredParts: PartQuality[] = []
            for (let part = 0; part < parts; part += 1) {
              measuredParts.push(
                await measured(
                  sql,
                  `part-${part}`,
                  `SELECT * FROM (${all}) WHERE hash(row_id, 'part', ${seed}) % ${parts} = ${part}`,
                ),
              )
            }
            const merged = measuredParts.reduce(mergeParts)
            expect(withoutCompared(merged)).toEqual(withoutCompared(whole))
            const backwards = measuredParts.toReversed().reduce(mergeParts)
            expect(backwards).toEqual(merged)
          },
        ),
        { numRuns: 15 },
      )
    })
  })

  it.each([
    ['many different values', madeUpRows(130_000, 3)],
    [
      'keys that repeat, and of texts and flags one or two, as the rules want them',
      `SELECT * REPLACE (nullif(subject_id % 50, 7) AS subject_id, flag % 2 AS flag, 'B' AS code,
         CASE WHEN unit = '?F' THEN 'kg' WHEN unit = 'mL' THEN unit END AS unit)
       FROM (${madeUpRows(130_000, 4)})`,
    ],
    [
      'one or two texts and flags that break the rules, or none at all',
      `SELECT * REPLACE (2 * (flag % 2) AS flag, CASE WHEN code < 'D' THEN 'B' ELSE 'u' END AS code,
         nullif(unit, 'mL') AS unit, NULL::DOUBLE AS amount, 6000000000 * (many % 2) AS many)
       FROM (${madeUpRows(130_000, 5)})`,
    ],
  ])(
    'comes to the same of a large part as of small ones, which are scanned: %s',
    async (_, all) => {
      await duckdb(async sql => {
        const whole = await measured(sql, 'large', all)
        const parts = [
          await measured(sql, 'small 1', `SELECT * FROM (${all}) WHERE row_id % 3 = 0`),
          await measured(sql, 'small 2', `SELECT * FROM (${all}) WHERE row_id % 3 > 0`),
        ]
        expect(withoutCompared(parts.reduce(mergeParts))).toEqual(withoutCompared(whole))
      })
    },
  )

  it('stays within the errors it states where it estimates', async () => {
    const rows = 60_000
    await duckdb(async sql => {
      const all = madeUpRows(rows, 7)
      const file = await writePart(sql, 'estimated', all)
      const parts = [
        await measured(sql, 'low', `SELECT * FROM (${all}) WHERE row_id <= ${rows / 3}`),
        await measured(sql, 'high', `SELECT * FROM (${all}) WHERE row_id > ${rows / 3}`),
      ]
      const { columns, repeatedKeys } = tableQuality(contract, facts, parts)
      const [truth] = await sql.rows(
        `SELECT count(DISTINCT amount) AS amounts, count(DISTINCT many) AS many,
           count(start) - count(DISTINCT (subject_id, start)) FILTER (WHERE start IS NOT NULL) AS repeats,
           avg((amount <= ${Number(columns['amount']?.quantiles?.p25)})::INTEGER) AS p25,
           avg((amount <= ${Number(columns['amount']?.quantiles?.p50)})::INTEGER) AS p50,
           avg((amount <= ${Number(columns['amount']?.quantiles?.p95)})::INTEGER) AS p95
         FROM read_parquet(${literal(file)})`,
      )
      const of = (name: string): number => Number(truth?.[name])
      expect(columns['amount']?.distinct).toMatchObject({ exact: false })
      expect(Number(columns['amount']?.distinct.count) / of('amounts')).toBeCloseTo(1, 1)
      expect(Number(columns['many']?.distinct.count) / of('many')).toBeCloseTo(1, 1)
      // four standard errors
      for (const [name, share] of [
        ['p25', 0.25],
        ['p50', 0.5],
        ['p95', 0.95],
      ] as const) {
        expect(Math.abs(of(name) - share)).toBeLessThan(4 * 0.011)
      }
      expect(repeatedKeys.exact).toBe(false)
      const share = of('repeats') / rows
      expect(share).toBeGreaterThan(0.01)
      expect(Math.abs(repeatedKeys.rows / rows - share)).toBeLessThan(
        4 * Math.sqrt(share / SAMPLE_KEYS),
      )
    })
  })

  it('finds a key that two parts have, each once', async () => {
    await duckdb(async sql => {
      const rest = `10, 'B', 0, 1, 1, 'mL', TIMESTAMPTZ '2101-01-01', NULL, NULL`
      const parts = [
        await measured(sql, 'first', `VALUES (1, ${rest})`),
        await measured(sql, 'second', `VALUES (2, ${rest})`),
      ]
      const { repeatedKeys } = tableQuality(contract, facts, parts)
      expect(repeatedKeys).toMatchObject({ rows: 1, exact: true })
    })
  })
})

/** Rows of every kind that the rules tell apart; a twentieth of them repeat a key. */
function madeUpRows(rows: number, seed: number): string {
  const draw = (name: string, n: number): string => `(hash(i, '${name}', ${seed}) % ${n})::INTEGER`
  return `SELECT i::INTEGER AS row_id, ${draw('subject', Math.max(1, rows))} AS subject_id,
      ['A ', 'B', 'C''', 'x', 'y', 'z', 'u'][1 + ${draw('code', 7)}] AS code,
      nullif(${draw('flag', 4)}, 3) AS flag,
      CASE WHEN ${draw('no amount', 5)} > 0 THEN ${draw('amount', 40_000)} / 300.0 END AS amount,
      ${draw('many', 20_000)}::BIGINT * 1000000 AS many,
      ['?F', '?C', NULL, 'mL'][1 + ${draw('unit', 4)}] AS unit,
      CASE WHEN ${draw('no start', 9)} > 0
        THEN TIMESTAMPTZ '2101-01-01' + to_minutes(${draw('start', 5)}) END AS start,
      TIMESTAMPTZ '2101-01-01' + to_minutes(${draw('stop', 5)}) AS stop,
      DATE '2100-12-30' + ${draw('day', 4)} AS day
    FROM range(1, ${rows} + 1) r(i)`
}

/** That all keys of one part have been compared is nothing that parts can tell of each other. */
function withoutCompared({ repeats, ...rest }: PartQuality) {
  return { ...rest, repeats: { ...repeats, exact: null } }
}
