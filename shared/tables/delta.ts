import { z } from 'zod'
import type { Lake, LakePath } from '../storage/lake.ts'
import {
  type DeltaMetadata,
  type DeltaProtocol,
  type DeltaStatistics,
  filePath,
  parseStatistics,
} from './deltaActions.ts'
import { readLog } from './deltaLog.ts'
import { checkReadable } from './deltaProtocol.ts'
import type { DeltaSchema } from './deltaSchema.ts'
import type { DeltaState } from './deltaState.ts'

/** One Parquet file of a table, as its log lists it. A file that the log does not list is not part of the table. */
export interface DeltaFile {
  readonly path: string // within the table's folder
  readonly bytes: number
  readonly rows?: number // missing where the writer left no statistics
  readonly statistics: DeltaStatistics
  /** By column; null and the empty string are both null. The file itself does not hold these columns. */
  readonly partitionValues: Readonly<Record<string, string | null>>
}

export interface DeltaTable {
  readonly version: number
  readonly schema: DeltaSchema
  readonly metadata: DeltaMetadata
  readonly files: readonly DeltaFile[] // in the order in which they were added
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
 * @throws `DeltaTableMissing`; an error that names the feature that is not supported, or what is damaged or missing
 */
export async function readDelta(
  lake: Lake,
  table: LakePath,
  version?: number,
): Promise<DeltaTable> {
  const state = await readLog(lake, table, version)
  if (state.version === -1) throw new DeltaTableMissing(table)
  if (version !== undefined && state.version !== version) {
    throw new Error(`${table}: there is no version ${version}, the newest is ${state.version}`)
  }
  try {
    const { metadata } = readable(state)
    return {
      version: state.version,
      schema: parseSchema(metadata.schemaString),
      metadata,
      files: filesOf(state),
    }
  } catch (error) {
    throw namingTable(table, error)
  }
}

/**
 * Checks that every file of a table is there, with the size that its log says: by one listing of its folder.
 *
 * @throws naming the table, its version and the first file that is missing or of another size
 */
export async function checkFiles(
  lake: Lake,
  table: LakePath,
  { version, files }: DeltaTable,
): Promise<void> {
  const found = new Map<string, number>()
  for await (const { path, bytes } of lake.list(table)) found.set(path.slice(table.length), bytes)
  for (const { path, bytes } of files) {
    const size = found.get(path)
    if (size === bytes) continue
    const what = size === undefined ? 'is missing' : `has ${size} bytes instead of ${bytes}`
    throw new Error(
      `${table}: the file ${path} of version ${version} ${what}: the table is damaged; bring the file back or write the table anew`,
    )
  }
}

/** @throws naming what of the table cannot be read */
export function readable({ protocol, metadata }: DeltaState): {
  protocol: DeltaProtocol
  metadata: DeltaMetadata
} {
  if (protocol === undefined) throw new Error('the Delta log has no protocol action')
  if (metadata === undefined) throw new Error('the Delta log has no metaData action')
  checkReadable(protocol, metadata)
  return { protocol, metadata }
}

/** The same error, saying first of which table. */
export function namingTable(table: LakePath, error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error)
  return new Error(`${table}: ${message}`, { cause: error })
}

function filesOf({ files }: DeltaState): DeltaFile[] {
  return [...files.values()].map(({ path, size, stats, partitionValues, deletionVector }) => {
    if (deletionVector !== undefined) {
      throw new Error(
        `rows of ${path} are deleted by a vector (deletionVectors), which is not supported here`,
      )
    }
    const statistics = parseStatistics(stats)
    return {
      path: filePath(path),
      bytes: size,
      ...(statistics.numRecords === undefined ? {} : { rows: statistics.numRecords }),
      statistics,
      partitionValues,
    }
  })
}

const schema = z.object({
  type: z.literal('struct'),
  fields: z.array(
    z.object({
      name: z.string(),
      type: z.union([z.string(), z.looseObject({})]),
      nullable: z.boolean(),
      metadata: z.record(z.string(), z.unknown()).default({}),
    }),
  ),
})

function parseSchema(schemaString: string): DeltaSchema {
  try {
    return schema.parse(JSON.parse(schemaString))
  } catch (error) {
    throw new Error("the Delta log's schemaString cannot be read", { cause: error })
  }
}
