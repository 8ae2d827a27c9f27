import { describe, expect, it } from 'vitest'
import { partPath, rejectsPath } from '../../../shared/scoring/batches.ts'
import { deleteAllBut, deleteOwn, isOverwritten } from '../../../shared/scoring/leftovers.ts'
import type { Lake } from '../../../shared/storage/lake.ts'
import { memoryLake } from '../../../shared/storage/memoryLake.ts'

const path = 'scoring/ward/may.csv'
const folder = 'predictions/ward/may.csv/'
const older = 'score-00000000aaaa'
const newer = 'score-00000000bbbb'

/** What two versions of a file have left, and what is neither's. */
async function afterBoth(): Promise<Lake> {
  const lake = memoryLake()
  for (const instance of [older, newer]) {
    await lake.write(partPath(path, instance, 0), 'rows')
    await lake.write(partPath(path, instance, 1), 'rows')
    await lake.write(rejectsPath(path, instance, 1), '[]')
  }
  await lake.write(`${folder}rejected.csv`, 'line,reason\n')
  await lake.write(`${folder}summary.json`, '{}')
  await lake.write(`${folder}june.csv/part-00000000aaaa-00000.parquet`, 'of another file')
  return lake
}

async function names(lake: Lake): Promise<string[]> {
  const found: string[] = []
  for await (const { path: at } of lake.list(folder)) found.push(at.slice(folder.length))
  return found
}

describe('the folder of predictions of a file that was dropped twice', () => {
  it('keeps what the newer version has written when the older one ends after it', async () => {
    const lake = await afterBoth()
    await deleteOwn(lake, { path, etag: 'old', bytes: 1 }, older)
    expect(await names(lake)).toEqual([
      '_rejected/00000000bbbb-00001.json',
      'june.csv/part-00000000aaaa-00000.parquet',
      'part-00000000bbbb-00000.parquet',
      'part-00000000bbbb-00001.parquet',
      'rejected.csv',
      'summary.json',
    ])
  })

  it('keeps nothing of the older version when the newer one ends', async () => {
    const lake = await afterBoth()
    const kept = new Set([0, 1].map(range => partPath(path, newer, range)))
    await deleteAllBut(lake, { path, etag: 'new', bytes: 1 }, kept)
    expect(await names(lake)).toEqual([
      'june.csv/part-00000000aaaa-00000.parquet',
      'part-00000000bbbb-00000.parquet',
      'part-00000000bbbb-00001.parquet',
      'summary.json',
    ])
  })

  it('is the newer version’s as soon as that is there, and stays where the file is deleted', async () => {
    const lake = memoryLake()
    const file = { path, etag: await lake.write(path, 'age\n40\n'), bytes: 7 }
    expect(await isOverwritten(lake, file)).toBe(false)
    await lake.write(path, 'age\n50\n')
    expect(await isOverwritten(lake, file)).toBe(true)
    await lake.delete(path)
    expect(await isOverwritten(lake, file)).toBe(false)
  })
})
