import { extname, resolve } from 'node:path'
import { withTemporaryFolder } from '../shared/compute/temporaryFolder.ts'
import { silverOf, silverVersions } from '../shared/datasets/runs.ts'
import { readSettings } from '../shared/settings.ts'
import { BlobNotFound, type Lake, type LakePath } from '../shared/storage/lake.ts'
import { localCopies } from '../shared/storage/localCopies.ts'
import { checkFiles, type DeltaTable, readDelta } from '../shared/tables/delta.ts'
import { deltaQuery } from '../shared/tables/deltaRows.ts'
import { withDuckdb } from '../shared/tables/duckdb.ts'
import { literal } from '../shared/tables/sql.ts'

const FORMATS: Readonly<Record<string, string>> = {
  '.csv': 'FORMAT csv, HEADER',
  '.parquet': 'FORMAT parquet, COMPRESSION zstd',
}

/** What a version of a Delta table is, and from which versions of which silver tables its rows were made. */
export interface TableDescription {
  readonly version: number
  readonly newest: number
  readonly rows: number | undefined // unknown where a file has no statistics
  readonly files: number
  readonly bytes: number
  readonly columns: readonly string[] // name and type
  readonly runs: readonly RunDescription[]
}

export interface RunDescription {
  readonly runId: string
  /** Delta version by table; null where the run's folder is gone. */
  readonly silver: Readonly<Record<string, number>> | null
}

/**
 * Describes a table as the lake has it, having checked that its files are all there.
 *
 * @param table - its folder, with a slash at its end: `silver/<dataset>/<table>/` or `gold/<dataset>/stays/`
 * @param version - the newest if left out
 */
export async function describeTable(
  lake: Lake,
  table: LakePath,
  version?: number,
): Promise<TableDescription> {
  const delta = await readDelta(lake, table, version)
  await checkFiles(lake, table, delta)
  const newest = version === undefined ? delta.version : (await readDelta(lake, table)).version
  const { files, schema } = delta
  const counts = files.flatMap(({ rows }) => rows ?? [])
  return {
    version: delta.version,
    newest,
    rows: counts.length === files.length ? sum(counts) : undefined,
    files: files.length,
    bytes: sum(files.map(({ bytes }) => bytes)),
    columns: schema.fields.map(
      ({ name, type }) => `${name} ${typeof type === 'string' ? type : 'nested'}`,
    ),
    runs: await runsOf(lake, table, delta),
  }
}

/**
 * Writes the rows of a table's version to a local file, Parquet or CSV by its ending.
 *
 * @returns how many there are
 */
export async function exportRows(
  lake: Lake,
  table: LakePath,
  version: number | undefined,
  output: string,
): Promise<number> {
  const format = FORMATS[extname(output).toLowerCase()]
  if (format === undefined) {
    throw new Error(`${output}: ends with neither ${Object.keys(FORMATS).join(' nor ')}`)
  }
  const { TEMPORARY_FOLDER, DUCKDB_MEMORY_MIB } = readSettings(process.env)
  return await withTemporaryFolder(TEMPORARY_FOLDER, async folder => {
    const delta = await readDelta(lake, table, version)
    await checkFiles(lake, table, delta)
    const files = await localCopies(
      lake,
      delta.files.map(({ path }) => `${table}${path}`),
      folder,
    )
    const options = { threads: 1, memoryMiB: DUCKDB_MEMORY_MIB, temporaryFolder: folder }
    return await withDuckdb(options, async sql => {
      const query = await deltaQuery(sql, delta, files)
      const [written] = await sql.rows(`COPY (${query}) TO ${literal(resolve(output))} (${format})`)
      return Number(written?.['Count'])
    })
  })
}

/** The runs that the rows name, each with the silver that it read. */
async function runsOf(
  lake: Lake,
  table: LakePath,
  { files }: DeltaTable,
): Promise<readonly RunDescription[]> {
  const [, dataset = ''] = table.split('/')
  const ids = new Set(files.flatMap(({ partitionValues }) => partitionValues['run_id'] ?? []))
  return await Promise.all(
    [...ids].map(async runId => {
      try {
        return { runId, silver: silverVersions(await silverOf(lake, dataset, runId)) }
      } catch (error) {
        if (!(error instanceof BlobNotFound)) throw error
        return { runId, silver: null }
      }
    }),
  )
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
