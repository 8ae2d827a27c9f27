import { z } from 'zod'

/** What a process that has trained and predicted prints as its last line. */
export const learnerReport = z.object({
  /** Wall-clock and CPU seconds from the values in memory to the model: binning is in them, reading the file is not. */
  fitSeconds: z.number(),
  fitCpuSeconds: z.number(),
  /** Of the test rows, from their values in memory to probabilities: the median of several times. */
  predictSeconds: z.number(),
  /** Of the test rows. */
  auroc: z.number(),
  /** Most memory that the process had resident, in bytes; null where the system does not tell. */
  peakBytes: z.int().nullable(),
  /** What it ran. */
  note: z.string(),
})
export type LearnerReport = z.infer<typeof learnerReport>
