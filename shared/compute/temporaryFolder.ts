import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Gives `work` an empty folder below `parent` and deletes it afterwards, whatever happened. */
export async function withTemporaryFolder<T>(
  parent: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(parent, 'icu-mortality-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
