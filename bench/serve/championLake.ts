import { championPointer } from '../../shared/registry/championPointer.ts'
import type { Lake } from '../../shared/storage/lake.ts'
import { memoryLake } from '../../shared/storage/memoryLake.ts'
import { CHAMPION_PATH, MODEL_NAME, versionFolder } from '../../shared/storage/paths.ts'

/** Puts a model into a lake as the version that serves; what people read of a version, its card, is not there. */
export async function storeChampion(lake: Lake, bytes: Uint8Array, version: string): Promise<void> {
  await lake.write(`${versionFolder(version)}model.json`, bytes)
  const pointer = championPointer.parse({
    name: MODEL_NAME,
    version,
    sequence: 1,
    since: new Date().toISOString(),
    by: 'bench',
    reason: 'to be measured',
    previous: null,
  })
  await lake.write(CHAMPION_PATH, JSON.stringify(pointer))
}

/** A lake in memory that holds nothing but the model that serves. */
export async function championLake(bytes: Uint8Array, version: string): Promise<Lake> {
  const lake = memoryLake()
  await storeChampion(lake, bytes, version)
  return lake
}
