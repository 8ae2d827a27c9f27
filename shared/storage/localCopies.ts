import { join } from 'node:path'
import type { Lake, LakePath } from './lake.ts'

/** Blobs fetched at once. */
const WIDTH = 4

/** Downloads blobs to a folder; answers the local files in the order of the paths. */
export async function localCopies(
  lake: Lake,
  paths: readonly LakePath[],
  folder: string,
): Promise<readonly string[]> {
  const files = paths.map(path => join(folder, path.replaceAll('/', '~')))
  for (let from = 0; from < paths.length; from += WIDTH) {
    await Promise.all(
      paths.slice(from, from + WIDTH).map(async (path, i) => {
        await lake.download(path, files[from + i] ?? '')
      }),
    )
  }
  return files
}
