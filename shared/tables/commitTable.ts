import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Lake, type LakePath, PreconditionFailed } from '../storage/lake.ts'
import { commitDelta, type DeltaCommitted } from './deltaCommit.ts'
import { type DeltaField, deltaSchemaOfDuckdb } from './deltaSchema.ts'
import { withDuckdb } from './duckdb.ts'
import { parquetFiles } from './sql.ts'

export interface WholeTable {
  readonly file: string // local Parquet file: the whole table
  readonly rows: number
  /** Names the file and the commit, so that committing twice is committing once. Letters, digits and hyphens. */
  readonly runId: string
  readonly timestamp: number // ms since the epoch
}

/**
 * Every row says which run made it. It is a partition column, of the log and not of the file: the file's bytes are
 * those of the data, whichever run wrote them.
 */
const RUN_COLUMN: DeltaField = {
  name: 'run_id',
  type: 'string',
  nullable: false,
  metadata: {
    comment:
      'The run that made the row; gold/<dataset>/runs/<run_id>/silver.json says from which Delta versions of which silver tables.',
  },
}

/**
 * Uploads one local Parquet file and commits it as all there is in a Delta table, with the column `run_id` added.
 *
 * @returns the table's version, the blob that is its only file, and a warning that is to be logged
 */
export async function commitTable(
  lake: Lake,
  table: LakePath,
  { file, rows, runId, timestamp }: WholeTable,
): Promise<DeltaCommitted & { path: LakePath }> {
  const schema = await withDuckdb(
    { threads: 1, memoryMiB: 64, temporaryFolder: dirname(file) },
    async sql => {
      const columns = await sql.rows(`DESCRIBE SELECT * FROM ${parquetFiles([file])}`)
      return deltaSchemaOfDuckdb(
        columns.map(column => ({
          name: String(column['column_name']),
          type: String(column['column_type']),
        })),
      )
    },
  )

  const name = `${RUN_COLUMN.name}=${runId}/part-00000-${runId}.parquet`
  const path = `${table}${name}`
  const bytes = await uploadOnce(lake, file, path)
  const committed = await commitDelta(lake, table, {
    mode: 'overwrite',
    schema: { ...schema, fields: [...schema.fields, RUN_COLUMN] },
    partitionColumns: [RUN_COLUMN.name],
    files: [{ path: name, bytes, rows, partitionValues: { [RUN_COLUMN.name]: runId } }],
    application: { id: runId, version: 1 },
    timestamp,
  })
  return { ...committed, path }
}

/** A file of a Delta table is never overwritten: who comes second with the same work takes what is there. */
async function uploadOnce(lake: Lake, file: string, path: LakePath): Promise<number> {
  try {
    await lake.upload(file, path, { ifAbsent: true })
    return (await stat(file)).size
  } catch (error) {
    if (!(error instanceof PreconditionFailed)) throw error
    const there = await lake.stat(path)
    if (there === undefined) throw error
    return there.bytes
  }
}
