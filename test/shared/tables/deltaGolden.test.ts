import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Lake } from '../../../shared/storage/lake.ts'
import { memoryLake } from '../../../shared/storage/memoryLake.ts'
import { checkFiles, readDelta } from '../../../shared/tables/delta.ts'

const GOLDEN = join(import.meta.dirname, '../../../../shared/reference/delta-golden')
const hasGolden = existsSync(GOLDEN)
if (!hasGolden) console.warn('skipped: no ../shared/reference/delta-golden')

/** A golden table as it is on disk, in a lake. */
async function golden(name: string): Promise<Lake> {
  const lake = memoryLake()
  const root = join(GOLDEN, name)
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    await lake.write(`golden/${name}/${path.slice(root.length + 1)}`, await readFile(path))
  }
  return lake
}

describe.skipIf(!hasGolden)('tables written by Spark', () => {
  it.each([
    ['snapshot-data0'],
    ['snapshot-data1'],
    ['snapshot-data2'],
    ['snapshot-data2-deleted'],
    ['snapshot-data3'],
    ['snapshot-vacuumed'],
    ['time-travel-start'],
    ['time-travel-start-start20'],
    ['basic-with-inserts-deletes-checkpoint'],
    ['data-reader-primitives'],
    ['data-reader-date-types-UTC'],
    ['data-reader-timestamp_ntz'],
    ['data-reader-partition-values'],
    ['data-reader-escaped-chars'],
  ])('lists files of %s that are there, with the sizes that they have', async name => {
    const lake = await golden(name)
    const table = await readDelta(lake, `golden/${name}/`)
    expect(table.files.length).toBeGreaterThan(0)
    await checkFiles(lake, `golden/${name}/`, table)
  })

  it('refuses a protocol that is newer and versions that are not contiguous', async () => {
    const newer = 'deltalog-invalid-protocol-version'
    await expect(readDelta(await golden(newer), `golden/${newer}/`)).rejects.toThrow(
      'needs Delta reader version 99, which is not supported here',
    )
    const gap = 'versions-not-contiguous'
    await expect(readDelta(await golden(gap), `golden/${gap}/`)).rejects.toThrow(
      'version 1 is missing from the Delta log',
    )
  })
})
