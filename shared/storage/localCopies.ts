import { createHash } from 'node:crypto'
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
  const files = paths.map(path => join(folder, localName(path)))
  for (let from = 0; from < paths.length; from += WIDTH) {
    await Promise.all(
      paths.slice(from, from + WIDTH).map(async (path, i) => {
        await lake.download(path, files[from + i] ?? '')
      }),
    )
  }
  return files
}

/** A blob's path may be 1,024 characters long and hold a `*`; a file's name only 255 bytes, and DuckDB reads patterns. */
function localName(path: LakePath): string {
  const digest = createHash('sha256').update(path).digest('hex').slice(0, 32)
  return `${digest}.parquet`
}
