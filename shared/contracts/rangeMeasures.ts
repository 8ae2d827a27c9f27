import { z } from 'zod'
import { columnStatistics } from './promotion.ts'
import { partQuality } from './quality.ts'

/** One Parquet file in silver, converted but not yet committed. */
export const silverPart = z.object({
  path: z.string(),
  bytes: z.int().nonnegative(),
  rows: z.int().nonnegative(),
  columns: z.record(z.string(), columnStatistics),
  /** Blob with the keys by which tables refer to each other. */
  keys: z.string(),
})
export type SilverPart = z.infer<typeof silverPart>

/** What the conversion of a range has measured, in a blob of its own: it does not cross the queue. */
export const rangeMeasures = z.object({
  parts: z.array(silverPart),
  /** Of all parts together. */
  quality: partQuality,
  /** Blobs with refused rows. */
  rejects: z.array(z.string()),
  rowsIn: z.int().nonnegative(),
  rowsOut: z.int().nonnegative(),
  quarantined: z.int().nonnegative(),
  /** Rows that were no UTF-8 and have been read as Latin-1; they are in `rowsOut`. */
  latin1Rows: z.int().nonnegative(),
  /** Rows refused by reason. */
  reasons: z.record(z.string(), z.int()),
  /** SHA-256 (hex) of the uncompressed bytes of each 64 MiB block that begins in this range, in order. */
  blockHashes: z.array(z.string()),
})
export type RangeMeasures = z.infer<typeof rangeMeasures>
