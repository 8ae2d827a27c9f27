import { AppError } from '../http/problem.ts'
import { BlobNotFound, type Lake } from '../storage/lake.ts'
import { versionFolder } from '../storage/paths.ts'

const JSON_TYPE = 'application/json; charset=utf-8'

/** What may be had of a version, by its media type; nothing else of its folder is given out. */
const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  ['model.json', JSON_TYPE],
  ['xgboost.json', JSON_TYPE],
  ['card.json', JSON_TYPE],
  ['card.md', 'text/markdown; charset=utf-8'],
  ['lineage.json', JSON_TYPE],
  ['baseline.json', JSON_TYPE],
])

export interface VersionFile {
  readonly contentType: string
  readonly bytes: Uint8Array
}

/**
 * A file of a published version, byte for byte as it was written.
 *
 * @param version - one that is listed
 * @throws AppError MODEL_FILE_NOT_FOUND; of `xgboost.json` where the family has no such form
 */
export async function readVersionFile(
  lake: Lake,
  version: string,
  name: string,
): Promise<VersionFile> {
  const contentType = CONTENT_TYPES.get(name)
  if (contentType === undefined) {
    const names = [...CONTENT_TYPES.keys()].join(', ')
    throw new AppError('MODEL_FILE_NOT_FOUND', `The files of a version are ${names}.`)
  }
  try {
    return { contentType, bytes: await lake.read(`${versionFolder(version)}${name}`) }
  } catch (error) {
    if (!(error instanceof BlobNotFound)) throw error
    throw new AppError('MODEL_FILE_NOT_FOUND', `Version ${version} was published without ${name}.`)
  }
}
