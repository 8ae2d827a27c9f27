import { type SuccessManifest, successManifest } from '../contracts/dataset.ts'
import type { Refusal } from '../contracts/promotion.ts'
import { BlobNotFound, type Lake } from '../storage/lake.ts'
import { successManifestPath } from '../storage/paths.ts'

/** What `_SUCCESS` says; undefined where there is none; why it can't be followed where it is not what it should be. */
export async function readManifest(
  lake: Lake,
  dataset: string,
): Promise<SuccessManifest | Refusal | undefined> {
  const path = successManifestPath(dataset)
  let bytes: Uint8Array
  try {
    bytes = await lake.read(path)
  } catch (error) {
    if (error instanceof BlobNotFound) return undefined
    throw error
  }
  const text = new TextDecoder().decode(bytes).trim()
  // an empty marker, as Spark writes it, names no files: the dataset is whole as it is
  if (text === '') return { files: [] }
  const parsed = successManifest.safeParse(jsonOf(text))
  if (parsed.success) return parsed.data
  return {
    ok: false,
    reason: `${path}: expected { "files": [ { "name": "ADMISSIONS.csv", "bytes": 26823 }, … ] } or nothing at all; drop it again`,
  }
}

/** Undefined where it is no JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
