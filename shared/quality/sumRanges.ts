import type { RangeMeasures } from '../contracts/rangeMeasures.ts'

/** What the ranges of a file come to together; parts, rejects and hashes in the order of the ranges. */
export function sumRanges(
  ranges: readonly Omit<RangeMeasures, 'quality'>[],
): Omit<RangeMeasures, 'quality'> {
  const total = (of: (range: Omit<RangeMeasures, 'quality'>) => number): number =>
    ranges.reduce((sum, range) => sum + of(range), 0)
  const reasons = new Map<string, number>()
  for (const [reason, count] of ranges.flatMap(range => Object.entries(range.reasons))) {
    reasons.set(reason, (reasons.get(reason) ?? 0) + count)
  }
  return {
    parts: ranges.flatMap(range => range.parts),
    rejects: ranges.flatMap(range => range.rejects),
    blockHashes: ranges.flatMap(range => range.blockHashes),
    rowsIn: total(range => range.rowsIn),
    rowsOut: total(range => range.rowsOut),
    quarantined: total(range => range.quarantined),
    latin1Rows: total(range => range.latin1Rows),
    reasons: Object.fromEntries(reasons),
  }
}
