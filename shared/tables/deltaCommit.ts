import { createHash } from 'node:crypto'
import type { ColumnStatistics } from '../contracts/promotion.ts'
import { type Lake, type LakePath, PreconditionFailed } from '../storage/lake.ts'
import { namingTable, readable } from './delta.ts'
import { fileUri, parseActions } from './deltaActions.ts'
import { writeCheckpoint } from './deltaCheckpoint.ts'
import { findTransaction, readLog, readNewCommits } from './deltaLog.ts'
import { commitPath } from './deltaLogNames.ts'
import { checkWritable, OWN_PROTOCOL } from './deltaProtocol.ts'
import type { DeltaSchema } from './deltaSchema.ts'
import { type DeltaState, reconcile } from './deltaState.ts'

/** So many writers may come first before a commit gives up. */
const ATTEMPTS = 100

/** Every so many versions a checkpoint is written: Delta's default of `delta.checkpointInterval`. */
const CHECKPOINT_INTERVAL = 10

export interface DeltaCommit {
  /** `overwrite` replaces all files (and the schema), `append` adds to them. */
  readonly mode: 'overwrite' | 'append'
  /** All columns, those it is partitioned by included. */
  readonly schema: DeltaSchema
  readonly partitionColumns?: readonly string[] // none if left out
  readonly files: readonly NewDeltaFile[]
  /**
   * Names the work: an `id` that has committed this `version` or a higher one is not committed again, whatever the
   * files, as who does the work a second time has done the same.
   */
  readonly application: { readonly id: string; readonly version: number }
  readonly timestamp: number // ms since the epoch
  /**
   * Asked before each attempt, after the version that it builds on is known. So whoever makes the commit unwanted, and
   * commits in its stead, is never overwritten: either the answer is no, or the attempt comes too late.
   */
  readonly isWanted?: () => Promise<boolean>
}

/** Nothing was committed: it was no longer wanted. */
export class CommitUnwanted extends Error {
  override readonly name = 'CommitUnwanted'
  constructor(table: LakePath, id: string) {
    super(`${table}: "${id}" is not committed, it is no longer wanted`)
  }
}

export interface NewDeltaFile {
  readonly path: string // within the table's folder; written already, never to be overwritten by other rows
  readonly bytes: number
  readonly rows: number
  readonly columns?: Readonly<Record<string, ColumnStatistics>>
  /** A value for each partition column. */
  readonly partitionValues?: Readonly<Record<string, string>>
}

export interface DeltaCommitted {
  readonly version: number
  /** What went wrong after the commit, which holds: its checkpoint could not be written. To be logged. */
  readonly warning?: string
}

/**
 * Commits files to a table, and makes the table if there is none. Of writers at the same time each gets a version of
 * its own: who comes second reads what the first did, so that an overwrite removes it, and tries the next number.
 * Safe to run twice. Every tenth version is followed by a checkpoint.
 *
 * @returns the version that holds the commit
 * @throws naming the feature or property that forbids to write the table; if another schema is appended;
 *   `CommitUnwanted`
 */
export async function commitDelta(
  lake: Lake,
  table: LakePath,
  commit: DeltaCommit,
): Promise<DeltaCommitted> {
  const { id, version: of } = commit.application
  let state = await readLog(lake, table)
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const done = state.transactions.get(id)
    if (done !== undefined && done.version >= of) {
      return {
        version: done.committedAs ?? (await findTransaction(lake, table, id, state.version)),
      }
    }

    if (commit.isWanted !== undefined && !(await commit.isWanted())) {
      throw new CommitUnwanted(table, id)
    }
    const version = state.version + 1
    const path = commitPath(table, version)
    const text = linesOf(table, state, commit)
    try {
      await lake.write(path, text, { ifAbsent: true })
    } catch (error) {
      if (!(error instanceof PreconditionFailed)) throw error
      state = await readNewCommits(lake, table, state)
      continue
    }
    const isDue = version > 0 && version % CHECKPOINT_INTERVAL === 0
    if (!isDue) return { version }
    const committed = reconcile(state, [{ version, actions: parseActions(path, text) }])
    return { version, ...(await tryCheckpoint(lake, table, committed, commit.timestamp)) }
  }
  throw new Error(`${table}: not committed, ${ATTEMPTS} other writers came first; try again`)
}

/** The commit holds without its checkpoint: readers read the commits instead, and the next one is ten versions away. */
async function tryCheckpoint(
  lake: Lake,
  table: LakePath,
  state: DeltaState,
  timestamp: number,
): Promise<{ warning?: string }> {
  try {
    await writeCheckpoint(lake, table, state, timestamp)
    return {}
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return {
      warning: `${table}: version ${state.version} is committed, but its checkpoint could not be written: ${reason}`,
    }
  }
}

function linesOf(table: LakePath, state: DeltaState, commit: DeltaCommit): string {
  try {
    return actionsOf(table, state, commit)
      .map(action => `${JSON.stringify(action)}\n`)
      .join('')
  } catch (error) {
    throw namingTable(table, error)
  }
}

/** The actions that bring a table from `state` to what the commit wants. */
function actionsOf(table: LakePath, state: DeltaState, commit: DeltaCommit): object[] {
  const { mode, application, timestamp } = commit
  return [
    commitInfo(commit),
    ...descriptions(table, state, commit),
    { txn: { appId: application.id, version: application.version, lastUpdated: timestamp } },
    ...(mode === 'overwrite' ? removals(state, commit) : []),
    ...additions(commit),
  ]
}

function commitInfo({ mode, partitionColumns = [], timestamp }: DeltaCommit): object {
  return {
    commitInfo: {
      timestamp,
      operation: 'WRITE',
      operationParameters: {
        mode: mode === 'append' ? 'Append' : 'Overwrite',
        partitionBy: JSON.stringify(partitionColumns),
      },
      isBlindAppend: mode === 'append',
    },
  }
}

/** `protocol` of a new table, `metaData` of a new one or one whose columns become others. */
function descriptions(table: LakePath, state: DeltaState, commit: DeltaCommit): object[] {
  const { mode, schema, timestamp } = commit
  const partitionColumns = [...(commit.partitionColumns ?? [])]
  const schemaString = JSON.stringify(schema)
  if (state.version === -1) {
    const metaData = {
      id: tableId(table, timestamp),
      format: { provider: 'parquet', options: {} },
      schemaString,
      partitionColumns,
      configuration: {},
      createdTime: timestamp,
    }
    return [{ protocol: OWN_PROTOCOL }, { metaData }]
  }

  const { protocol, metadata } = readable(state)
  checkWritable(protocol, metadata, mode)
  const isSame =
    metadata.schemaString === schemaString &&
    metadata.partitionColumns.join('\n') === partitionColumns.join('\n')
  if (isSame) return []
  if (mode === 'append') {
    throw new Error(
      'not committed, the files to append have another schema or other partition columns than the table',
    )
  }
  return [{ metaData: { ...metadata, schemaString, partitionColumns } }]
}

function removals({ files }: DeltaState, commit: DeltaCommit): object[] {
  const added = new Set(commit.files.map(({ path }) => path))
  return [...files]
    .filter(([place]) => !added.has(place))
    .map(([, { path, size, partitionValues }]) => ({
      remove: {
        path,
        deletionTimestamp: commit.timestamp,
        dataChange: true,
        extendedFileMetadata: true,
        partitionValues,
        size,
      },
    }))
}

function additions({ files, partitionColumns = [], timestamp }: DeltaCommit): object[] {
  return files.map(file => {
    const { path, bytes, partitionValues = {} } = file
    const given = Object.keys(partitionValues).sort().join(', ')
    const needed = [...partitionColumns].sort().join(', ')
    if (given !== needed) {
      throw new Error(
        `${path} has values for the partition columns "${given}" instead of "${needed}"`,
      )
    }
    return {
      add: {
        path: fileUri(path),
        partitionValues,
        size: bytes,
        modificationTime: timestamp,
        dataChange: true,
        stats: JSON.stringify(statisticsOf(file)),
      },
    }
  })
}

function statisticsOf({ rows, columns = {} }: NewDeltaFile): object {
  const minValues: Record<string, string | number> = {}
  const maxValues: Record<string, string | number> = {}
  const nullCount: Record<string, number> = {}
  for (const [name, { nulls, min, max }] of Object.entries(columns)) {
    nullCount[name] = nulls
    if (min !== undefined) minValues[name] = min
    if (max !== undefined) maxValues[name] = max
  }
  return { numRecords: rows, minValues, maxValues, nullCount }
}

/** A GUID made of the table's name and birth, as everything here is: no chance in it. */
function tableId(table: LakePath, timestamp: number): string {
  const hex = createHash('sha256').update(`${table} ${timestamp}`).digest('hex')
  return [8, 12, 16, 20, 32]
    .map((end, index, ends) => hex.slice(ends[index - 1] ?? 0, end))
    .join('-')
}
