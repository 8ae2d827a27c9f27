import { z } from 'zod'

/** What a peer's process prints as its last line. */
export const peerReport = z.object({
  /** Wall-clock seconds of each step, in order; the start of the process and its imports are not in them. */
  steps: z.record(z.string(), z.number()),
  rows: z.int(),
  /** Most memory that its process had resident, in bytes; null where the system does not tell. */
  peakBytes: z.int().nullable(),
  /** CPU seconds of its process, imports included. */
  cpuSeconds: z.number().nullable(),
  /** What it ran, and what it left out. */
  notes: z.array(z.string()),
})
export type PeerReport = z.infer<typeof peerReport>

/** Seconds of all its steps. */
export function secondsOf({ steps }: PeerReport): number {
  return Object.values(steps).reduce((sum, seconds) => sum + seconds, 0)
}
