const FIRST_MS = 250
const LONGEST_MS = 30_000

/**
 * Milliseconds to wait after so many failures in a row (from 1) of something that should not fail: a full disk, a mistake
 * of ours. Never gives up: what waits is on disk, and the cause may go.
 */
export function backOff(failures: number): number {
  let delay = FIRST_MS
  for (let i = 1; i < failures && delay < LONGEST_MS; i++) delay *= 2
  return Math.min(delay, LONGEST_MS)
}
