import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withDuckdb } from '../../../shared/tables/duckdb.ts'
import type { Column, Frame } from '../../../shared/tables/frame.ts'
import { readFrame, writeFrame } from '../../../shared/tables/parquetFrame.ts'
import { literal, type SqlRow } from '../../../shared/tables/sql.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parquet-frame-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

const number = (...values: number[]): Column => ({
  kind: 'number',
  values: Float64Array.from(values),
})
const text = (...values: (string | null)[]): Column => ({ kind: 'text', values })

/** What DuckDB, which knows nothing of our code, makes of Parquet bytes. */
async function byDuckdb(query: (file: string) => string, bytes?: Uint8Array): Promise<SqlRow[]> {
  const file = join(folder, 'frame.parquet')
  if (bytes !== undefined) await writeFile(file, bytes)
  return await withDuckdb({ threads: 1, memoryMiB: 256, temporaryFolder: folder }, async sql => [
    ...(await sql.rows(query(literal(file)))),
  ])
}

async function fromDuckdb(select: string): Promise<Uint8Array> {
  const file = join(folder, 'duckdb.parquet')
  await withDuckdb({ threads: 1, memoryMiB: 256, temporaryFolder: folder }, async sql => {
    await sql.run(`COPY (${select}) TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd)`)
  })
  return await readFile(file)
}

describe('writeFrame', () => {
  const frame: Frame = {
    rows: 3,
    columns: {
      icustay_id: number(200001, 200002, 200003),
      lactate_max: number(1.5, Number.NaN, -0.25),
      insurance: text('Medicare', null, 'Größe, "quoted"\n'),
      intime: number(Date.UTC(2130, 1, 4, 4, 0, 0), Number.NaN, -1),
      elective_surgery: number(0, 1, Number.NaN),
    },
  }
  const storage = { icustay_id: 'long', intime: 'timestamp', elective_surgery: 'boolean' } as const

  it('writes what DuckDB reads, each column in the type asked for, NaN and null as null', async () => {
    const bytes = await writeFrame(frame, { storage })
    const rows = await byDuckdb(file => `SELECT * FROM ${file}`, bytes)
    expect(rows).toEqual([
      {
        icustay_id: 200001,
        lactate_max: 1.5,
        insurance: 'Medicare',
        intime: Date.UTC(2130, 1, 4, 4, 0, 0),
        elective_surgery: false,
      },
      {
        icustay_id: 200002,
        lactate_max: null,
        insurance: null,
        intime: null,
        elective_surgery: true,
      },
      {
        icustay_id: 200003,
        lactate_max: -0.25,
        insurance: 'Größe, "quoted"\n',
        intime: -1,
        elective_surgery: null,
      },
    ])
    const types = await byDuckdb(file => `DESCRIBE SELECT * FROM ${file}`)
    expect(types.map(row => row['column_type'])).toEqual([
      'BIGINT',
      'DOUBLE',
      'VARCHAR',
      'TIMESTAMP WITH TIME ZONE',
      'BOOLEAN',
    ])
  })

  it('compresses with zstd and cuts row groups where it is told to', async () => {
    const long: Frame = {
      rows: 250,
      columns: { x: { kind: 'number', values: new Float64Array(250) } },
    }
    const bytes = await writeFrame(long, { rowGroupRows: 100 })
    const groups = await byDuckdb(
      file => `SELECT row_group_num_rows AS "rows", compression FROM parquet_metadata(${file})`,
      bytes,
    )
    expect(groups).toEqual([
      { rows: 100, compression: 'ZSTD' },
      { rows: 100, compression: 'ZSTD' },
      { rows: 50, compression: 'ZSTD' },
    ])
  })

  it('gives the same bytes for the same frame', async () => {
    expect(await writeFrame(frame, { storage })).toEqual(await writeFrame(frame, { storage }))
  })

  it('refuses a column that is too short and a fraction stored as a whole number', async () => {
    await expect(writeFrame({ rows: 2, columns: { x: number(1) } })).rejects.toThrow(
      'column "x" has 1 values in a frame of 2 rows',
    )
    await expect(
      writeFrame({ rows: 1, columns: { x: number(1.5) } }, { storage: { x: 'long' } }),
    ).rejects.toThrow('column "x" holds 1.5, which is not stored as long')
  })
})

describe('readFrame', () => {
  it('reads every type that DuckDB writes and a frame can hold', async () => {
    const bytes = await fromDuckdb(`
      SELECT 7::TINYINT AS tiny, 70000::INTEGER AS whole, 9007199254740991::BIGINT AS big,
        0.1::FLOAT AS single, 1e300::DOUBLE AS "double", 12.34::DECIMAL(9, 2) AS "decimal", -0.5::DECIMAL(38, 1) AS wide,
        true AS flag, DATE '2130-02-04' AS "date", TIMESTAMP '2130-02-04 04:00:00.25' AS "time",
        TIMESTAMPTZ '1969-12-31 23:59:59.999+00' AS instant, 'ä' AS "text", NULL::VARCHAR AS nothing,
        NULL::INTEGER AS gap`)
    const { rows, columns } = await readFrame(bytes)
    expect(rows).toBe(1)
    expect(columns).toEqual({
      tiny: number(7),
      whole: number(70000),
      big: number(9007199254740991),
      single: number(Math.fround(0.1)),
      double: number(1e300),
      decimal: number(12.34),
      wide: number(-0.5),
      flag: number(1),
      date: number(Date.UTC(2130, 1, 4)),
      time: number(Date.UTC(2130, 1, 4, 4, 0, 0, 250)),
      instant: number(-1),
      text: text('ä'),
      nothing: text(null),
      gap: number(Number.NaN),
    })
  })

  it('reads nulls as NaN and null across batches, never a stale value', async () => {
    const bytes = await fromDuckdb(`
      SELECT CASE WHEN i % 3 = 0 THEN NULL ELSE i END AS n, CASE WHEN i % 5 = 0 THEN NULL ELSE 's' || i END AS t
      FROM range(200000) r(i)`)
    const { rows, columns } = await readFrame(bytes)
    expect(rows).toBe(200_000)
    const n = columns['n']
    const t = columns['t']
    const wrong: number[] = []
    for (let i = 0; i < rows; i++) {
      const isRight =
        Object.is(n?.values[i], i % 3 === 0 ? Number.NaN : i) &&
        t?.values[i] === (i % 5 === 0 ? null : `s${i}`)
      if (!isRight) wrong.push(i)
    }
    expect(wrong).toEqual([])
  })

  it('reads only the columns asked for, in the order asked for', async () => {
    const bytes = await fromDuckdb(`SELECT 1 AS a, 2 AS b, 3 AS c`)
    const { columns } = await readFrame(bytes, ['c', 'a'])
    expect(Object.keys(columns)).toEqual(['c', 'a'])
    // the same of a file that is not read as a whole
    const file = new Blob([new Uint8Array(bytes)])
    expect((await readFrame(file, ['c', 'a'])).columns).toEqual(columns)
    await expect(readFrame(bytes, ['a', 'x'])).rejects.toThrow(
      'column "x" is not in the Parquet file; found: a, b, c',
    )
  })

  it('refuses what a frame cannot hold', async () => {
    await expect(readFrame(await fromDuckdb('SELECT [1, 2] AS list'))).rejects.toThrow(
      'column "list" has the type',
    )
    await expect(
      readFrame(await fromDuckdb('SELECT 9007199254740993::BIGINT AS big')),
    ).rejects.toThrow('column "big" holds 9007199254740993')
    await expect(readFrame(new TextEncoder().encode('row_id\n1\n'))).rejects.toThrow(/parquet/i)
  })

  it('gives back what writeFrame wrote, nulls and all, for any frame', async () => {
    const anyFrame = fc.integer({ min: 0, max: 40 }).chain(rows =>
      fc.record({
        rows: fc.constant(rows),
        columns: fc.dictionary(
          fc.stringMatching(/^[a-z_]{1,8}$/),
          fc.oneof(
            fc
              .array(fc.double(), { minLength: rows, maxLength: rows })
              .map((values): Column => number(...values)),
            fc
              .array(fc.option(fc.string({ unit: 'grapheme' })), {
                minLength: rows,
                maxLength: rows,
              })
              .map((values): Column => text(...values)),
          ),
          { minKeys: 1, maxKeys: 5, noNullPrototype: true },
        ),
      }),
    )
    await fc.assert(
      fc.asyncProperty(anyFrame, async frame => {
        expect(await readFrame(await writeFrame(frame))).toEqual(frame)
      }),
      { numRuns: 60 },
    )
  })
})
