import type { Lake } from '../storage/lake.ts'
import { versionFolder } from '../storage/paths.ts'
import { familyScorer } from './familyScorer.ts'
import { loadModel, type ServedModel } from './servedModel.ts'

/** A published version, whether it serves or not. */
export async function readServedModel(lake: Lake, version: string): Promise<ServedModel> {
  return loadModel(version, await lake.read(`${versionFolder(version)}model.json`), familyScorer)
}
