import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { localCacheOf } from '../../../shared/compute/localCache.ts'
import { BlobNotFound, type Lake } from '../../../shared/storage/lake.ts'
import { memoryLake } from '../../../shared/storage/memoryLake.ts'

let parent: string
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'cache-'))
})
afterAll(async () => {
  await rm(parent, { recursive: true })
})

/** A lake that counts its downloads. */
function counting(): { lake: Lake; downloads: string[] } {
  const inner = memoryLake()
  const downloads: string[] = []
  const lake: Lake = {
    ...inner,
    async download(path, file, options) {
      downloads.push(path)
      await inner.download(path, file, options)
    },
  }
  return { lake, downloads }
}

describe('localCacheOf', () => {
  it('fetches a blob once, however many ask for it at the same time or later', async () => {
    const { lake, downloads } = counting()
    await lake.write('gold/once', 'hello')
    const asked = await Promise.all([1, 2, 3].map(() => localCacheOf(parent, lake, 'gold/once')))
    asked.push(await localCacheOf(parent, lake, 'gold/once'))
    expect(new Set(asked).size).toBe(1)
    expect(await readFile(asked[0] ?? '', 'utf8')).toBe('hello')
    expect(downloads).toEqual(['gold/once'])
  })

  it('does not take a blob for another that had its path', async () => {
    const { lake } = counting()
    await lake.write('gold/same', 'old')
    const old = await localCacheOf(parent, lake, 'gold/same')
    await lake.write('gold/same', 'new')
    expect(await readFile(await localCacheOf(parent, lake, 'gold/same'), 'utf8')).toBe('new')
    expect(await readFile(old, 'utf8')).toBe('old')
  })

  it('keeps no half of a blob', async () => {
    const { lake } = counting()
    await lake.write('gold/broken', 'whole')
    const breaking: Lake = {
      ...lake,
      async download(path, file, options) {
        await lake.download(path, file, options)
        throw new Error('connection lost')
      },
    }
    await expect(localCacheOf(parent, breaking, 'gold/broken')).rejects.toThrow('connection lost')
    expect(await readFile(await localCacheOf(parent, lake, 'gold/broken'), 'utf8')).toBe('whole')
    await expect(localCacheOf(parent, lake, 'gold/nothing')).rejects.toThrow(BlobNotFound)
  })
})
