import { beforeAll } from 'vitest'
import { withDuckdb } from '../../../shared/tables/duckdb.ts'
import type { Frame } from '../../../shared/tables/frame.ts'
import type { Sql } from '../../../shared/tables/sql.ts'
import { buildGold, goldRow, readGold } from './buildGold.ts'
import { temporaryFolder } from './demoSilver.ts'
import type { HandMadeSilver } from './handMadeSilver.ts'

/** Builds gold of hand-made stays before the tests of a `describe`; answers the row of a stay, by feature. */
export function handMadeGold(silver: HandMadeSilver): (stay: number) => ReturnType<typeof goldRow> {
  let gold: Frame
  beforeAll(async () => {
    gold = await withGoldFolder(async (sql, folder) =>
      readGold(await buildGold(sql, await silver.write(sql, folder), folder)),
    )
  }, 60_000)
  return stay => goldRow(gold, stay)
}

/** A DuckDB with a folder that is deleted afterwards. */
export async function withGoldFolder<T>(
  work: (sql: Sql, folder: string) => Promise<T>,
): Promise<T> {
  const { folder, remove } = temporaryFolder()
  try {
    return await withDuckdb({ threads: 1, memoryMiB: 512, temporaryFolder: folder }, async sql =>
      work(sql, folder),
    )
  } finally {
    remove()
  }
}
