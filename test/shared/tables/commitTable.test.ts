import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { memoryLake } from '../../../shared/storage/memoryLake.ts'
import { commitTable } from '../../../shared/tables/commitTable.ts'
import { checkFiles, readDelta } from '../../../shared/tables/delta.ts'
import { deltaQuery } from '../../../shared/tables/deltaRows.ts'
import { withDuckdb } from '../../../shared/tables/duckdb.ts'
import { literal } from '../../../shared/tables/sql.ts'

describe('commitTable', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'delta-'))
  })
  afterAll(async () => {
    await rm(folder, { recursive: true })
  })

  it('commits a Parquet file of DuckDB under its own schema, and DuckDB reads what the log lists', async () => {
    const lake = memoryLake()
    const local = join(folder, 'table.parquet')
    const options = { threads: 1, memoryMiB: 128, temporaryFolder: folder }
    await withDuckdb(options, sql =>
      sql.run(`COPY (SELECT i::INTEGER AS id, i / 2 AS half, i > 1 AS flag, 's' || i AS "text",
        make_timestamptz(i) AS "time", DATE '2150-01-01' AS "day", 1.5::DECIMAL(9, 2) AS "decimal", i AS "long"
        FROM range(3) r(i)) TO ${literal(local)} (FORMAT parquet)`),
    )
    const whole = { file: local, rows: 3, runId: 'run-1', timestamp: 5 }
    const table = 'gold/demo/stays/'
    const path = 'gold/demo/stays/run_id=run-1/part-00000-run-1.parquet'
    expect(await commitTable(lake, table, whole)).toEqual({ version: 0, path })
    expect(await commitTable(lake, table, whole)).toEqual({ version: 0, path })

    const delta = await readDelta(lake, table)
    const { schema, files } = delta
    expect(schema.fields.map(({ name, type }) => [name, type])).toEqual([
      ['id', 'integer'],
      ['half', 'double'],
      ['flag', 'boolean'],
      ['text', 'string'],
      ['time', 'timestamp'],
      ['day', 'date'],
      ['decimal', 'decimal(9,2)'],
      ['long', 'long'],
      ['run_id', 'string'],
    ])
    const copy = join(folder, 'copy.parquet')
    await lake.download(`${table}${files[0]?.path}`, copy)
    const rows = await withDuckdb(options, async sql =>
      sql.rows(await deltaQuery(sql, delta, [copy], ['id', 'half', 'text', 'run_id'])),
    )
    expect(rows).toEqual([
      { id: 0, half: 0, text: 's0', run_id: 'run-1' },
      { id: 1, half: 0.5, text: 's1', run_id: 'run-1' },
      { id: 2, half: 1, text: 's2', run_id: 'run-1' },
    ])
  })

  it('never overwrites a file: the second attempt of a run takes what the first has left', async () => {
    const lake = memoryLake()
    const options = { threads: 1, memoryMiB: 128, temporaryFolder: folder }
    const parquet = async (name: string, query: string): Promise<string> => {
      const file = join(folder, `${name}.parquet`)
      await withDuckdb(options, sql =>
        sql.run(`COPY (${query}) TO ${literal(file)} (FORMAT parquet)`),
      )
      return file
    }
    const table = 'gold/demo/stays/'
    const path = `${table}run_id=run-1/part-00000-run-1.parquet`
    // killed between its upload and its commit
    await lake.upload(await parquet('first', 'SELECT 1 AS a'), path)
    const bytes = await lake.read(path)
    const file = await parquet('second', `SELECT range AS a, 'b' || range AS b FROM range(99)`)
    await commitTable(lake, table, { file, rows: 1, runId: 'run-1', timestamp: 5 })
    expect(await lake.read(path)).toEqual(bytes)
    await checkFiles(lake, table, await readDelta(lake, table))

    // another run replaces it, and the first one's rows can still be read
    const other = { file, rows: 99, runId: 'run-2', timestamp: 6 }
    expect(await commitTable(lake, table, other)).toMatchObject({ version: 1 })
    const runs = async (version: number) =>
      (await readDelta(lake, table, version)).files.map(({ partitionValues }) => partitionValues)
    expect(await runs(0)).toEqual([{ run_id: 'run-1' }])
    expect(await runs(1)).toEqual([{ run_id: 'run-2' }])
  })

  it('says which column has a type that Delta has no name for', async () => {
    const local = join(folder, 'local.parquet')
    await withDuckdb({ threads: 1, memoryMiB: 128, temporaryFolder: folder }, sql =>
      sql.run(
        `COPY (SELECT TIMESTAMP '2150-01-01' AS "time") TO ${literal(local)} (FORMAT parquet)`,
      ),
    )
    await expect(
      commitTable(memoryLake(), 'gold/x/', { file: local, rows: 1, runId: 'r', timestamp: 5 }),
    ).rejects.toThrow(`column "time" has DuckDB's type TIMESTAMP, which Delta has no name for`)
  })
})
