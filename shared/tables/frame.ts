/**
 * One column in memory.
 *
 * - `number`: a missing value is NaN. Flags are 0 and 1, ids are exact up to 2^53, times are ms since the epoch.
 * - `text`: a missing value is null.
 */
export type Column =
  | { readonly kind: 'number'; readonly values: Float64Array }
  | { readonly kind: 'text'; readonly values: readonly (string | null)[] }

/** A small table in memory, by column: what crosses from Parquet to preprocessing and models. */
export interface Frame {
  readonly rows: number
  readonly columns: Readonly<Record<string, Column>>
}
