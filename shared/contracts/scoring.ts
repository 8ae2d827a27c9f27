import { z } from 'zod'

/** One version of a file that was dropped into `scoring/`. */
export const scoringFile = z.object({
  path: z.string(),
  etag: z.string(),
  bytes: z.int().nonnegative(),
})
export type ScoringFile = z.infer<typeof scoringFile>

/** Rows that are scored by one activity: bytes of a CSV, or one row group of a Parquet file. `end` is exclusive. */
export const scoringRange = z.object({
  index: z.int().nonnegative(),
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
})
export type ScoringRange = z.infer<typeof scoringRange>

/** How a file is scored. One model version scores all of it: the champion when its scoring began. */
export const scoringPlan = z.object({
  version: z.string(),
  /** When its scoring began; ISO 8601, UTC. */
  at: z.string(),
  format: z.enum(['csv', 'parquet']),
  columns: z.array(z.string()),
  ranges: z.array(scoringRange),
})
export type ScoringPlan = z.infer<typeof scoringPlan>

/** What became of the rows of a range. */
export const rangeCounts = z.object({
  /** Of a CSV, blank ones too. */
  lines: z.int().nonnegative(),
  scored: z.int().nonnegative(),
  rejected: z.int().nonnegative(),
})
export type RangeCounts = z.infer<typeof rangeCounts>

/** Where the scoring of a file stands: the custom status of `scoreBatch`. */
export const scoringProgress = z.object({
  stage: z.enum(['open', 'score', 'close', 'done', 'refused', 'superseded']),
  done: z.int().nonnegative(),
  total: z.int().nonnegative(),
})
export type ScoringProgress = z.infer<typeof scoringProgress>
