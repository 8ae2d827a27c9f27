import { z } from 'zod'
import { tableName } from './dataset.ts'
import { datasetName } from './datasetName.ts'

/** One version of one file in bronze, as its BlobCreated event names it. */
export const bronzeFile = z.object({
  dataset: datasetName,
  table: tableName,
  path: z.string(),
  etag: z.string(),
  bytes: z.int().nonnegative(),
})
export type BronzeFile = z.infer<typeof bronzeFile>

/** A slice of a file to convert on its own; `end` is exclusive. Rows belong to the range they begin in. */
export const fileRange = z.object({
  index: z.int().nonnegative(),
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
})
export type FileRange = z.infer<typeof fileRange>

/** How a file is converted: `columns` are the contract's names in the file's own order. */
export const promotionPlan = z.object({
  compression: z.enum(['none', 'gzip']),
  columns: z.array(z.string()),
  /** Bytes before the first row: header line and BOM. */
  headerBytes: z.int().nonnegative(),
  /** Columns of the file that its contract does not know: left out of silver. */
  unknownColumns: z.array(z.string()),
  ranges: z.array(fileRange),
})
export type PromotionPlan = z.infer<typeof promotionPlan>

/** What keeps a file out of silver: shown to people, kept beside the file in quarantine. */
export const refusal = z.object({ ok: z.literal(false), reason: z.string() })
export type Refusal = z.infer<typeof refusal>

/** Min, max and nulls of one column of one part, as Delta's statistics want them. */
export const columnStatistics = z.object({
  nulls: z.int().nonnegative(),
  min: z.union([z.string(), z.number()]).optional(),
  max: z.union([z.string(), z.number()]).optional(),
})
export type ColumnStatistics = z.infer<typeof columnStatistics>

/**
 * Why ranges of a file are converted:
 *
 * - `first`: as planned
 * - `whole`: the file as one range, after a quoted field turned out to lie across the end of one
 * - `unique`: once more, after rows turned out to have the row_id of a row of an earlier range
 */
export const conversionPass = z.enum(['first', 'whole', 'unique'])
export type ConversionPass = z.infer<typeof conversionPass>

/** Which conversions make the table: a range's number stands for the blob with its measures. */
export const conversions = z.object({
  pass: conversionPass.exclude(['unique']),
  ranges: z.int().positive(),
  /** Ranges whose pass `unique` counts instead. */
  unique: z.array(z.int().nonnegative()),
})
export type Conversions = z.infer<typeof conversions>

/**
 * - `received`: its event came, promotion has not ended
 * - `promoted`: in silver, counted
 * - `failed`: refused as a whole; the file and the reason lie in quarantine
 */
export const promotionState = z.enum(['received', 'promoted', 'failed'])

/** The newest promotion of one table of one dataset, as the table `promotions` keeps it. */
export const promotion = z.object({
  dataset: datasetName,
  table: tableName,
  file: z.string(),
  etag: z.string(),
  bytes: z.int().nonnegative(),
  state: promotionState,
  instanceId: z.string(),
  updated: z.string(),
  rowsIn: z.int().nonnegative().optional(),
  rowsOut: z.int().nonnegative().optional(),
  quarantined: z.int().nonnegative().optional(),
  /** Hash of the uncompressed bytes: the same data, compressed or not, dropped once or twice, has the same. */
  contentHash: z.string().optional(),
  contractVersion: z.int().optional(),
  deltaVersion: z.int().nonnegative().optional(),
  reason: z.string().optional(),
  /** What was done to the data that someone may want to know. */
  notes: z.array(z.string()).optional(),
})
export type Promotion = z.infer<typeof promotion>
