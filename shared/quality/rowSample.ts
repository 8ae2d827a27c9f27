import type { RowSample } from '../contracts/quality.ts'

/** Rows of a sample: the standard error of a quantile's rank is at most 0.5 / √2048 = 1.1 %. */
export const SAMPLE_ROWS = 2048

/**
 * The sample of the rows of both: again those with the smallest hashes. A sample with fewer than `SAMPLE_ROWS` rows is
 * all of them.
 */
export function mergeSamples(a: RowSample, b: RowSample): RowSample {
  const drawn = [
    ...a.hashes.map((hash, row) => ({ hash, row, of: a })),
    ...b.hashes.map((hash, row) => ({ hash, row, of: b })),
  ]
    .sort((x, y) => x.hash - y.hash)
    .slice(0, SAMPLE_ROWS)
  return {
    hashes: drawn.map(({ hash }) => hash),
    columns: Object.fromEntries(
      Object.keys(a.columns).map(name => [
        name,
        drawn.map(({ row, of }) => of.columns[name]?.[row] ?? null),
      ]),
    ),
  }
}

/** The values of a column other than null, ascending. */
export function sampledValues(sample: RowSample, column: string): readonly number[] {
  return (sample.columns[column] ?? []).filter(value => value !== null).sort((a, b) => a - b)
}

/**
 * The value below which `share` of the values lie, between two of them by their distance (numpy's default, type 7 of
 * Hyndman and Fan 1996).
 *
 * @param ascending - at least one value
 */
export function quantile(ascending: readonly number[], share: number): number {
  const at = (ascending.length - 1) * share
  const below = ascending[Math.floor(at)] ?? Number.NaN
  const above = ascending[Math.ceil(at)] ?? Number.NaN
  return below + (above - below) * (at - Math.floor(at))
}
