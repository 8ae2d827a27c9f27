import { openAsBlob } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withLocalCache } from '../../../shared/compute/localCache.ts'
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

const textOf = async (file: string) => await readFile(file, 'utf8')

describe('withLocalCache', () => {
  it('fetches a blob once, however many ask for it at the same time or later', async () => {
    const { lake, downloads } = counting()
    await lake.write('gold/once', 'hello')
    const ask = async () => await withLocalCache(parent, lake, 'gold/once', textOf)
    const asked = await Promise.all([1, 2, 3].map(ask))
    asked.push(await ask())
    expect(asked).toEqual(['hello', 'hello', 'hello', 'hello'])
    expect(downloads).toEqual(['gold/once'])
  })

  it('does not take a blob for another that had its path', async () => {
    const { lake } = counting()
    await lake.write('gold/same', 'old')
    await withLocalCache(parent, lake, 'gold/same', async old => {
      await lake.write('gold/same', 'new')
      expect(await withLocalCache(parent, lake, 'gold/same', textOf)).toBe('new')
      expect(await textOf(old)).toBe('old')
    })
  })

  it('keeps what is in use however many others are fetched meanwhile, and of the rest the newest few', async () => {
    const { lake, downloads } = counting()
    const others = Array.from({ length: 8 }, (_, at) => `gold/other-${at}`)
    for (const path of ['gold/used', ...others]) await lake.write(path, path)
    await withLocalCache(parent, lake, 'gold/used', async used => {
      for (const path of others) await withLocalCache(parent, lake, path, textOf)
      expect(await textOf(used)).toBe('gold/used')
      expect(await withLocalCache(parent, lake, 'gold/used', textOf)).toBe('gold/used')
    })
    expect(downloads).toEqual(['gold/used', ...others])
    // the one that was used last is there still
    expect(await withLocalCache(parent, lake, 'gold/used', textOf)).toBe('gold/used')
    expect(downloads).toHaveLength(9)
    const kept = await readdir(join(parent, `icu-mortality-${process.pid}-cache`))
    expect(kept.length).toBeLessThan(others.length)
  })

  it('lets one read a file as a blob, which must not change meanwhile, while others ask for it', async () => {
    const { lake } = counting()
    await lake.write('gold/blob', 'hello')
    await withLocalCache(parent, lake, 'gold/blob', async file => {
      const blob = await openAsBlob(file)
      expect(await withLocalCache(parent, lake, 'gold/blob', textOf)).toBe('hello')
      expect(await blob.text()).toBe('hello')
    })
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
    await expect(withLocalCache(parent, breaking, 'gold/broken', textOf)).rejects.toThrow(
      'connection lost',
    )
    expect(await withLocalCache(parent, lake, 'gold/broken', textOf)).toBe('whole')
    await expect(withLocalCache(parent, lake, 'gold/nothing', textOf)).rejects.toThrow(BlobNotFound)
  })
})
