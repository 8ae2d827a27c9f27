import { type SuccessManifest, successManifest } from '../contracts/dataset.ts'
import { BlobNotFound, type Lake } from '../storage/lake.ts'
import { successManifestPath } from '../storage/paths.ts'

/** What `_SUCCESS` says; undefined where there is none. Throws where it is not what it should be. */
export async function readManifest(
  lake: Lake,
  dataset: string,
): Promise<SuccessManifest | undefined> {
  const path = successManifestPath(dataset)
  try {
    const text = new TextDecoder().decode(await lake.read(path))
    // an empty marker, as Spark writes it, names no files: the dataset is whole as it is
    return text.trim() === '' ? { files: [] } : successManifest.parse(JSON.parse(text))
  } catch (error) {
    if (error instanceof BlobNotFound) return undefined
    throw new Error(
      `${path}: expected { "files": [ { "name": "ADMISSIONS.csv", "bytes": 26823 }, … ] } or nothing at all`,
      { cause: error },
    )
  }
}
