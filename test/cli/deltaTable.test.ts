import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeTable, exportRows } from '../../cli/deltaTable.ts'
import type { SilverSnapshot } from '../../shared/datasets/runs.ts'
import { writeJson } from '../../shared/storage/json.ts'
import type { Lake } from '../../shared/storage/lake.ts'
import { memoryLake } from '../../shared/storage/memoryLake.ts'
import { commitTable } from '../../shared/tables/commitTable.ts'
import { withDuckdb } from '../../shared/tables/duckdb.ts'
import { literal, type Sql } from '../../shared/tables/sql.ts'

const TABLE = 'gold/demo/stays/'

let folder: string
let lake: Lake
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'table-'))
  lake = memoryLake()
  // two runs, the second on a newer version of silver
  for (const [run, rows] of [2, 3].entries()) {
    const file = join(folder, `run-${run}.parquet`)
    await withSql(sql =>
      sql.run(
        `COPY (SELECT range AS icustay_id, 'a, "b"' AS unit FROM range(${rows})) TO ${literal(file)} (FORMAT parquet)`,
      ),
    )
    const snapshot: SilverSnapshot = {
      tables: {
        ADMISSIONS: { version: 0, parts: [], rows: 0 },
        CHARTEVENTS: { version: run, parts: [], rows: 0 },
      },
      eventParts: [],
    }
    await writeJson(lake, `gold/demo/runs/run-${run}/silver.json`, snapshot)
    await commitTable(lake, TABLE, { file, rows, runId: `run-${run}`, timestamp: run })
  }
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

async function withSql<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
  return await withDuckdb({ threads: 1, memoryMiB: 128, temporaryFolder: folder }, work)
}

describe('describeTable', () => {
  it('says what the newest version is, and from which silver it was made', async () => {
    expect(await describeTable(lake, TABLE)).toMatchObject({
      version: 1,
      newest: 1,
      rows: 3,
      files: 1,
      columns: ['icustay_id long', 'unit string', 'run_id string'],
      runs: [{ runId: 'run-1', silver: { ADMISSIONS: 0, CHARTEVENTS: 1 } }],
    })
  })

  it('says it of an earlier one', async () => {
    expect(await describeTable(lake, TABLE, 0)).toMatchObject({
      version: 0,
      newest: 1,
      rows: 2,
      runs: [{ runId: 'run-0', silver: { ADMISSIONS: 0, CHARTEVENTS: 0 } }],
    })
    await expect(describeTable(lake, TABLE, 2)).rejects.toThrow('there is no version 2')
    await expect(describeTable(lake, 'gold/none/stays/')).rejects.toThrow('there is no Delta table')
  })
})

describe('exportRows', () => {
  it('writes the rows of any version as CSV', async () => {
    const output = join(folder, 'rows.csv')
    expect(await exportRows(lake, TABLE, 0, output)).toBe(2)
    expect(await readFile(output, 'utf8')).toBe(
      'icustay_id,unit,run_id\n0,"a, ""b""",run-0\n1,"a, ""b""",run-0\n',
    )
  })

  it('writes them as Parquet', async () => {
    const output = join(folder, "it's.parquet")
    expect(await exportRows(lake, TABLE, undefined, output)).toBe(3)
    const rows = await withSql(sql =>
      sql.rows(`SELECT icustay_id, run_id FROM read_parquet(${literal(output)})`),
    )
    expect(rows).toEqual([0, 1, 2].map(id => ({ icustay_id: id, run_id: 'run-1' })))
  })

  it('names the endings that it knows', async () => {
    await expect(exportRows(lake, TABLE, 0, 'rows.xlsx')).rejects.toThrow(
      'rows.xlsx: ends with neither .csv nor .parquet',
    )
  })
})
