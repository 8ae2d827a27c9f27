import { z } from 'zod'

/** What a process that has searched prints as its last line. */
export const studyReport = z.object({
  /** Wall-clock seconds of each step, in order, from the rows in memory on. */
  steps: z.record(z.string(), z.number()),
  /** The best cross-validated AUROC: mean of the folds (the seed's job), or of pooled out-of-fold predictions (boosting). */
  auroc: z.number(),
  trials: z.int(),
  pruned: z.int(),
  /** What it ran. */
  note: z.string(),
})
export type StudyReport = z.infer<typeof studyReport>

/** Seconds of all its steps. */
export function secondsOf({ steps }: StudyReport): number {
  return Object.values(steps).reduce((sum, seconds) => sum + seconds, 0)
}
