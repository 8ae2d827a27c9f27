import type { KeySample } from '../contracts/quality.ts'

/** Keys of a sample: with a share s of repeated rows, the standard error of its estimate is about √(s / 2048). */
export const SAMPLE_KEYS = 2048

/**
 * The sample of the keys of both: again those with the smallest hashes, each with all its rows. As every part draws the
 * same keys, a key that two parts have is found. A sample with fewer than `SAMPLE_KEYS` keys is all of them.
 */
export function mergeKeySamples(a: KeySample, b: KeySample): KeySample {
  const rows = new Map<number, number>()
  for (const { hashes, rows: counts } of [a, b]) {
    hashes.forEach((hash, key) => rows.set(hash, (rows.get(hash) ?? 0) + (counts[key] ?? 0)))
  }
  const smallest = [...rows].sort(([x], [y]) => x - y).slice(0, SAMPLE_KEYS)
  return { hashes: smallest.map(([hash]) => hash), rows: smallest.map(([, count]) => count) }
}

/**
 * Rows whose key another row has already.
 *
 * @param keyed - rows that have a key, of which the sample tells
 */
export function countRepeats(sample: KeySample, keyed: number): { rows: number; exact: boolean } {
  const keys = sample.hashes.length
  const sampled = sample.rows.reduce((sum, rows) => sum + rows, 0)
  if (keys < SAMPLE_KEYS) return { rows: sampled - keys, exact: true }
  return { rows: Math.round((keyed * (sampled - keys)) / sampled), exact: false }
}
