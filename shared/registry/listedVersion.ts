import { AppError } from '../http/problem.ts'
import type { Storage } from '../storage/connect.ts'
import { MODEL_NAME } from '../storage/paths.ts'
import { readChampion } from './championPointer.ts'
import { modelVersions } from './versions.ts'

/**
 * The published version that a request asks for, by its name or as `champion`.
 *
 * @throws AppError MODEL_NOT_FOUND
 */
export async function listedVersion(
  { lake, rows }: Storage,
  asked: string,
): Promise<{ version: string; published: string; isChampion: boolean }> {
  const champion = (await readChampion(lake))?.pointer.version
  const version = asked === 'champion' ? champion : asked
  if (version === undefined) {
    throw new AppError('MODEL_NOT_FOUND', 'No version is the champion yet.')
  }
  const row = await modelVersions(rows).get(version)
  if (row === undefined) {
    throw new AppError('MODEL_NOT_FOUND', `There is no version "${version}" of ${MODEL_NAME}.`)
  }
  return { version, published: row.published, isChampion: version === champion }
}
