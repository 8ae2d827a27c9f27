import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { memoryLake } from '../../../shared/storage/memoryLake.ts'
import { commitTable } from '../../../shared/tables/commitTable.ts'
import { readDelta } from '../../../shared/tables/delta.ts'
import { withDuckdb } from '../../../shared/tables/duckdb.ts'
import { literal, parquetFiles } from '../../../shared/tables/sql.ts'

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
    const path = 'gold/demo/stays/part-00000-run-1.parquet'
    expect(await commitTable(lake, table, whole)).toEqual({ version: 0, path })
    expect(await commitTable(lake, table, whole)).toEqual({ version: 0, path })

    const { schema, files } = await readDelta(lake, table)
    expect(schema.fields.map(({ name, type }) => [name, type])).toEqual([
      ['id', 'integer'],
      ['half', 'double'],
      ['flag', 'boolean'],
      ['text', 'string'],
      ['time', 'timestamp'],
      ['day', 'date'],
      ['decimal', 'decimal(9,2)'],
      ['long', 'long'],
    ])
    const copy = join(folder, 'copy.parquet')
    await lake.download(`${table}${files[0]?.path}`, copy)
    const rows = await withDuckdb(options, sql =>
      sql.rows(`SELECT id, half, "text" FROM ${parquetFiles([copy])}`),
    )
    expect(rows).toEqual([
      { id: 0, half: 0, text: 's0' },
      { id: 1, half: 0.5, text: 's1' },
      { id: 2, half: 1, text: 's2' },
    ])
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
