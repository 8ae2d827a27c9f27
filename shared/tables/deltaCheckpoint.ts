import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withTemporaryFolder } from '../compute/temporaryFolder.ts'
import { readSettings } from '../settings.ts'
import type { Lake, LakePath } from '../storage/lake.ts'
import { type DeltaAction, parseActions } from './deltaActions.ts'
import { checkpointPath, lastCheckpointPath } from './deltaLogNames.ts'
import type { DeltaState } from './deltaState.ts'
import { withDuckdb } from './duckdb.ts'
import { literal, parquetFiles, type Sql } from './sql.ts'

/**
 * Checkpoints: the state of a log as one Parquet file (PROTOCOL.md, "V1 Spec", "Checkpoint Schema"), a row for each
 * action, so that a reader need not read every commit. They are Parquet with structs and maps, which DuckDB reads and
 * writes as the JSON lines that commits are made of; it runs on threads of its own, off the event loop.
 */

/** A removed file is remembered for so long: Delta's default of `delta.deletedFileRetentionDuration`, a week, in ms. */
const TOMBSTONE_RETENTION = 7 * 24 * 60 * 60 * 1000

/** The columns of a checkpoint, as DuckDB spells their types. */
const CHECKPOINT_COLUMNS: Readonly<Record<string, string>> = {
  txn: 'STRUCT(appId VARCHAR, version BIGINT, lastUpdated BIGINT)',
  add: 'STRUCT(path VARCHAR, partitionValues MAP(VARCHAR, VARCHAR), size BIGINT, modificationTime BIGINT, dataChange BOOLEAN, tags MAP(VARCHAR, VARCHAR), stats VARCHAR)',
  remove:
    'STRUCT(path VARCHAR, deletionTimestamp BIGINT, dataChange BOOLEAN, extendedFileMetadata BOOLEAN, partitionValues MAP(VARCHAR, VARCHAR), size BIGINT)',
  metaData:
    'STRUCT(id VARCHAR, name VARCHAR, description VARCHAR, format STRUCT(provider VARCHAR, options MAP(VARCHAR, VARCHAR)), schemaString VARCHAR, partitionColumns VARCHAR[], configuration MAP(VARCHAR, VARCHAR), createdTime BIGINT)',
  protocol:
    'STRUCT(minReaderVersion INTEGER, minWriterVersion INTEGER, readerFeatures VARCHAR[], writerFeatures VARCHAR[])',
}

/** What is read of a checkpoint: its own columns, and the mark of the kind that is not supported. */
const READ_COLUMNS = [...Object.keys(CHECKPOINT_COLUMNS), 'checkpointMetadata']

/** A checkpoint that is damaged or of a kind that is not supported; what it tells may still be in the commits. */
export class UnreadableCheckpoint extends Error {
  override readonly name = 'UnreadableCheckpoint'
}

/**
 * The actions of a checkpoint.
 *
 * @param parts - its files: one, or all of a multi-part one
 * @throws `UnreadableCheckpoint`; errors of storage
 */
export async function readCheckpoint(
  lake: Lake,
  parts: readonly LakePath[],
): Promise<readonly DeltaAction[]> {
  const [name = ''] = parts
  return await inFolder(async folder => {
    const files = parts.map((_, part) => join(folder, `part-${part}.parquet`))
    for (const [part, path] of parts.entries()) await lake.download(path, files[part] ?? '')
    try {
      const lines = await withDuckdb(duckdb(folder), async sql => {
        const described = await sql.rows(`DESCRIBE SELECT * FROM ${parquetFiles(files)}`)
        const found = new Set(described.map(column => String(column['column_name'])))
        const columns = READ_COLUMNS.filter(column => found.has(column)).map(
          column => `"${column}"`,
        )
        return await sql.rows(
          `SELECT to_json(c)::VARCHAR AS line FROM (SELECT ${columns.join(', ')} FROM ${parquetFiles(files)}) c`,
        )
      })
      const actions = parseActions(name, lines.map(({ line }) => `${line}\n`).join(''))
      if (actions.some(({ checkpointMetadata }) => checkpointMetadata !== undefined)) {
        throw new Error('it is of the feature v2Checkpoint, which is not supported here')
      }
      return actions
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new UnreadableCheckpoint(`${name}: the checkpoint cannot be read: ${reason}`, {
        cause: error,
      })
    }
  })
}

/**
 * Writes the checkpoint of a state, and after it the hint where the newest one is.
 *
 * @param state - of a version whose commit is in the log
 * @param timestamp - of that commit, ms since the epoch: tombstones are kept for a week before it
 */
export async function writeCheckpoint(
  lake: Lake,
  table: LakePath,
  state: DeltaState,
  timestamp: number,
): Promise<void> {
  const actions = checkpointActions(state, timestamp)
  const bytes = await inFolder(async folder => {
    const json = join(folder, 'actions.json')
    const parquet = join(folder, 'checkpoint.parquet')
    await writeFile(json, actions.map(action => `${JSON.stringify(action)}\n`).join(''))
    await withDuckdb(duckdb(folder), async sql => {
      await copyActions(sql, json, parquet)
    })
    await lake.upload(parquet, checkpointPath(table, state.version))
    return (await stat(parquet)).size
  })
  const hint = {
    version: state.version,
    size: actions.length,
    sizeInBytes: bytes,
    numOfAddFiles: state.files.size,
  }
  await lake.write(lastCheckpointPath(table), JSON.stringify(hint))
}

async function copyActions(sql: Sql, json: string, parquet: string): Promise<void> {
  const columns = Object.entries(CHECKPOINT_COLUMNS)
    .map(([name, type]) => `${name}: ${literal(type)}`)
    .join(', ')
  await sql.run(
    `COPY (SELECT * FROM read_json(${literal(json)}, format = 'newline_delimited', columns = {${columns}}))
      TO ${literal(parquet)} (FORMAT parquet, COMPRESSION snappy)`,
  )
}

/** `dataChange` is false in all of them: a checkpoint changes nothing. */
function checkpointActions(state: DeltaState, timestamp: number): object[] {
  const { protocol, metadata, transactions, files, removed } = state
  const kept = [...removed.values()].filter(
    ({ deletionTimestamp = 0 }) => deletionTimestamp > timestamp - TOMBSTONE_RETENTION,
  )
  return [
    { protocol },
    { metaData: metadata },
    ...[...transactions.values()].map(({ appId, version, lastUpdated }) => ({
      txn: { appId, version, lastUpdated },
    })),
    ...[...files.values()].map(add => ({ add: { ...add, dataChange: false } })),
    ...kept.map(remove => ({ remove: { ...remove, dataChange: false } })),
  ]
}

function duckdb(temporaryFolder: string) {
  return { threads: 1, memoryMiB: 128, temporaryFolder }
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  return await withTemporaryFolder(readSettings(process.env).TEMPORARY_FOLDER, work)
}
