import { readSettings } from '../settings.ts'
import type { DuckdbOptions } from '../tables/duckdb.ts'

/** One thread: what reaches a feature must not depend on the order in which threads end. */
export function oneThread(temporaryFolder: string): DuckdbOptions {
  const { DUCKDB_MEMORY_MIB } = readSettings(process.env)
  return { threads: 1, memoryMiB: DUCKDB_MEMORY_MIB, temporaryFolder }
}
