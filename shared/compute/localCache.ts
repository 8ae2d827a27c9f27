import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { BlobNotFound, type Lake, type LakePath } from '../storage/lake.ts'

/** Files that an instance keeps; the study that is running needs one. */
const KEPT = 3

const underWay = new Map<string, Promise<string>>()

/**
 * The local copy of a blob that is never overwritten, fetched once per instance. Its version is part of what it is
 * known by: in another storage account, or after a fresh start, another blob may have the same path.
 *
 * @param parent - where the cache lies; it holds the newest few files only
 * @throws `BlobNotFound`
 */
export async function localCacheOf(parent: string, lake: Lake, path: LakePath): Promise<string> {
  const blob = await lake.stat(path)
  if (blob === undefined) throw new BlobNotFound(path)
  const { etag } = blob
  const folder = join(parent, 'icu-mortality-cache')
  const name = createHash('sha256').update(`${path} ${etag}`).digest('hex').slice(0, 32)
  const file = join(folder, name)
  const running = underWay.get(file)
  if (running !== undefined) return await running

  const filling = fill(folder, file, async incoming => {
    await lake.download(path, incoming, { ifMatch: etag })
  })
  underWay.set(file, filling)
  try {
    return await filling
  } finally {
    underWay.delete(file)
  }
}

async function fill(
  folder: string,
  file: string,
  fetch: (file: string) => Promise<void>,
): Promise<string> {
  await mkdir(folder, { recursive: true })
  if ((await modified(file)) > 0) return file

  // whole or not at all: another process may look for it at this moment
  const incoming = `${file}.${randomUUID()}`
  await fetch(incoming)
  await rename(incoming, file)
  await forgetOld(folder)
  return file
}

async function forgetOld(folder: string): Promise<void> {
  const files = (await readdir(folder)).map(name => join(folder, name))
  const ages = await Promise.all(files.map(async file => ({ file, at: await modified(file) })))
  const old = ages.sort((a, b) => b.at - a.at).slice(KEPT)
  await Promise.all(old.map(async ({ file }) => rm(file, { force: true })))
}

/** 0 where there is no such file. */
async function modified(file: string): Promise<number> {
  try {
    return (await stat(file)).mtimeMs
  } catch {
    return 0
  }
}
