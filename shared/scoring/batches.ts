import { z } from 'zod'
import { observedPerformance } from '../evaluation/observedPerformance.ts'
import type { LakePath } from '../storage/lake.ts'
import { predictionsFolder } from '../storage/paths.ts'
import type { Rows, RowTable, RowTableDefinition } from '../storage/rows.ts'

/** A version of a file that was dropped into scoring, and what became of it; also `summary.json` of its predictions. */
export const batch = z.object({
  /** `scoring/…` */
  file: z.string(),
  etag: z.string(),
  /** Of the orchestration `scoreBatch`. */
  instanceId: z.string(),
  state: z.enum(['running', 'done', 'refused', 'superseded']),
  /** Why it was refused. */
  reason: z.string().nullable(),
  /** Of the model; null before it is known. */
  version: z.string().nullable(),
  /** When it was found, and when it ended; ISO 8601, UTC. */
  received: z.string(),
  ended: z.string().nullable(),
  scored: z.int().nonnegative(),
  rejected: z.int().nonnegative(),
  /** Where the predictions lie, part by part, beside `rejected.csv`. */
  folder: z.string(),
  parts: z.int().nonnegative(),
  /** Where the file has `hospital_expire_flag`. */
  performance: observedPerformance.nullable(),
})
export type Batch = z.infer<typeof batch>

const batchRows: RowTableDefinition<Batch> = { name: 'batches', schema: batch }
const PARTITION = 'scoring'

export interface Batches {
  /** Of all files, newest first. */
  list(): Promise<readonly Batch[]>
  get(instanceId: string): Promise<Batch | undefined>
  put(entry: Batch): Promise<void>
}

/** Files that were dropped into scoring, as a table. */
export function batches(rows: Rows): Batches {
  const table: RowTable<Batch> = rows.table(batchRows)
  return {
    async list() {
      const all = await table.list(PARTITION)
      return all.toSorted((a, b) => (a.received < b.received ? 1 : -1))
    },
    async get(instanceId) {
      return (await table.get(PARTITION, instanceId))?.row
    },
    async put(entry) {
      await table.upsert(PARTITION, entry.instanceId, entry)
    },
  }
}

/**
 * A file whose scoring begins.
 *
 * @param received - ISO 8601
 */
export function newBatch(
  file: { readonly path: LakePath; readonly etag: string },
  instanceId: string,
  received: string,
): Batch {
  return {
    file: file.path,
    etag: file.etag,
    instanceId,
    state: 'running',
    reason: null,
    version: null,
    received,
    ended: null,
    scored: 0,
    rejected: 0,
    folder: predictionsFolder(file.path),
    parts: 0,
    performance: null,
  }
}

/** The Parquet of a range's predictions; another version of the file has others. */
export function partPath(file: LakePath, instanceId: string, range: number): LakePath {
  return `${predictionsFolder(file)}part-${shortId(instanceId)}-${String(range).padStart(5, '0')}.parquet`
}

/** What a range could not score. */
export function rejectsPath(file: LakePath, instanceId: string, range: number): LakePath {
  return `${predictionsFolder(file)}_rejected/${shortId(instanceId)}-${String(range).padStart(5, '0')}.json`
}

function shortId(instanceId: string): string {
  return instanceId.slice(instanceId.lastIndexOf('-') + 1)
}
