import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AttritionStep, Availability } from '../contracts/training.ts'
import {
  assembleGold as assembleGoldRows,
  completeGold,
  type GoldSources,
} from '../features/gold.ts'
import { withDuckdb } from '../tables/duckdb.ts'
import type { Frame } from '../tables/frame.ts'
import { readFrame } from '../tables/parquetFrame.ts'
import { oneThread } from './oneThread.ts'

/** Gold, from what `extractEvents` has left of each part. */
export async function goldOf(
  sources: GoldSources,
  availability: Availability,
  folder: string,
): Promise<{ gold: Frame; measured: AttritionStep }> {
  const assembled = join(folder, 'assembled.parquet')
  const measured = await withDuckdb(oneThread(folder), async sql =>
    assembleGoldRows(sql, sources, { availability }, assembled),
  )
  return { gold: completeGold(await readFrame(await readFile(assembled))), measured }
}
