import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Files that an instance keeps; the study that is running needs one. */
const KEPT = 3

const underWay = new Map<string, Promise<string>>()

/**
 * The local copy of an immutable blob, fetched once per instance.
 *
 * @param parent - where the cache lies; it holds the newest few files only
 * @param name - names the content for good: a blob that is never overwritten
 */
export async function localCacheOf(
  parent: string,
  name: string,
  fetch: (file: string) => Promise<void>,
): Promise<string> {
  const folder = join(parent, 'icu-mortality-cache')
  const file = join(folder, createHash('sha256').update(name).digest('hex').slice(0, 32))
  const running = underWay.get(file)
  if (running !== undefined) return await running

  const filling = fill(folder, file, fetch)
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
