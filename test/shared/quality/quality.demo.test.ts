import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TABLES, type TableName } from '../../../shared/contracts/dataset.ts'
import type {
  DatasetQuality,
  PartQuality,
  StoredQuality,
} from '../../../shared/contracts/quality.ts'
import { SILVER_SQL_TYPES } from '../../../shared/features/stayGold.ts'
import { contractOf } from '../../../shared/mimic/tableContracts.ts'
import { countOrphans } from '../../../shared/quality/countOrphans.ts'
import { datasetQuality } from '../../../shared/quality/datasetQuality.ts'
import { REFERENCES } from '../../../shared/quality/keys.ts'
import { measurePart } from '../../../shared/quality/measurePart.ts'
import { tableQuality } from '../../../shared/quality/tableQuality.ts'
import { withDuckdb } from '../../../shared/tables/duckdb.ts'
import { literal, type Sql } from '../../../shared/tables/sql.ts'
import { hasPythonModule } from '../../support/peerPython.ts'
import { samplePromotion } from './samplePromotion.ts'

const DEMO = join(import.meta.dirname, '../../../../shared/data/mimic-iii-demo-1.4')
const hasDemo = existsSync(DEMO)
if (!hasDemo) console.warn('skipped: no ../shared/data/mimic-iii-demo-1.4 to report on')
const hasPandas = hasDemo && hasPythonModule('pandas', 'quality reports of the demo')

/** pandas reads and counts everything once; the machine may be busy with other tests. */
const SLOW_MS = 300_000

/** A column's distinct values are counted exactly up to so many, quantiles up to so many rows. */
const MOST_EXACT_VALUES = 512
const MOST_EXACT_ROWS = 2048

interface Counts {
  readonly rows: number
  readonly columns: Readonly<
    Record<
      string,
      {
        readonly nulls: number
        readonly distinct: number
        readonly min?: number
        readonly max?: number
        readonly quantiles?: readonly number[]
        readonly outOfRange?: number
        readonly otherValues?: number
        readonly lostDegreeSigns?: number
      }
    >
  >
  readonly timeOrder: readonly number[]
  readonly repeated: number
  readonly orphans: readonly Readonly<Record<string, string | number>>[]
}

const folder = mkdtempSync(join(tmpdir(), 'quality-demo-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** One part of a table in silver's types, quickly and without the checks of a promotion. */
async function writePart(sql: Sql, table: TableName, part: number, parts: number): Promise<string> {
  const columns = contractOf(table).columns.map(
    ({ name, type }) => `${literal(name)}: '${SILVER_SQL_TYPES[type]}'`,
  )
  const file = join(folder, `${table}-${part}.parquet`)
  await sql.run(`COPY (SELECT * FROM read_csv(${literal(join(DEMO, `${table}.csv`))}, auto_detect = false,
      header = true, delim = ',', quote = '"', escape = '"', nullstr = '', columns = {${columns.join(', ')}})
    WHERE hash(row_id) % ${parts} = ${part}) TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd)`)
  return file
}

async function report(sql: Sql, table: TableName, parts: number): Promise<StoredQuality> {
  const measured: PartQuality[] = []
  const keys: string[] = []
  for (let part = 0; part < parts; part += 1) {
    const file = await writePart(sql, table, part, parts)
    const keysFile = join(folder, `${table}-${part}.keys.parquet`)
    measured.push(await measurePart(sql, file, contractOf(table), keysFile))
    keys.push(keysFile)
  }
  const rows = measured.reduce((sum, part) => sum + part.rows, 0)
  const promotion = {
    file: `bronze/demo/${table}.csv`,
    deltaVersion: 0,
    measured: '2026-01-01T00:00:00.000Z',
    rowsIn: rows,
    quarantined: 0,
    reasons: {},
    latin1Rows: 0,
    unknownColumns: [],
    keys,
  }
  return tableQuality(contractOf(table), promotion, measured)
}

describe.skipIf(!hasDemo)('the quality of the real demo', () => {
  const reports = new Map<TableName, StoredQuality>()
  const counts = new Map<string, Counts>()
  let quality: DatasetQuality

  beforeAll(async () => {
    const work = { threads: 1, memoryMiB: 512, temporaryFolder: folder }
    await withDuckdb(work, async sql => {
      for (const table of TABLES) reports.set(table, await report(sql, table, 1))
      const keys = new Map(
        [...reports].map(
          ([
            table,
            {
              keys: { blobs },
            },
          ]) => [table, { deltaVersion: 0, files: blobs }],
        ),
      )
      const checks = await countOrphans(sql, REFERENCES, keys)
      quality = datasetQuality(
        'demo',
        TABLES.map(table => samplePromotion(table)),
        reports,
        checks,
      )
    })
    if (!hasPandas) return
    const script = join(import.meta.dirname, 'independent_quality.py')
    const run = spawnSync('/usr/bin/python3', [script, DEMO], {
      input: JSON.stringify(TABLES.map(contractOf)),
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    })
    if (run.status !== 0) throw new Error(run.stderr)
    const counted = JSON.parse(run.stdout) as Record<string, Counts>
    for (const [table, of] of Object.entries(counted)) counts.set(table, of)
  }, SLOW_MS)

  it.skipIf(!hasPandas).each(TABLES)('%s is what pandas counts', table => {
    const { columns, rows, timeOrder, repeatedKeys } = reportOn(table)
    const expected = counts.get(table)
    expect(rows.out).toBe(expected?.rows)
    expect(timeOrder.map(rule => rule.rows)).toEqual(expected?.timeOrder)
    expect(repeatedKeys).toMatchObject({ rows: expected?.repeated, exact: true })

    const found = Object.entries(columns).map(([name, column]) => {
      const values = expected?.columns[name]?.distinct ?? 0
      return [name, foundColumn(column, values)]
    })
    const wanted = Object.entries(expected?.columns ?? {}).map(([name, column]) => [
      name,
      expectedColumn(name, column, rows.out),
    ])
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(wanted))
  })

  it.skipIf(!hasPandas).each(TABLES)('%s has the orphans that pandas finds', table => {
    const { foreignKeys } = reportOn(table)
    const found = foreignKeys.map(({ column, table: parent, check }) => ({
      column,
      table: parent,
      rows: check?.rows,
      orphanRows: check?.orphanRows,
      keys: check?.keys,
      orphanKeys: check?.orphanKeys,
      early: check?.timeOrder?.rows,
    }))
    expect(found).toEqual(counts.get(table)?.orphans)
  })

  it('says in words what is known to be odd in it, and quarantines nothing', () => {
    const said = quality.findings.map(({ table, text }) => `${table}: ${text}`)
    expect(said).toEqual(
      expect.arrayContaining([
        'ADMISSIONS: 1 row with dischtime before deathtime',
        'ICUSTAYS: 1 row with intime before admittime of ADMISSIONS',
        'PRESCRIPTIONS: 39 rows with enddate before startdate',
        'PRESCRIPTIONS: 655 rows with all but the row key equal to an earlier row',
        'DRGCODES: 64 rows with all but the row key equal to an earlier row',
        'MICROBIOLOGYEVENTS: 46 rows with all but the row key equal to an earlier row',
      ]),
    )
    expect(quality.findings.filter(({ severity }) => severity === 'hard')).toEqual([])
  })

  it('comes to the same where a table has several parts', async () => {
    const work = { threads: 1, memoryMiB: 512, temporaryFolder: folder }
    const inParts = await withDuckdb(work, async sql => report(sql, 'CHARTEVENTS', 3))
    const whole = reports.get('CHARTEVENTS')
    expect({ ...inParts, parts: 1, keys: [], repeatedKeys: null, findings: [] }).toEqual({
      ...whole,
      keys: [],
      repeatedKeys: null,
      findings: [],
    })
    // counted by a sample of the keys: within four standard errors
    const { rows = 0 } = whole?.repeatedKeys ?? {}
    const all = whole?.rows.out ?? 0
    expect(inParts.repeatedKeys.exact).toBe(false)
    expect(Math.abs(inParts.repeatedKeys.rows - rows) / all).toBeLessThan(
      4 * Math.sqrt(rows / all / 2048),
    )
  })

  it('shows no value of identifiers and texts, and of times no more than the year', () => {
    const shown = TABLES.flatMap(table =>
      contractOf(table).columns.map(({ name, type }) => ({
        type: type === 'date' || type === 'timestamp' ? 'time' : type,
        isIdentifier: name.endsWith('id'),
        values: shownValues(reportOn(table).columns[name]),
      })),
    )
    const silent = shown.filter(({ type, isIdentifier }) => type === 'text' || isIdentifier)
    expect(silent.flatMap(({ values }) => values)).toEqual([])
    const times = shown.filter(({ type }) => type === 'time').flatMap(({ values }) => values)
    expect(times.length).toBeGreaterThan(100)
    expect(times.filter(value => !/^\d{4}$/.test(String(value)))).toEqual([])
  })

  function reportOn(table: TableName) {
    const { report: found } = quality.tables[table] ?? {}
    if (found === undefined || found === null) throw new Error(`no report on ${table}`)
    return found
  }
})

type Column = StoredQuality['columns'][string]

/** A column of the report in the terms of the pandas script; an estimate within four standard errors counts as hit. */
function foundColumn(column: Column, values: number) {
  const { nulls, distinct, min, max, quantiles, outOfRange, otherValues, lostDegreeSigns } = column
  const isHit = !distinct.exact && Math.abs(distinct.count / values - 1) < 4 * 0.023
  return {
    nulls,
    distinct: isHit ? values : distinct.count,
    isExact: distinct.exact,
    min: numberOf(min),
    max: numberOf(max),
    quantiles: quantiles?.exact === true ? quantilesOf(quantiles).map(rounded) : undefined,
    outOfRange: outOfRange?.rows,
    otherValues: otherValues?.rows,
    lostDegreeSigns,
  }
}

function expectedColumn(name: string, column: Counts['columns'][string], rows: number) {
  return {
    ...column,
    isExact: column.distinct <= MOST_EXACT_VALUES || name === 'row_id',
    // a sample that is not full is the whole table
    quantiles: rows <= MOST_EXACT_ROWS ? column.quantiles?.map(rounded) : undefined,
  }
}

function quantilesOf({ p5, p25, p50, p75, p95 }: NonNullable<Column['quantiles']>): number[] {
  return [p5, p25, p50, p75, p95].map(Number)
}

function numberOf(value: string | number | null | undefined): number | undefined {
  return value === null || value === undefined ? undefined : Number(value)
}

/** pandas and we may differ in the last bits of an interpolation. */
function rounded(value: number): number {
  return Number(value.toPrecision(12))
}

/** Every value of a column that the report shows. */
function shownValues(column: Column | undefined): readonly (string | number)[] {
  const { min = null, max = null, quantiles } = column ?? {}
  const { exact: _, rows: __, ...at } = quantiles ?? {}
  return [min, max, ...Object.values(at)].filter(
    value => typeof value === 'string' || typeof value === 'number',
  )
}
