import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { ColumnStatistics } from '../contracts/promotion.ts'
import { type Lake, type LakePath, PreconditionFailed } from '../storage/lake.ts'
import { type DeltaMetadata, type DeltaStatistics, parseStatistics } from './deltaActions.ts'
import { commitPath, type DeltaState, readLog } from './deltaLog.ts'
import type { DeltaSchema } from './deltaSchema.ts'

/** Delta tables of protocol reader 1 / writer 2 (delta-io/delta, PROTOCOL.md), read and written through a lake. */
const READER_VERSION = 1
const WRITER_VERSION = 2

/** So many writers may come first before a commit gives up. */
const ATTEMPTS = 100

/** One Parquet file of a table, as its log lists it. A file that the log does not list is not part of the table. */
export interface DeltaFile {
  readonly path: string // within the table's folder
  readonly bytes: number
  readonly rows?: number // missing where the writer left no statistics
  readonly statistics: DeltaStatistics
  readonly partitionValues: Readonly<Record<string, string | null>>
}

export interface DeltaTable {
  readonly version: number
  readonly schema: DeltaSchema
  readonly metadata: DeltaMetadata
  readonly files: readonly DeltaFile[] // in the order in which they were added
}

export interface DeltaCommit {
  /** `overwrite` replaces all files (and the schema), `append` adds to them. */
  readonly mode: 'overwrite' | 'append'
  readonly schema: DeltaSchema
  readonly files: readonly NewDeltaFile[]
  /** A commit whose `id` has this `version` or a higher one already is not made again. */
  readonly application?: { readonly id: string; readonly version: number }
  readonly timestamp: number // ms since the epoch
}

export interface NewDeltaFile {
  readonly path: string // within the table's folder; written already, never to be overwritten by other rows
  readonly bytes: number
  readonly rows: number
  readonly columns?: Readonly<Record<string, ColumnStatistics>>
}

/** There is no Delta log where one was looked for. */
export class DeltaTableMissing extends Error {
  override readonly name = 'DeltaTableMissing'
  constructor(table: LakePath) {
    super(`${table}: there is no Delta table here (no _delta_log with a commit in it)`)
  }
}

/**
 * Reads which files make a table.
 *
 * @param table - its folder, with a slash at its end, e.g. `silver/demo/chartevents/`
 * @param version - of the past; the newest if left out
 * @throws `DeltaTableMissing`; an error that names what is newer than reader version 1, damaged or missing
 */
export async function readDelta(
  lake: Lake,
  table: LakePath,
  version?: number,
): Promise<DeltaTable> {
  const state = await readLog(lake, table, undefined, version)
  if (state.version === -1) throw new DeltaTableMissing(table)
  if (version !== undefined && state.version !== version) {
    throw new Error(`${table}: there is no version ${version}, the newest is ${state.version}`)
  }
  const metadata = checkedMetadata(table, state)
  return {
    version: state.version,
    schema: parseSchema(table, metadata.schemaString),
    metadata,
    files: [...state.files.values()].map(({ path, size, stats, partitionValues }): DeltaFile => {
      const statistics = parseStatistics(stats)
      return {
        path: decodeURIComponent(path),
        bytes: size,
        ...(statistics.numRecords === undefined ? {} : { rows: statistics.numRecords }),
        statistics,
        partitionValues,
      }
    }),
  }
}

/**
 * Commits files to a table, and makes the table if there is none. Of writers at the same time each gets a version of
 * its own: who comes second reads what the first did and tries the next number. Safe to run twice with the same
 * `application`.
 *
 * @returns the version that holds the commit
 */
export async function commitDelta(
  lake: Lake,
  table: LakePath,
  commit: DeltaCommit,
): Promise<{ version: number }> {
  let state = await readLog(lake, table)
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const done = commit.application && state.transactions.get(commit.application.id)
    if (done !== undefined && done.version >= (commit.application?.version ?? 0)) {
      return { version: done.committedAs }
    }

    const version = state.version + 1
    const lines = actionsOf(table, state, commit).map(action => `${JSON.stringify(action)}\n`)
    try {
      await lake.write(commitPath(table, version), lines.join(''), { ifAbsent: true })
      return { version }
    } catch (error) {
      if (!(error instanceof PreconditionFailed)) throw error
    }
    state = await readLog(lake, table, state)
  }
  throw new Error(`${table}: not committed, ${ATTEMPTS} other writers came first; try again`)
}

/** The actions that bring a table from `state` to what the commit wants. */
function actionsOf(table: LakePath, state: DeltaState, commit: DeltaCommit): object[] {
  const { mode, files, application, timestamp } = commit
  const isNew = state.version === -1
  const metadata = isNew ? undefined : checkedMetadata(table, state)
  if (metadata !== undefined) checkWritable(table, state, metadata, mode)

  const schemaString = JSON.stringify(commit.schema)
  const isOtherSchema = metadata !== undefined && metadata.schemaString !== schemaString
  if (isOtherSchema && mode === 'append') {
    throw new Error(
      `${table}: not committed, the files to append have another schema than the table`,
    )
  }

  const actions: object[] = [
    {
      commitInfo: {
        timestamp,
        operation: 'WRITE',
        operationParameters: {
          mode: mode === 'append' ? 'Append' : 'Overwrite',
          partitionBy: '[]',
        },
        isBlindAppend: mode === 'append',
      },
    },
  ]
  if (isNew) {
    actions.push({
      protocol: { minReaderVersion: READER_VERSION, minWriterVersion: WRITER_VERSION },
    })
  }
  if (isNew || isOtherSchema) {
    actions.push({
      metaData: {
        id: metadata?.id ?? tableId(table, timestamp),
        format: { provider: 'parquet', options: {} },
        schemaString,
        partitionColumns: [],
        configuration: metadata?.configuration ?? {},
        createdTime: metadata?.createdTime ?? timestamp,
      },
    })
  }
  if (application !== undefined) {
    const { id: appId, version } = application
    actions.push({ txn: { appId, version, lastUpdated: timestamp } })
  }

  const added = new Set(files.map(file => encodePath(file.path)))
  if (mode === 'overwrite') {
    for (const { path, size, partitionValues } of state.files.values()) {
      if (added.has(path)) continue
      const extended = { extendedFileMetadata: true, partitionValues, size }
      actions.push({
        remove: { path, deletionTimestamp: timestamp, dataChange: true, ...extended },
      })
    }
  }
  for (const file of files) {
    actions.push({
      add: {
        path: encodePath(file.path),
        partitionValues: {},
        size: file.bytes,
        modificationTime: timestamp,
        dataChange: true,
        stats: JSON.stringify(statisticsOf(file)),
      },
    })
  }
  return actions
}

function checkedMetadata(table: LakePath, { protocol, metadata }: DeltaState): DeltaMetadata {
  if (protocol === undefined) throw new Error(`${table}: the Delta log has no protocol action`)
  if (protocol.minReaderVersion > READER_VERSION) {
    const features = protocol.readerFeatures?.join(', ')
    throw new Error(
      `${table}: the table needs Delta reader version ${protocol.minReaderVersion}${features === undefined ? '' : ` (${features})`}; version ${READER_VERSION} is what is read here`,
    )
  }
  if (metadata === undefined) throw new Error(`${table}: the Delta log has no metaData action`)
  if (metadata.format.provider !== 'parquet') {
    throw new Error(
      `${table}: its files are ${metadata.format.provider}; only parquet is read here`,
    )
  }
  return metadata
}

/** The duties of writer version 2: keep off tables that need more, that only grow, or that have invariants. */
function checkWritable(
  table: LakePath,
  { protocol }: DeltaState,
  { configuration, partitionColumns, schemaString }: DeltaMetadata,
  mode: DeltaCommit['mode'],
): void {
  const writerVersion = protocol?.minWriterVersion ?? WRITER_VERSION
  if (writerVersion > WRITER_VERSION) {
    throw new Error(
      `${table}: the table needs Delta writer version ${writerVersion}; version ${WRITER_VERSION} is what is written here`,
    )
  }
  if (partitionColumns.length > 0) {
    throw new Error(
      `${table}: the table is partitioned by ${partitionColumns.join(', ')}; only unpartitioned ones are written here`,
    )
  }
  if (mode === 'overwrite' && configuration['delta.appendOnly'] === 'true') {
    throw new Error(`${table}: the table is append-only (delta.appendOnly), nothing is overwritten`)
  }
  if (schemaString.includes('delta.invariants')) {
    throw new Error(`${table}: the table has column invariants, which are not checked here`)
  }
}

const schema = z.object({
  type: z.literal('struct'),
  fields: z.array(
    z.object({
      name: z.string(),
      type: z.union([z.string(), z.looseObject({})]),
      nullable: z.boolean(),
      metadata: z.record(z.string(), z.unknown()),
    }),
  ),
})

function parseSchema(table: LakePath, schemaString: string): DeltaSchema {
  try {
    return schema.parse(JSON.parse(schemaString))
  } catch (error) {
    throw new Error(`${table}: the Delta log's schemaString cannot be read`, { cause: error })
  }
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

/** Delta's paths are URIs: encoded, but for the slashes. */
function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}

/** A GUID made of the table's name and birth, as everything here is: no chance in it. */
function tableId(table: LakePath, timestamp: number): string {
  const hex = createHash('sha256').update(`${table} ${timestamp}`).digest('hex')
  return [8, 12, 16, 20, 32]
    .map((end, index, ends) => hex.slice(ends[index - 1] ?? 0, end))
    .join('-')
}
