import { chiSquaredTail } from '../evaluation/chiSquared.ts'
import { fisherExact } from '../evaluation/fisherExact.ts'

/** Rule of W. G. Cochran (Biometrics 1954; 10: 417–451) by which the chi-squared distribution is near enough. */
const FEWEST_EXPECTED = 5

export interface Comparison {
  /** Population stability index; null where one of the two has no rows. */
  readonly psi: number | null
  /** Null where there is nothing to tell apart: no rows, or all of both samples in one bin. */
  readonly test: 'chi-squared' | 'fisher' | null
  readonly p: number | null
}

/** Rows in one bin, of each sample. */
interface Bin {
  readonly baseline: number
  readonly recent: number
}

/**
 * Whether two samples fall into the same bins alike: Fisher's exact test of two bins, else the chi-squared test of
 * homogeneity. Both samples are taken as samples, so a small baseline counts as little as it is. Bins that are too small
 * for the latter go into it with their neighbours, and are each tested by the former, too: a level that training hardly
 * knew is seen. Of these tests the smallest p-value counts, times their number (Bonferroni).
 *
 * @param baseline - rows per bin
 * @param recent - likewise
 */
export function compareCounts(baseline: readonly number[], recent: readonly number[]): Comparison {
  const psi = stabilityIndex(baseline, recent)
  const bins = baseline.map((count, at) => ({ baseline: count, recent: recent[at] ?? 0 }))
  const rows = { baseline: total(baseline), recent: total(recent) }
  const smallerShare = Math.min(rows.baseline, rows.recent) / (rows.baseline + rows.recent)
  const isSmall = (bin: Bin): boolean =>
    (bin.baseline + bin.recent) * smallerShare < FEWEST_EXPECTED

  const filled = bins.filter(bin => bin.baseline + bin.recent > 0)
  if (psi === null || filled.length < 2) return { psi, test: null, p: null }
  const small = filled.length === 2 ? filled.slice(1) : filled.filter(isSmall)
  const exact = small.map(bin =>
    fisherExact(
      [bin.baseline, rows.baseline - bin.baseline],
      [bin.recent, rows.recent - bin.recent],
    ),
  )
  const merged = filled.length === 2 ? [] : mergeSmall(filled, isSmall)
  const together = merged.length < 2 ? 1 : homogeneity(merged, rows)
  const tests = exact.length + (merged.length < 2 ? 0 : 1)
  const smallest = Math.min(together, ...exact)
  return {
    psi,
    test: smallest === together && merged.length >= 2 ? 'chi-squared' : 'fisher',
    p: Math.min(1, smallest * tests),
  }
}

function homogeneity(bins: readonly Bin[], rows: Bin): number {
  let statistic = 0
  for (const bin of bins) {
    const off = bin.baseline * rows.recent - bin.recent * rows.baseline
    statistic += (off * off) / (rows.baseline * rows.recent * (bin.baseline + bin.recent))
  }
  return chiSquaredTail(statistic, bins.length - 1)
}

/**
 * Σ (r − b) · ln(r / b) over the shares of the bins, half a row added to each so that an empty bin has a share. In small
 * samples it is above 0 by chance: about (bins − 1) · (1 / rows + 1 / baseline rows) on average (B. Yurdakul, "Statistical
 * properties of population stability index", 2018), which is why it never decides alone.
 */
export function stabilityIndex(
  baseline: readonly number[],
  recent: readonly number[],
): number | null {
  const rows = { baseline: total(baseline), recent: total(recent) }
  if (rows.baseline === 0 || rows.recent === 0) return null
  const added = baseline.length / 2
  let sum = 0
  baseline.forEach((count, bin) => {
    const before = (count + 0.5) / (rows.baseline + added)
    const now = ((recent[bin] ?? 0) + 0.5) / (rows.recent + added)
    sum += (now - before) * Math.log(now / before)
  })
  return sum
}

/** Neighbours together until they are no longer small, by what both samples hold: that says nothing of a difference. */
function mergeSmall(bins: readonly Bin[], isSmall: (bin: Bin) => boolean): Bin[] {
  const added = (one: Bin, other: Bin): Bin => ({
    baseline: one.baseline + other.baseline,
    recent: one.recent + other.recent,
  })
  const merged: Bin[] = []
  let open: Bin = { baseline: 0, recent: 0 }
  for (const bin of bins) {
    open = added(open, bin)
    if (isSmall(open)) continue
    merged.push(open)
    open = { baseline: 0, recent: 0 }
  }
  const last = merged.pop()
  if (last !== undefined) merged.push(added(last, open))
  return merged
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}
