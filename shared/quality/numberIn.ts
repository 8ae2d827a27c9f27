import type { SqlRow } from '../tables/sql.ts'

/** A number that a query must have given. */
export function numberIn(row: SqlRow | undefined, name: string): number {
  const value = row?.[name]
  if (typeof value !== 'number') throw new Error(`DuckDB gave no number for "${name}"`)
  return value
}
