import { createHash, randomUUID } from 'node:crypto'
import { access, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { BlobNotFound, type Lake, type LakePath } from '../storage/lake.ts'

/** Files that a process keeps beside those in use. */
const KEPT = 3

const underWay = new Map<string, Promise<void>>()

/** How often each file is in use: what works with it may have to wait for a thread before it opens it. */
const inUse = new Map<string, number>()

/**
 * Files in the order in which they were last used. It is not kept as the time of the files: one whose time changes can be
 * read no more by who has it open as a blob.
 */
const lastUsed = new Set<string>()

/** What deletes files, one after the other. Never rejects: a file that could not be deleted is tried again. */
let forgetting: Promise<void> = Promise.resolve()

/**
 * Gives `work` the local copy of a blob that is never overwritten, fetched once per process. Its version is part of what
 * it is known by: in another storage account, or after a fresh start, another blob may have the same path.
 *
 * @param parent - where the cache lies; it holds the few files that were used last, and those that are in use
 * @throws `BlobNotFound`
 */
export async function withLocalCache<T>(
  parent: string,
  lake: Lake,
  path: LakePath,
  work: (file: string) => Promise<T>,
): Promise<T> {
  const blob = await lake.stat(path)
  if (blob === undefined) throw new BlobNotFound(path)
  const { etag } = blob
  // of this process alone, which knows what it uses; deleted as its temporary folders are when it is gone
  const folder = join(parent, `icu-mortality-${process.pid}-cache`)
  const name = createHash('sha256').update(`${path} ${etag}`).digest('hex').slice(0, 32)
  const file = join(folder, name)
  return await using(file, async () => {
    await fetched(folder, file, async incoming => {
      await lake.download(path, incoming, { ifMatch: etag })
    })
    lastUsed.delete(file)
    lastUsed.add(file)
    return await work(file)
  })
}

async function using<T>(file: string, work: () => Promise<T>): Promise<T> {
  inUse.set(file, (inUse.get(file) ?? 0) + 1)
  try {
    return await work()
  } finally {
    const others = (inUse.get(file) ?? 0) - 1
    if (others > 0) inUse.set(file, others)
    else inUse.delete(file)
  }
}

/** Fetches a file that is not there, once for all who ask for it meanwhile. */
async function fetched(
  folder: string,
  file: string,
  fetch: (file: string) => Promise<void>,
): Promise<void> {
  const filling = underWay.get(file) ?? fill(folder, file, fetch)
  underWay.set(file, filling)
  try {
    await filling
  } finally {
    if (underWay.get(file) === filling) underWay.delete(file)
  }
}

async function fill(
  folder: string,
  file: string,
  fetch: (file: string) => Promise<void>,
): Promise<void> {
  await mkdir(folder, { recursive: true })
  // it may be among those that go just now
  await forgetting
  if (await isThere(file)) return
  // whole or not at all: the process may be killed, and another get its number
  const incoming = `${file}.${randomUUID()}`
  await using(incoming, async () => {
    await fetch(incoming)
    await rename(incoming, file)
  })
  forgetting = forgetting.then(async () => forgetOld(folder))
  await forgetting
}

async function isThere(file: string): Promise<boolean> {
  try {
    await access(file)
    return true
  } catch {
    return false
  }
}

/** Deletes all but those in use and the few that were used last. */
async function forgetOld(folder: string): Promise<void> {
  const unused = (await readdir(folder).catch(() => []))
    .map(name => join(folder, name))
    .filter(file => !inUse.has(file))
  const newest = new Set([...lastUsed].filter(file => unused.includes(file)).slice(-KEPT))
  const old = unused.filter(file => !newest.has(file))
  for (const file of old) lastUsed.delete(file)
  await Promise.allSettled(old.map(async file => rm(file, { force: true })))
}
