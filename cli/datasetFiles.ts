import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'

export interface DatasetFile {
  /** As it will be called in bronze. */
  readonly name: string
  readonly localPath: string
  readonly bytes: number
}

/** The `.csv` and `.csv.gz` files of a folder, in name order. Throws where there is none. */
export async function datasetFiles(folder: string): Promise<readonly DatasetFile[]> {
  const names = (await readdir(folder)).filter(name => /\.csv(\.gz)?$/i.test(name)).sort()
  if (names.length === 0) {
    throw new Error(`${folder}: holds no .csv or .csv.gz file; expected the MIMIC-III CSVs`)
  }
  return await Promise.all(
    names.map(async name => {
      const localPath = join(folder, name)
      return { name, localPath, bytes: (await stat(localPath)).size }
    }),
  )
}

/** A dataset's name made from a folder's: `MIMIC-III demo 1.4` → `mimic-iii-demo-1-4`. */
export function datasetNameOf(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 63)
  return name === '' ? 'dataset' : name
}
