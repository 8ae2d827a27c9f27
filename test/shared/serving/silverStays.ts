import type { Availability } from '../../../shared/contracts/training.ts'
import { type Duckdb, openDuckdb } from '../../../shared/tables/duckdb.ts'
import type { Frame } from '../../../shared/tables/frame.ts'
import type { Sql } from '../../../shared/tables/sql.ts'
import { buildGold, readGold, type Silver } from '../features/buildGold.ts'
import { temporaryFolder } from '../features/demoSilver.ts'

/** Silver, the gold that it makes, and the stays of that by id: what a sent stay is compared with. */
export interface SilverStays {
  readonly sql: Duckdb
  readonly silver: Silver
  readonly gold: Frame
  readonly stays: readonly number[]
  /** Closes DuckDB and removes all that was written. */
  close(): void
}

/** @param write - writes silver to a folder and says which files there are */
export async function silverStays(
  write: (sql: Sql, folder: string) => Promise<Silver>,
  availability: Availability = 'charttime',
): Promise<SilverStays> {
  const { folder, remove } = temporaryFolder()
  const sql = await openDuckdb({ threads: 1, memoryMiB: 768, temporaryFolder: folder })
  const silver = await write(sql, folder)
  const gold = await readGold(await buildGold(sql, silver, folder, { availability }))
  const ids = gold.columns['icustay_id']
  return {
    sql,
    silver,
    gold,
    stays: ids?.kind === 'number' ? [...ids.values] : [],
    close() {
      sql.close()
      remove()
    },
  }
}
